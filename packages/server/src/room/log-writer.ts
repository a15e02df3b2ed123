import type { Entry, RoomId, Seq } from "@alongside/core/engine";
import type { Guard } from "../guard.ts";
import type { PostRow } from "../store/posts.ts";
import type { Store } from "../store/store.ts";
import type { OpsJson } from "./ops-json.ts";

interface LogWriterOptions<Decided> {
  readonly room: RoomId;
  readonly store: Store;
  /** Of a log that this begins. */
  readonly epoch: string;
  readonly head: Seq;
  readonly guard: Guard;
  /** A batch is on disk, in order. */
  onDurable(batch: readonly Decided[]): void;
  /** The store refused, or did not say. Nothing more is written; what was not durable is handed back. */
  onFail(error: Error, lost: readonly Decided[]): void;
}

/** What is written of what was decided. */
interface Written {
  readonly entry: Entry;
  /** JSON of its ops. */
  readonly json?: OpsJson | undefined;
  /** About how many bytes it has as JSON. */
  readonly bytes: number;
  /** What it made of posts. */
  readonly posts?: readonly PostRow[] | undefined;
}

/** About how many bytes of entries go to the store at once: it puts them together in one text. */
const APPEND_BYTES = 8 << 20;

/**
 * Takes decided entries to the disk in order. What one turn decides is handed over at its end, whatever is under way: the store
 * gathers while the disk is busy, so that the disk never waits for the fan-out and no room waits for a batch it is not in.
 * What lands together is told together.
 */
export class LogWriter<Decided extends Written> {
  readonly #options: LogWriterOptions<Decided>;
  #queue: Decided[] = [];
  /** What the store is writing, append by append. */
  readonly #flying: (readonly Decided[])[] = [];
  /** What is on disk and was told to nobody yet. */
  #landed: Decided[] = [];
  #head: Seq;
  #durable: Seq;
  #waitingBytes = 0;
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

  /** About how many bytes were decided and not told yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Whether it has failed or was stopped: nothing more becomes durable. */
  get isStopped(): boolean {
    return this.#failed;
  }

  push(decided: Decided): void {
    this.#head = decided.entry.seq;
    this.#queue.push(decided);
    this.#waitingBytes += decided.bytes;
    if (this.#queue.length === 1) this.#soon(this.#flush);
  }

  /** Writes nothing more. Returns what was decided and not told: some of it may be on disk, or get there yet. */
  stop(): readonly Decided[] {
    this.#failed = true;
    return this.#lose();
  }

  readonly #flush = (): void => {
    if (this.#failed || this.#queue.length === 0) return;
    const queue = this.#queue;
    this.#queue = [];
    let [from, bytes] = [0, 0];
    for (const [at, decided] of queue.entries()) {
      bytes += decided.bytes;
      if (bytes < APPEND_BYTES && at < queue.length - 1) continue;
      this.#append(queue.slice(from, at + 1));
      [from, bytes] = [at + 1, 0];
    }
  };

  #append(batch: readonly Decided[]): void {
    this.#flying.push(batch);
    if (this.#failed) return;
    const entries = batch.map((decided) => decided.entry);
    const opsJson = batch.map((decided) => decided.json?.all);
    const posts = postsOf(batch);
    const after = (entries[0]?.seq ?? 1) - 1;
    const { store, room, epoch, guard } = this.#options;
    let written: Promise<void>;
    try {
      // Who joined before the first entry was told of this epoch.
      const name = after === 0 ? epoch : undefined;
      written = store.append(room, after, entries, name, opsJson, posts);
    } catch (error) {
      this.#fail(error);
      return;
    }
    written.then(
      () => guard(() => this.#land(batch)),
      (error: unknown) => guard(() => this.#fail(error)),
    );
  }

  #land(batch: readonly Decided[]): void {
    if (this.#failed) return;
    this.#flying.shift();
    // Neighbouring appends resolve one right after the other; the microtask comes after all of them.
    if (this.#landed.length === 0) this.#soon(this.#tell);
    this.#landed.push(...batch);
  }

  readonly #tell = (): void => {
    const batch = this.#landed;
    if (batch.length === 0) return;
    this.#landed = [];
    for (const { bytes } of batch) this.#waitingBytes -= bytes;
    this.#durable = batch.at(-1)?.entry.seq ?? this.#durable;
    this.#options.onDurable(batch);
  };

  #fail(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    try {
      this.#tell();
    } finally {
      const cause = error instanceof Error ? error : new Error(String(error));
      this.#options.onFail(cause, this.#lose());
    }
  }

  #lose(): readonly Decided[] {
    const lost = [...this.#landed, ...this.#flying.flat(), ...this.#queue];
    this.#landed = [];
    this.#flying.length = 0;
    this.#queue = [];
    return lost;
  }

  #soon(fn: () => void): void {
    queueMicrotask(this.#options.guard.bind(undefined, fn));
  }
}

/** The posts that entries made or changed, each once, as the last of them left it. */
function postsOf(batch: readonly Written[]): readonly PostRow[] | undefined {
  let posts: Map<string, PostRow> | undefined;
  for (const { posts: made } of batch)
    for (const post of made ?? []) (posts ??= new Map()).set(post.id, post);
  return posts && [...posts.values()];
}
