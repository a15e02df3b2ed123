import {
  type Clock,
  type PastChange,
  Replica,
  type Rights,
  type RoomId,
  type Seq,
  type When,
} from "@alongside/core/engine";
import type { Store } from "../store/store.ts";
import type { PastChangeParts } from "../store/past/wanted.ts";
import { readChange } from "../store/past/past-entries.ts";
import { type PastEntry, piecesOf, textsOf } from "./entries.ts";
import type { Kind, Past } from "./past.ts";

/** The server's own code sees all. */
export const ALL: Rights = { read: true, write: true };

export interface PastSourceOptions {
  readonly id: RoomId;
  readonly store: Store;
  readonly clock: Clock;
  kind(): Kind;
}

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
    const { id, store } = this.#options;
    const wanted = { after, until, keys: true, as: "pieces" } as const;
    yield* piecesOf(store, id, wanted, () => this.#past.rest());
  }

  /** What people are told of them: of all, or of those of a user or a part. */
  async *changes(
    after: Seq,
    until: Seq,
    only: { readonly by?: string; readonly part?: string } = {},
  ): AsyncGenerator<PastChange, undefined> {
    const { id, store } = this.#options;
    const wanted = { ...only, after, until, keys: true, as: "changes" } as const;
    for await (const text of textsOf(store, id, wanted, () => this.#past.rest()))
      yield readChange(JSON.parse(text) as PastChangeParts);
  }
}
