import type { Rights, UserInfo } from "@alongside/core/engine";
import type { Guest } from "./port.ts";

/** A seat in a room, as the room's parts see it. */
export interface Member {
  /** The number by which its connection names it. */
  readonly seat: number;
  readonly client: string;
  readonly user: UserInfo;
  readonly rights: Rights;
  /** See `markOf`: members with the same mark read the same. */
  readonly mark: string;
  readonly guest: Guest;
}
