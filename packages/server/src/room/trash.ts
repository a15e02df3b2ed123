import type { Clock, Entry, OpsByKey, RoomId, Seq, Snapshot } from "@alongside/core/engine";
import type { Guard } from "../guard.ts";
import type { Store } from "../store/store.ts";
import { TRASH_PART, trashIn, type TrashLine } from "../store/trash-times.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long the trash keeps what is in it. */
export interface TrashLimits {
  /** Nothing stays longer, in ms. */
  readonly ms: number;
  /** Of more records those stay that went there last … */
  readonly records: number;
  /** … and those that went there less than this ago, in ms: whoever has just deleted a lot may want it back. */
  readonly recentMs: number;
}

export const TRASH: TrashLimits = { ms: 30 * DAY_MS, records: 1000, recentMs: DAY_MS };

/** Records that one entry empties out of the trash; the others go this much later. */
const AT_ONCE = 1000;
const REST_MS = 100;

/** The ids of those of `lines`, which are in order of their times, that have been in the trash for too long. */
export function overdue(
  lines: readonly TrashLine[],
  now: number,
  { ms, records, recentMs }: TrashLimits,
): readonly string[] {
  const surplus = lines.length - records;
  return lines.flatMap(([id, at], place) =>
    at <= now - ms || (place < surplus && at <= now - recentMs) ? [id] : [],
  );
}

/** Which records went to the trash or came out of it in the entries after a snapshot: the snapshot's times are not theirs any more. */
export class Touched {
  readonly #last = new Map<string, Seq>();

  /** `entries` are those after the snapshot. */
  constructor(entries: readonly Entry[] = []) {
    for (const entry of entries) if ("ops" in entry) this.note(entry.seq, entry.ops);
  }

  note(seq: Seq, ops: OpsByKey): void {
    for (const key in ops)
      for (const { op, id } of ops[key] ?? [])
        if (op === "delete" || op === "restore") this.#last.set(id, seq);
  }

  has(id: string): boolean {
    return this.#last.has(id);
  }

  /** A snapshot at `seq` knows. */
  forget(seq: Seq): void {
    for (const [id, at] of this.#last) if (at <= seq) this.#last.delete(id);
  }
}

interface TrashOptions {
  readonly room: {
    readonly id: RoomId;
    readonly store: Store;
    readonly touched: Touched;
    readonly trash: TrashLimits;
    onError(error: unknown): void;
  };
  readonly clock: Clock;
  readonly guard: Guard;
  readonly isOpen: () => boolean;
  /** Empties those of the records out of the trash that are in it. */
  prune(ids: readonly string[]): void;
}

/**
 * Empties a room's trash of what has been there for too long, whenever there is a snapshot that says when it went there. Each time
 * is one entry; so who was away, and who reads the past, finds it in the log.
 */
export class Trash {
  readonly #options: TrashOptions;
  /** The snapshot that was asked last. */
  #asked: Seq = 0;

  constructor(options: TrashOptions) {
    this.#options = options;
  }

  /** `snapshot` is the room's newest. */
  async review({ seq, parts }: Snapshot): Promise<void> {
    const { room, clock, guard } = this.#options;
    this.#asked = seq;
    if (parts?.has(TRASH_PART) !== true) return room.touched.forget(seq);
    try {
      const part = await room.store.loadPart(room.id, seq, TRASH_PART);
      guard(() => {
        // What went to the trash since an earlier snapshot may be forgotten already.
        if (this.#asked !== seq) return;
        room.touched.forget(seq);
        this.#prune(seq, overdue(trashIn(part), clock.now(), room.trash));
      });
    } catch (error) {
      // The next snapshot is asked again.
      room.onError(error);
    }
  }

  #prune(seq: Seq, due: readonly string[]): void {
    const { room, clock, isOpen, prune } = this.#options;
    if (this.#asked !== seq || !isOpen()) return;
    const ids = due.slice(0, AT_ONCE).filter((id) => !room.touched.has(id));
    if (ids.length > 0) prune(ids);
    if (due.length > AT_ONCE) clock.after(REST_MS, () => this.#prune(seq, due.slice(AT_ONCE)));
  }
}
