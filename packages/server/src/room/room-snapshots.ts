import type { Clock, Seq, Snapshot } from "@alongside/core/engine";
import type { RoomOptions } from "./room-options.ts";
import { SavedStates } from "./saved-states.ts";
import type { Tail } from "./tail.ts";
import type { Trash } from "./trash.ts";

const SMALL_SNAPSHOT_BYTES = 256 * 1024;
/** A room that comes from disk with more than this to fold is snapshotted at once: somebody is about to join it, and others may follow. */
const LOADED_BYTES = 64 * 1024;

/** A room that is written to without rest is snapshotted no more often than this: who joins it hears as much in as many seconds. */
const SNAPSHOT_REST_MS = 5000;

/** The newest snapshot of a room, and when it is time for another one. */
export class RoomSnapshots {
  readonly #options: RoomOptions;
  readonly #clock: Clock;
  readonly #tail: Tail;
  readonly #trash: Trash;
  #snapshot: Snapshot | undefined;
  #states: SavedStates;
  #isTaking = false;
  #takenAt = Number.NEGATIVE_INFINITY;

  /** `tail` holds what follows `snapshot`; `trash` hears of each. */
  constructor(
    options: RoomOptions,
    clock: Clock,
    tail: Tail,
    trash: Trash,
    snapshot: Snapshot | undefined,
  ) {
    this.#options = options;
    this.#clock = clock;
    this.#tail = tail;
    this.#trash = trash;
    this.#snapshot = snapshot;
    this.#states = new SavedStates(snapshot, options.initial);
  }

  /** The last `seq` that it covers; 0 for none. */
  get seq(): Seq {
    return this.#snapshot?.seq ?? 0;
  }

  /** What newcomers get of it. */
  get states(): SavedStates {
    return this.#states;
  }

  get isTaking(): boolean {
    return this.#isTaking;
  }

  takeWhenLoaded(durable: Seq): void {
    if (this.#tail.bytesSinceSnapshot > Math.max(LOADED_BYTES, this.#bytes / 4))
      void this.take(durable);
    else if (this.#snapshot !== undefined) void this.#trash.review(this.#snapshot);
  }

  /** Has the trash looked at, by a snapshot that knows all that is durable. */
  async tidy(durable: Seq): Promise<void> {
    await this.take(durable);
    if (this.#snapshot !== undefined) await this.#trash.review(this.#snapshot);
  }

  takeWhenDue(durable: Seq): void {
    const entries = durable - this.seq;
    const bytes = this.#tail.bytesSinceSnapshot;
    const isRecent = this.#clock.now() - this.#takenAt < SNAPSHOT_REST_MS;
    if (isRecent && bytes < this.#options.keep.bytes) return;
    const size = this.#bytes;
    if (entries >= this.#options.snapshotEvery && bytes > size / 4) void this.take(durable);
    else if (bytes > Math.max(SMALL_SNAPSHOT_BYTES, size)) void this.take(durable);
  }

  get #bytes(): number {
    if (this.#snapshot === undefined) return 0;
    let bytes = this.#snapshot.trash.length + this.#snapshot.ledger.length;
    for (const text of this.#snapshot.state.values()) bytes += text.length;
    return bytes;
  }

  /** Resolves once it is taken, or has failed; then it is tried again after the next entries. */
  async take(durable: Seq): Promise<void> {
    if (this.#isTaking || this.seq >= durable) return;
    this.#isTaking = true;
    this.#takenAt = this.#clock.now();
    try {
      const snapshot = await this.#options.store.saveSnapshot(this.#options.id, durable);
      this.#snapshot = snapshot;
      this.#states = new SavedStates(snapshot);
      this.#tail.snapshotted(snapshot.seq);
      this.#options.onSaved?.(snapshot.seq);
      void this.#trash.review(snapshot);
    } catch (error) {
      // Without a snapshot the room is only slower to join.
      this.#options.onError(error);
    } finally {
      this.#isTaking = false;
    }
  }
}
