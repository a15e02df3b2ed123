import type { Readable, Rejected, Room } from "@alongside/client";

/** A change that was refused, whatever room it was for. */
export interface RefusedChange extends Pick<
  Rejected,
  "id" | "code" | "message" | "ops" | "retry" | "discard"
> {
  /** `Rejected.resubmit`, whose argument each room's definition types. */
  readonly resubmit: unknown;
}

/** What every page shows of its room, whatever the room holds. */
export interface SharedRoom extends Pick<Room, "id" | "rights" | "status" | "export"> {
  readonly rejected: Readable<readonly RefusedChange[]>;
}
