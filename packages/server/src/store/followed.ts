import type { RoomId, Seq } from "@alongside/core/engine";

/** What a store keeps for those who read its logs: how far each has come in which room, and what it is about to write. */
export interface Followed {
  /**
   * Rooms whose logs have grown since `mark`, the one that grew last at the end, at most `limit` (1,000): 0 asks for all that have an entry. A
   * room's mark is larger than every mark given out before it grew.
   */
  changedSince(mark: number, limit?: number): Promise<readonly ChangedRoom[]>;
  /** What is known of a follower; undefined for one that has never saved anything. */
  follower(name: string): Promise<FollowerLine | undefined>;
  /** How far a follower has come in a room; undefined where it has not been, or the room was deleted since. */
  cursor(follower: string, room: RoomId): Promise<Cursor | undefined>;
  /** The smallest `seq` that a follower has come to in a room; undefined where none has been. A sweeper asks this. */
  slowestFollower(room: RoomId): Promise<Seq | undefined>;
  /** What is kept for a follower, of one kind, with ids after `after` in their order, at most `limit` (1,000). */
  kept(follower: string, kind: KeptKind, after?: number, limit?: number): Promise<readonly Kept[]>;
  /**
   * Saves all of a step, or nothing of it. Resolves once durable, with the ids of what was added. Rejects with {@link Outread} where
   * nothing is saved for `readIn`. Where it rejects otherwise, nobody knows: look at what is there.
   */
  saveFollower(name: string, step: FollowerStep): Promise<readonly number[]>;
}

/** A room whose log has grown. */
export interface ChangedRoom {
  readonly room: RoomId;
  readonly head: Seq;
  readonly mark: number;
}

/** How far a follower has come in a room. */
export interface Cursor {
  /** Of the entry that it has come to. */
  readonly epoch: string;
  /** All entries up to this one are done. */
  readonly seq: Seq;
}

/** A follower, whatever the room. */
export interface FollowerLine {
  /** It has come to the end of every log that had not grown since. */
  readonly mark: number;
  /** Server time of its beginning, in ms. */
  readonly since: number;
  /** Random: nobody guesses what is made from it. */
  readonly secret: string;
}

/**
 * `write`: what is to be written into a room. `letter`: what could not be done, until somebody looks at it. `due`: what is to be looked at
 * when its time has come.
 */
export type KeptKind = "write" | "letter" | "due";

/** Something that is kept for a follower. */
export interface NewKept {
  readonly kind: KeptKind;
  /** The room that was read when it came about. */
  readonly room: RoomId;
  /** The room that it is for, where that is another. */
  readonly target?: RoomId | undefined;
  readonly body: string;
}

/** Something that a follower has put aside, as the store has it. */
export interface Kept extends NewKept {
  /** In the order in which they were saved; never given twice. */
  readonly id: number;
}

/** What a follower saves at once. */
export interface FollowerStep {
  /**
   * The room that what is added came from, and the generation that it had before that was read. Where it has another one by now, somebody
   * was erased from it: nothing is saved.
   */
  readonly readIn?: { readonly room: RoomId; readonly generation: number } | undefined;
  /** Begins it, or moves its mark. */
  readonly line?: FollowerLine;
  readonly cursors?: readonly (Cursor & { readonly room: RoomId })[];
  readonly add?: readonly NewKept[];
  /** Ids of what is done. */
  readonly remove?: readonly number[];
}

/** Somebody was erased from the room that a step came from. */
export class Outread extends Error {
  override readonly name = "Outread";

  constructor(room: RoomId) {
    super(`Somebody was erased from ${room} since it was read for this step: read it again`);
  }
}

/** How much of what is asked for comes at once. */
export const PAGE_OF_FOLLOWED = 1000;
