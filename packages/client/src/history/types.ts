import type { RoomDefinition, StorageOf } from "@alongside/core";
import type {
  Moment,
  NamedMoment,
  RoomPart,
  PastChange,
  PastUser,
  RoomDifference,
  Seq,
  TextRange,
  Version,
} from "@alongside/core/engine";
import type { Committed } from "../room/types.ts";
import type { Stoppable } from "./walk.ts";

/** A room as it was. */
export interface Past<D extends RoomDefinition> {
  /** The last entry that is in it. */
  readonly seq: Seq;
  /** When that was written, by the server's clock; undefined before the first one. */
  readonly at: Date | undefined;
  /** As `room.get()` has it, of the definition of now. Nothing that is done in the room changes it. */
  readonly state: StorageOf<D>;
}

/** Which changes are looked for. */
export interface ChangesOptions {
  /** The first moment. @default The first entry. */
  readonly from?: Moment;
  /** The last moment. @default The last entry. */
  readonly to?: Moment;
  /** The id of a user: only what they wrote. */
  readonly by?: string;
  /** A top-level key, or the id of a record: only what writes there. */
  readonly part?: string;
  /** At most so many, up to 1,000. @default 100 */
  readonly limit?: number;
  /** What the page before ended with. Give the other options again as they were. */
  readonly cursor?: string;
}

/** Some of the changes, oldest first. */
export interface Changes {
  readonly items: readonly PastChange[];
  /** For the next page; undefined where this was the last one. A page may have few or no items and a next one. */
  readonly cursor: string | undefined;
}

/** A stretch of a text, and who wrote it; undefined where nobody knows, as of what a migration wrote. An embed is one U+FFFC. */
export interface WrittenStretch {
  readonly text: string;
  readonly by: PastUser | undefined;
}

/** A room as it was, and what had just been done to it. */
export interface Replayed<D extends RoomDefinition> extends Past<D> {
  /** The entry that made it so; undefined for the first one, which is where the replay begins. */
  readonly change: PastChange | undefined;
}

/** What is brought back. */
export interface RestoreOptions extends Stoppable {
  /** Only this. @default All that this user may write. */
  readonly part?: RoomPart;
  /** The id of a user: only what they wrote since the moment is taken back, where it is still there. What others wrote over it stays. */
  readonly by?: string;
  /** With `by`: the last moment of what is taken back. @default Now. */
  readonly to?: Moment;
}

/** What was brought back. */
export interface Restored {
  /** The entry that the room, or the part of it, is now as after. */
  readonly seq: Seq;
  /** How many ops it took; 0 where everything is as it was, and then nothing was written. */
  readonly ops: number;
  /** Records that had left the trash for good are made anew: their new ids by those that they had. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Fields of records that are there still have the old id of one of these. */
  readonly references: readonly { readonly id: string; readonly field: string }[];
  /** As of every change: resolves once it is on the server's disk, rejects with `Refused` when the server refuses it. */
  readonly committed: Promise<Committed>;
}

/** The past of a room, as far as the server keeps it and its app lets this user see it. All of it is asked of the server. */
export interface History<D extends RoomDefinition> {
  /**
   * The room as it was at a moment, cut to what this user may read now. What was written under an older version of the definition reads as
   * its migrations make it. Rejects with `Refused`: `history.future`, `history.forgotten` for what is not kept, `history.forbidden`, and
   * `link.lost` without a connection.
   */
  readonly at: (when: Moment) => Promise<Past<D>>;
  /** Changes between two moments, both included, in pages. Rejects as `at` does; throws `TypeError` for a cursor of another room. */
  readonly changes: (options?: ChangesOptions) => Promise<Changes>;
  /**
   * The room at a moment, and then after each entry that this user may see something of, up to another moment: to look at, step by step.
   * What did not change is the same object from step to step. It asks for entries a thousand at a time, as they are wanted. Rejects as `at`
   * does.
   */
  readonly replay: (from: Moment, to?: Moment) => AsyncGenerator<Replayed<D>, undefined>;
  /**
   * What became of the room from the earlier of two moments to the later one: records that came, went and changed, of texts what was typed
   * and deleted, each with the id of the user who did it last. Rejects as `at` does. All entries in
   * between come down the wire, a thousand at a time: `signal` stops that.
   */
  readonly diff: (a: Moment, b: Moment, options?: Stoppable) => Promise<RoomDifference>;
  /**
   * Who wrote which letters of a text, in order: the field `field` of a record (`root` for a top-level one), as it was at a moment, by default
   * as this page has it; of a `range` of it the letters from the first number up to the second, in UTF-16 code units. Rejects as `at` does, and
   * with `history.no-text`.
   */
  readonly writers: (
    id: string,
    field: string,
    when?: Moment,
    range?: TextRange,
  ) => Promise<readonly WrittenStretch[]>;
  /**
   * Brings the room, or a part of it, back to what it was at a moment, as one change like any other: it is judged, it is this user's, one
   * press of undo takes it back, and nothing leaves the log. What others write from then on stays. Rejects as `at` does, with
   * `restore.nowhere` for a record whose place is gone, and with what `update` throws. With `by` all entries since then come
   * down the wire, a thousand at a time.
   */
  readonly restore: (when: Moment, options?: RestoreOptions) => Promise<Restored>;
  /** The moments that have names, in the order in which they were given. Rejects as `at` does. */
  readonly versions: () => Promise<readonly Version[]>;
  /**
   * Gives a moment a name, for all who may see the past; `now` is the newest entry that this page has, once what it wrote before is in the
   * log. Resolves with the version as it is kept, on the server's disk: the name cleaned, and cut to 80 letters. A moment may have several
   * names, and none is taken back; of a name that it has already, that version is the answer, so that it can be given again after
   * `link.lost`. Rejects with `TypeError` for what is no name, as `at` does, and with `version.nameless`, `version.read-only` and
   * `version.too-many` (1,000 in a room).
   */
  readonly name: (when: NamedMoment, name: string) => Promise<Version>;
}
