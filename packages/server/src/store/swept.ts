import type { RoomId, Seq } from "@alongside/core/engine";

/** What a store keeps for the sweeper, and does for it alone. */
export interface Swept {
  /** How far the sweeper has come; undefined before it has saved anything. */
  sweepLine(): Promise<SweepLine | undefined>;
  /** Rooms of which something is due at the time `at`, in ms, or was before, the longest due first, at most `limit` (100). */
  dueRooms(at: number, limit?: number): Promise<readonly RoomId[]>;
  /** Saves all of a step, or nothing of it. Resolves once durable. A room that is deleted is due no more. */
  saveSweep(step: SweepStep): Promise<void>;
  /** As `saveSnapshot`, for who does not want to see it: a large state is not brought to the caller. */
  saveMoment(room: RoomId, seq: Seq): Promise<void>;
  /** The `seq` of the newest snapshot; 0 for none. */
  newestSnapshot(room: RoomId): Promise<Seq>;
}

/** How far a sweeper has come. */
export interface SweepLine {
  /** It has looked at every room that had not grown since: see `changedSince`. */
  readonly mark: number;
  /** What rooms were to keep then, as a text: when it is another one, all are looked at again. */
  readonly policies: string;
}

/** What a sweep saves at once: where it is, and when rooms are due. */
export interface SweepStep {
  readonly line?: SweepLine;
  /** When each room is due next, in ms; undefined for one that is not until it grows. */
  readonly due?: readonly { readonly room: RoomId; readonly at: number | undefined }[];
}

/** How many due rooms come at once. */
export const PAGE_OF_DUE = 100;
