import type { Readable, Rejected, Room } from "@alongside/client";

/** A change that was refused, whatever room it was for. */
export type RefusedChange = Pick<Rejected, "code" | "message" | "retry" | "discard">;

/** What every page shows of its room, whatever the room holds. */
export interface SharedRoom extends Pick<Room, "people" | "status"> {
  readonly rejected: Readable<readonly RefusedChange[]>;
}
