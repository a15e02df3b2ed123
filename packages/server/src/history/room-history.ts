import type { RoomDefinition, StorageOf } from "@alongside/core";
import {
  checkVersionName,
  type Clock,
  type DownEntry,
  isOf,
  type Moment,
  type NamedMoment,
  type RoomPart,
  type PastChange,
  pastChange,
  partOf,
  readAnswer,
  referencesTo,
  Replica,
  Restoring,
  rightBefore,
  type Rights,
  type RoomId,
  type Seq,
  type State,
  type Version,
  versionOf,
  type When,
  whenOf,
  WithoutUser,
} from "@alongside/core/engine";
import type { Committed, RoomPort } from "../room/port.ts";
import type { Run } from "../room/verdict.ts";
import type { Store } from "../store/store.ts";
import { entriesOf, type Wanted } from "./entries.ts";
import { versionName, versionParts } from "./naming.ts";
import { type Kind, Past } from "./past.ts";

/** A room as it was. */
export interface PastRoom<D extends RoomDefinition> {
  /** The last entry that is in it. */
  readonly seq: Seq;
  /** When that was written; undefined before the first one. */
  readonly at: Date | undefined;
  readonly state: StorageOf<D>;
}

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

/** The names of those who are here are not looked up. */
const NOBODY: ReadonlyMap<string, string> = new Map();

const ALL: Rights = { read: true, write: true };

/** Entries of one page. */
const PAGE = 1000;

interface RoomHistoryOptions {
  readonly id: RoomId;
  readonly store: Store;
  readonly clock: Clock;
  /** The id of the user as whom it writes. */
  readonly user: string;
  kind(): Kind;
  /** Makes a change as the server, at the head of the log. */
  write(run: Run): Promise<Committed>;
  /** Asks the room, until one that is in memory answers. */
  ask<T>(question: (room: RoomPort) => Promise<T | undefined>): Promise<T>;
}

/** The past of a room for the server's own code, which sees all that the store has. */
export class RoomHistory<D extends RoomDefinition> {
  readonly #options: RoomHistoryOptions;
  readonly #past: Past;

  constructor(options: RoomHistoryOptions) {
    this.#options = options;
    this.#past = new Past(options.store, options.clock);
  }

  /**
   * The room as it was at a moment. Rejects with `Refused`, `history.future` or `history.forgotten`; with `Incompatible` where what was
   * there cannot be brought to the definition of now.
   */
  async at(when: Moment): Promise<PastRoom<D>> {
    const { seq, at, replica } = await this.#replicaAt(whenOf(when));
    const state = replica.view as unknown as StorageOf<D>;
    return { seq, at: seq === 0 ? undefined : new Date(at), state };
  }

  /** Changes between two moments, both included, oldest first; read as they are asked for. Rejects as `at` does. */
  async *changes(options: PastChangesOptions = {}): AsyncGenerator<PastChange, undefined> {
    const { from = 1, to, by, part } = options;
    const { id, store } = this.#options;
    const after = await this.#past.seqOf(id, rightBefore(whenOf(from)));
    const until = await (to === undefined ? store.head(id) : this.#past.seqOf(id, whenOf(to)));
    const rest = { ...(by !== undefined && { by }), ...(part !== undefined && { part }) };
    for await (const entry of this.#entries({ after, until, limit: PAGE, ...rest })) {
      const change = pastChange(entry, NOBODY);
      if (change !== undefined) yield change;
    }
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
    const of = await (moment === "now" ? store.head(id) : this.#past.seqOf(id, whenOf(moment)));
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
    const wanted = part === undefined ? undefined : partOf(schema, part);
    const past = await this.#replicaAt(whenOf(when));
    const without =
      by === undefined
        ? undefined
        : new WithoutUser({
            state: past.replica.state,
            schema,
            by,
            until:
              to === undefined ? Infinity : await this.#past.seqOf(this.#options.id, whenOf(to)),
            isPart: (key, op) => wanted === undefined || isOf(wanted, key, op),
          });
    if (without !== undefined) await this.#takeIn(past.seq, without);
    let ops = 0;
    let renamed: ReadonlyMap<string, string> = new Map();
    let references: BroughtBack["references"] = [];
    const committed = await this.#options.write((now, open, ids) => {
      const restoring = restoringOf(now, past.replica.state, () => ids.next());
      for (const [key, op] of without?.ops(now, open.n) ?? restoring.ops(wanted)) {
        open.push(key, op);
        ops += 1;
      }
      ({ renamed } = restoring);
      references = referencesTo(now, renamed);
    });
    return { ...committed, ops, renamed, references };
  }

  async #takeIn(after: Seq, without: WithoutUser): Promise<void> {
    const { id, store } = this.#options;
    const until = await store.head(id);
    for await (const entry of this.#entries({ after, until, limit: PAGE }))
      if ("pruned" in entry) without.state.prune(entry.pruned);
      else if ("migrated" in entry || "actor" in entry) without.take(entry);
  }

  async *#entries(wanted: Wanted): AsyncGenerator<DownEntry, undefined> {
    const { id, store, clock } = this.#options;
    for (let after: Seq | undefined = wanted.after; after !== undefined;) {
      const page: Awaited<ReturnType<typeof entriesOf>> = await entriesOf(
        store,
        clock,
        id,
        { ...wanted, after },
        ALL,
      );
      const read = readAnswer(["e", JSON.parse(`[${page.texts.join(",")}]`) as never]);
      if (read.of === "entries") yield* read.list;
      after = page.next;
    }
  }

  async #replicaAt(
    when: When,
  ): Promise<{ readonly seq: Seq; readonly at: number; readonly replica: Replica }> {
    const { id, kind } = this.#options;
    const known = kind();
    const seq = await this.#past.seqOf(id, when);
    const { at, keys } = await this.#past.state(id, seq, ALL, known);
    const { schema, version } = known.implementation.definition;
    const told = { seq, at, version, state: keys, trash: "[]", ledger: "[]" };
    const { state } = await this.#past.decoded(told);
    return { seq, at, replica: new Replica(schema, state) };
  }
}

function restoringOf(now: Replica, was: State, newId: () => string): Restoring {
  return new Restoring({ now, was, newId, mayWrite: () => true });
}
