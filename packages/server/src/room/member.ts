import type { Rights, UserInfo } from "@alongside/core/engine";
import type { EntryKinds } from "./entry-kinds.ts";
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
  /** The kinds of entries that its client is not sent: see `kindsNotTold`. */
  readonly notTold: EntryKinds | undefined;
  readonly guest: Guest;
}
