import type { Json, RoomDefinition, StorageOf } from "@alongside/core";
import type { Entry, MutationsOf, OpsByKey, RoomId, Seq } from "@alongside/core/engine";

/** The kinds of entries that a follower can be given. */
export type FollowedKind = Entry["kind"];

/** Options of `server.follow`. All can be left out. */
export interface FollowOptions<D extends RoomDefinition = RoomDefinition> {
  /** The kinds of rooms. @default All that the server runs. */
  readonly rooms?: readonly D[];
  /** The kinds of entries. @default All but `outcome`, which are changes that were refused. */
  readonly kinds?: readonly FollowedKind[];
  /** Top-level keys: entries come with the ops of these alone, and those that have none do not come. @default All keys. */
  readonly parts?: readonly (keyof StorageOf<D> & string)[];
  /**
   * Where a follower of this name begins that has never been: at the first entry that is kept of each room, or with what is written from now on.
   * @default "start"
   */
  readonly from?: "start" | "now";
  /** Entries of one batch, 1 to 1,000. @default 100 */
  readonly batch?: number;
  /** How long the handler may take over a batch, in ms, 1 to 3,600,000. @default 30_000 */
  readonly timeoutMs?: number;
  /** So often an entry is tried before it goes to the dead letters, 1 to 1,000. @default 12 About a quarter of an hour. */
  readonly attempts?: number;
}

/** An entry as a follower is given it. */
export interface FollowedEntry<D extends RoomDefinition = RoomDefinition> {
  /** The same whenever it is given, and no other entry's: the key for what is done outside. */
  readonly id: string;
  readonly seq: Seq;
  /** Server time, in ms. */
  readonly at: number;
  readonly kind: FollowedKind;
  /** The id of the user who made it; undefined for what the server does by itself. */
  readonly actor?: string;
  /** What was written, by top-level key; empty where nothing was. */
  readonly ops: OpsByKey;
  readonly mutation?: MutationCallOf<D>;
  /** The followers through which it came, the one that wrote it last. */
  readonly via: readonly string[];
}

type MutationCallOf<D extends RoomDefinition> = {
  readonly [K in keyof MutationsOf<D> & string]: {
    readonly name: K;
    readonly args: MutationsOf<D>[K];
  };
}[keyof MutationsOf<D> & string];

/** Neighbouring entries of one room. */
export interface FollowedBatch<D extends RoomDefinition = RoomDefinition> {
  /** The whole name: `board:roadmap`. */
  readonly room: RoomId;
  /** Of the definition: `board`. */
  readonly name: string;
  /** Without that: `roadmap`. */
  readonly id: string;
  /** In order; empty where nothing is left behind a gap. */
  readonly entries: readonly FollowedEntry<D>[];
  /** Entries that the room let go of before this follower came to them, told once: `from` and `to` are the first and the last. */
  readonly gap?: { readonly from: Seq; readonly to: Seq };
  /** Is aborted where the handler took too long: what it writes from then on counts for nothing. */
  readonly signal: AbortSignal;
  /** The storage of the room right after the last of the entries. Rejects with `Refused`, `history.forgotten`, where that is not kept. */
  state(): Promise<StorageOf<D>>;
}

/** What a handler wants written into rooms. It is written once the handler is done, in this order, and exactly once. */
export interface FollowWrite {
  /** Runs a mutation in a room, as the user `server`. Throws `TypeError` and `Invalid` for what cannot be written anywhere. */
  mutate<D extends RoomDefinition, K extends keyof MutationsOf<D> & string>(
    definition: D,
    id: string,
    name: K,
    args: MutationsOf<D>[K],
  ): void;
  /** Writes ops, as an entry has them. New records are made by mutations, as these ids are not known yet. Throws as `mutate` does. */
  ops(definition: RoomDefinition, id: string, ops: OpsByKey): void;
}

/** Hears of a batch. Once it returns, or its promise resolves, the batch is done for good; what it throws makes it come again. */
export type FollowHandler<D extends RoomDefinition = RoomDefinition> = (
  batch: FollowedBatch<D>,
  write: FollowWrite,
) => unknown;

/** Something that a follower could not do. */
export interface Letter {
  readonly id: number;
  /** The room whose entries it is about. */
  readonly room: RoomId;
  /** When it was given up, in ms. */
  readonly at: number;
  /** Why: `follower.failed` for a handler, `follower.chain`, or the code with which the room refused what was to be written. */
  readonly code: string;
  readonly message: string;
  /** Entries that the handler failed at. */
  readonly entries?: { readonly from: Seq; readonly to: Seq };
  /** What was to be written, and where. */
  readonly write?: {
    readonly room: RoomId;
    readonly mutation?: { readonly name: string; readonly args: Json };
    readonly ops?: OpsByKey;
  };
}

/** A follower at work. */
export interface Follower {
  readonly name: string;
  /**
   * How far it is behind: entries that are on disk and not done, what came of them included, for how many ms the oldest of them has waited here, and how many
   * letters it has, as last counted, up to 1,000.
   */
  lag(): { readonly entries: number; readonly ms: number; readonly letters: number };
  /** Resolves once it has nothing to do, whatever was given up. Rejects once it is stopped. */
  settled(): Promise<void>;
  readonly letters: {
    /** Oldest first, after the one with the id `after`, at most `limit` (100). */
    list(options?: {
      readonly after?: number;
      readonly limit?: number;
    }): Promise<readonly Letter[]>;
    /** Tries again: the handler is given those entries alone, or what was to be written is written. Rejects with `RangeError` for a letter that is not there. */
    retry(id: number): Promise<void>;
    /** Forgets a letter. Rejects with `RangeError` for one that is not there. */
    drop(id: number): Promise<void>;
  };
  /** Ends it; the handler that is running is waited for. It goes on where it was once it is followed again. */
  stop(): Promise<void>;
}
