import type { RoomDefinition } from "@alongside/core";
import {
  checkRange,
  checkVersionName,
  type Moment,
  type NamedMoment,
  type RoomPart,
  type PastChange,
  type PastUser,
  partOf,
  rightBefore,
  type RoomDifference,
  type TextRange,
  type Version,
  versionOf,
  whenOf,
} from "@alongside/core/engine";
import type { Committed, RoomPort } from "../room/port.ts";
import type { Run } from "../room/verdict.ts";
import { bringBack } from "./bring-back.ts";
import { versionName, versionParts } from "./naming.ts";
import { Past } from "./past.ts";
import { ALL, PastSource, type PastSourceOptions } from "./past-source.ts";
import { difference, NOBODY, type PastRoom, type PastStep, replayed, shown } from "./steps.ts";
import { writersOf } from "./writers.ts";

/** Which changes the server's own code looks for: see `ChangesOptions` of the client. */
export interface PastChangesOptions {
  readonly from?: Moment;
  readonly to?: Moment;
  readonly by?: string;
  readonly part?: string;
}

/** What the server's own code brings back: see `RestoreOptions` of the client. */
export interface BringBackOptions {
  readonly part?: RoomPart;
  readonly by?: string;
  readonly to?: Moment;
}

/** What was brought back: see `Restored` of the client. */
export interface BroughtBack extends Committed {
  readonly ops: number;
  readonly renamed: ReadonlyMap<string, string>;
  readonly references: readonly { readonly id: string; readonly field: string }[];
}

/** A stretch of a text, and who wrote it: see `WrittenStretch` of the client. */
export interface PastStretch {
  readonly text: string;
  readonly by: PastUser | undefined;
}

interface RoomHistoryOptions extends PastSourceOptions {
  /** The id of the user as whom it writes. */
  readonly user: string;
  /** Makes a change as the server, at the head of the log. */
  write(run: Run): Promise<Committed>;
  /** Asks the room, until one that is in memory answers. */
  ask<T>(question: (room: RoomPort) => Promise<T | undefined>): Promise<T>;
}

/** The past of a room for the server's own code, which sees all that the store has. */
export class RoomHistory<D extends RoomDefinition> {
  readonly #options: RoomHistoryOptions;
  readonly #past: Past;
  readonly #source: PastSource;

  constructor(options: RoomHistoryOptions) {
    this.#options = options;
    this.#past = new Past(options.store, options.clock);
    this.#source = new PastSource(options, this.#past);
  }

  /**
   * The room as it was at a moment. Rejects with `Refused`, `history.future` or `history.forgotten`; with `Incompatible` where what was
   * there cannot be brought to the definition of now.
   */
  async at(when: Moment): Promise<PastRoom<D>> {
    return shown(await this.#source.replicaAt(whenOf(when)));
  }

  /**
   * The room at a moment, and then after each entry up to another one, by default the newest there is: to look at, step by step. What did not
   * change is the same object from step to step. Rejects as `at` does.
   */
  replay(from: Moment, to?: Moment): AsyncGenerator<PastStep<D>, undefined> {
    const until = to === undefined ? undefined : whenOf(to);
    return replayed<D>(this.#source, whenOf(from), until);
  }

  /** What became of the room from the earlier of two moments to the later one, and by whom. Rejects as `at` does. */
  async diff(a: Moment, b: Moment): Promise<RoomDifference> {
    return difference(this.#source, whenOf(a), whenOf(b));
  }

  /**
   * Who wrote which letters of a text, in order: the field `field` of a record (`root` for a top-level one), as it was at a moment, by default
   * now; of a `range` of it the letters from the first number up to the second, in UTF-16 code units. Rejects as `at` does, and with
   * `history.no-text`; throws `TypeError` for what is no range.
   */
  async writers(
    id: string,
    field: string,
    when?: Moment,
    range?: TextRange,
  ): Promise<readonly PastStretch[]> {
    checkRange(range);
    const { id: room, store, kind } = this.#options;
    const seq = await (when === undefined
      ? store.head(room)
      : this.#past.seqOf(room, whenOf(when)));
    const { schema } = kind().implementation.definition;
    const asked = { id, field, ...(range !== undefined && { range }) };
    const stretches = await writersOf(this.#options, room, schema, seq, asked, ALL);
    return stretches.map(([text, by]) => ({ text, by: by === null ? undefined : { id: by } }));
  }

  /** Changes between two moments, both included, oldest first; read as they are asked for. Rejects as `at` does. */
  async *changes(options: PastChangesOptions = {}): AsyncGenerator<PastChange, undefined> {
    const { from = 1, to, by, part } = options;
    const { id, store } = this.#options;
    const after = await this.#past.seqOf(id, rightBefore(whenOf(from)));
    const until = await (to === undefined ? store.head(id) : this.#past.seqOf(id, whenOf(to)));
    const rest = { ...(by !== undefined && { by }), ...(part !== undefined && { part }) };
    yield* this.#source.changes(after, until, rest);
  }

  /** The moments that have names, in the order in which they were given. */
  async versions(): Promise<readonly Version[]> {
    const versions = await this.#options.ask(async (room) => room.versions());
    return versions.map((version) => versionOf(versionParts(version), NOBODY));
  }

  /**
   * Gives a moment a name, as the user `server`; `now` is the newest entry. Resolves with the version as it is kept, once it is durable; one that
   * is there already is that one. Throws `TypeError` for what is no name; rejects as `at` does, and with `version.nameless` and
   * `version.too-many`.
   */
  async name(moment: NamedMoment, name: string): Promise<Version> {
    checkVersionName(name);
    const { id, store, ask } = this.#options;
    const cleaned = versionName(name);
    const of = await (moment === "now" ? store.head(id) : this.#past.keptSeqOf(id, whenOf(moment)));
    const naming = { actor: this.#options.user, name: cleaned, of };
    return versionOf(versionParts(await ask((room) => room.nameVersion(naming))), NOBODY);
  }

  /**
   * Brings the room, a part of it, or what one user did back to a moment, as one change of the server's. Resolves once it is durable. Rejects
   * as `at` and `update` do, and with `restore.nowhere`.
   */
  async restore(when: Moment, options: BringBackOptions = {}): Promise<BroughtBack> {
    const { part, by, to } = options;
    const { schema } = this.#options.kind().implementation.definition;
    const asked = {
      ...(part !== undefined && { part: partOf(schema, part) }),
      ...(by !== undefined && { by }),
      ...(to !== undefined && { to: whenOf(to) }),
    };
    const found = await bringBack(this.#source, schema, whenOf(when), asked, () => true);
    const committed = await this.#options.write(found.run);
    const { ops, renamed, references } = found;
    return { ...committed, ops, renamed, references };
  }
}
