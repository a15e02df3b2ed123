import type { LastEntry } from "@alongside/core/engine";

/**
 * Whose changes are pending: those of one client id, which stand together in the room's row of pending changes. Mostly that is this
 * page alone. Where it found on the device what earlier pages had not sent, the changes of each of those stand before its own, are
 * sent under that one's id, and are numbered here so that the whole row rises.
 */
export interface Segment {
  readonly client: string;
  /** By how much its numbers here are larger than those on the wire. */
  readonly offset: number;
  /** The last of its numbers here. */
  readonly end: number;
  /** The last number on the wire before its first. */
  readonly before: number;
  /** Under which client id the device has it; undefined for this page's own. */
  readonly stored?: string;
  /** An entry of the room, of whichever log, after which its changes have ended, if they have; undefined for this page's own. */
  readonly last?: LastEntry;
}
