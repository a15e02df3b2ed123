import { Invalid, Refused, RoomLoading } from "@alongside/core";

/** Whether a write was refused, and not written wrongly. */
export function isRefusal(error: unknown): error is Refused | Invalid | RoomLoading {
  return error instanceof Refused || error instanceof Invalid || error instanceof RoomLoading;
}
