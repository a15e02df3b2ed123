import { Invalid, Refused, RoomLoading } from "@alongside/core";

/** Does what somebody pressed. Returns the message of why it could not be, where the room says no at once; a later no is among its refused changes. */
export function tried(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof Refused || error instanceof RoomLoading || error instanceof Invalid)
      return error.message;
    throw error;
  }
}
