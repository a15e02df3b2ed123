import {
  type Clock,
  type DownEntry,
  type EntryParts,
  type PastChange,
  readEntry,
  Replica,
  type Rights,
  type RoomId,
  type Seq,
  type When,
} from "@alongside/core/engine";
import type { Store } from "../store/store.ts";
import type { FoundEntries, PastChangeParts, WantedEntries } from "../store/past/wanted.ts";
import { readChange } from "../store/past/past-entries.ts";
import { entriesOf } from "./entries.ts";
import type { Kind, Past } from "./past.ts";

/** The server's own code sees all. */
export const ALL: Rights = { read: true, write: true };

/** Entries of one page. */
const PAGE = 1000;

/** Characters of entries that are read before everybody else has a turn. */
const SLICE = 64 * 1024;

export interface PastSourceOptions {
  readonly id: RoomId;
  readonly store: Store;
  readonly clock: Clock;
  kind(): Kind;
}

/** What somebody can read something of. */
export type PastEntry = Extract<
  DownEntry,
  { readonly pruned: unknown } | { readonly migrated: unknown } | { readonly actor: unknown }
>;

/** A room as it was. */
export interface ReplicaThen {
  readonly seq: Seq;
  readonly at: number;
  /** Of which version of the definition it was, where that is not the present one. */
  readonly older?: number;
  readonly replica: Replica;
}

/** States and entries of one room as pages get them, for the server's own code. */
export class PastSource {
  readonly #options: PastSourceOptions;
  readonly #past: Past;

  constructor(options: PastSourceOptions, past: Past) {
    this.#options = options;
    this.#past = past;
  }

  /** The last entry of a moment. Rejects as `Past.seqOf` does. */
  seqOf(when: When): Promise<Seq> {
    return this.#past.seqOf(this.#options.id, when);
  }

  /** The same, of a moment that is kept. Rejects as `Past.keptSeqOf` does. */
  keptSeqOf(when: When): Promise<Seq> {
    return this.#past.keptSeqOf(this.#options.id, when);
  }

  head(): Promise<Seq> {
    return this.#options.store.head(this.#options.id);
  }

  /** The room at a moment, by the definition of now; or as the log had it then, over which the entries that follow go. */
  async replicaAt(when: When, isStored = false): Promise<ReplicaThen> {
    const { id, kind } = this.#options;
    const known = kind();
    const seq = await this.seqOf(when);
    const past = await (isStored
      ? this.#past.stored(id, seq, ALL)
      : this.#past.state(id, seq, ALL, known));
    const { schema, version } = known.implementation.definition;
    const { at, older } = past;
    const told = { seq, at, version, state: past.keys, trash: "[]", ledger: "[]" };
    const { state } = await this.#past.decoded(told);
    return { seq, at, replica: new Replica(schema, state), ...(older !== undefined && { older }) };
  }

  /**
   * The entries between two of them, without the first, that hold something. One with many ops comes in several pieces of the same `seq`,
   * between which others have their turn.
   */
  async *entries(after: Seq, until: Seq): AsyncGenerator<PastEntry, undefined> {
    for await (const text of this.#texts({ after, until, as: "pieces" })) {
      const entry = readEntry(JSON.parse(text) as EntryParts);
      if ("pruned" in entry || "migrated" in entry || "actor" in entry) yield entry;
    }
  }

  /** What people are told of them: of all, or of those of a user or a part. */
  async *changes(
    after: Seq,
    until: Seq,
    only: { readonly by?: string; readonly part?: string } = {},
  ): AsyncGenerator<PastChange, undefined> {
    for await (const text of this.#texts({ ...only, after, until, as: "changes" }))
      yield readChange(JSON.parse(text) as PastChangeParts);
  }

  async *#texts(wanted: Omit<WantedEntries, "limit" | "keys">): AsyncGenerator<string, undefined> {
    const { id, store } = this.#options;
    let characters = 0;
    for (let after: Seq | undefined = wanted.after; after !== undefined;) {
      const page: FoundEntries = await entriesOf(store, id, {
        ...wanted,
        after,
        limit: PAGE,
        keys: true,
      });
      for (const text of page.texts) {
        yield text;
        characters += text.length;
        if (characters < SLICE) continue;
        characters = 0;
        await this.#past.rest();
      }
      after = page.next;
    }
  }
}
