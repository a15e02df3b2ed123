import type { Entry, RoomId, Seq } from "@alongside/core";
import type { Store } from "../store/store.ts";

interface LogWriterOptions<Decided> {
  readonly room: RoomId;
  readonly store: Store;
  readonly head: Seq;
  /** A batch is on disk, in order. */
  onDurable(batch: readonly Decided[]): void;
  /** The store refused, or did not say. Nothing more is written; what was not durable is handed back. */
  onFail(error: Error, lost: readonly Decided[]): void;
}

/**
 * Takes decided entries to the disk in order. At once when nothing is under way; else all that gathered meanwhile as the
 * next batch, handed over before the finished one is told to anybody, so that the disk never waits for the fan-out.
 */
export class LogWriter<Decided extends { readonly entry: Entry }> {
  readonly #options: LogWriterOptions<Decided>;
  #queue: Decided[] = [];
  /** What the store is writing; undefined when it is idle. */
  #flying: readonly Decided[] | undefined;
  #head: Seq;
  #durable: Seq;
  #failed = false;

  constructor(options: LogWriterOptions<Decided>) {
    this.#options = options;
    this.#head = options.head;
    this.#durable = options.head;
  }

  /** The last `seq` decided. */
  get head(): Seq {
    return this.#head;
  }

  /** The last `seq` on disk. */
  get durable(): Seq {
    return this.#durable;
  }

  push(decided: Decided): void {
    this.#head = decided.entry.seq;
    this.#queue.push(decided);
    if (this.#flying === undefined && this.#queue.length === 1) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    if (this.#failed || this.#flying !== undefined || this.#queue.length === 0) return;
    const batch = this.#queue;
    this.#queue = [];
    this.#flying = batch;
    const entries = batch.map((decided) => decided.entry);
    const after = (entries[0]?.seq ?? 1) - 1;
    this.#options.store.append(this.#options.room, after, entries).then(
      () => this.#landed(batch),
      (error: unknown) => this.#fail(error),
    );
  }

  #landed(batch: readonly Decided[]): void {
    this.#flying = undefined;
    this.#durable = batch.at(-1)?.entry.seq ?? this.#durable;
    this.#flush();
    this.#options.onDurable(batch);
  }

  #fail(error: unknown): void {
    this.#failed = true;
    const lost = [...(this.#flying ?? []), ...this.#queue];
    this.#queue = [];
    this.#options.onFail(error instanceof Error ? error : new Error(String(error)), lost);
  }
}
