import type { Entry, Rights, Seq } from "@alongside/core/engine";
import { commitText } from "./down.ts";
import { KEEP, type Keep } from "./keep.ts";

/** An entry of the tail. */
export class Kept {
  readonly entry: Entry;
  readonly bytes: number;
  #text: string | undefined;

  constructor(entry: Entry, bytes: number) {
    this.entry = entry;
    this.bytes = bytes;
  }

  /** The entry as JSON for a reader who is not its author. Kept for readers with full rights, as most have. */
  textFor(rights: Rights): string {
    if (rights.read !== true) return commitText(this.entry, rights);
    return (this.#text ??= commitText(this.entry, rights));
  }
}

/**
 * The newest durable entries: everything since the last snapshot, and at least as much as most who come back have missed.
 * Joins and resumes are answered from it without touching the store.
 */
export class Tail {
  readonly #keep: Keep;
  /** Whether rooms of this kind begin with records. */
  readonly #isFilled: boolean;
  #kept: Kept[] = [];
  /** The `seq` before the first entry kept. */
  #start: Seq;
  #bytes = 0;
  #sinceSnapshot = { seq: 0, bytes: 0 };

  constructor(start: Seq, keep: Keep = KEEP, isFilled = false) {
    this.#keep = keep;
    this.#isFilled = isFilled;
    this.#start = start;
    this.#sinceSnapshot.seq = start;
  }

  get start(): Seq {
    return this.#start;
  }

  /**
   * Whether a client that is at `seq` can go on from here. One at 0 cannot where rooms of its kind begin with records: those are
   * in no log yet, and another process may have shown it others.
   */
  follows(seq: Seq): boolean {
    return seq >= this.#start && (seq > 0 || !this.#isFilled);
  }

  /** Server time of an entry in ms; undefined for one that is not kept. */
  atOf(seq: Seq): number | undefined {
    return this.#kept[seq - this.#start - 1]?.entry.at;
  }

  /** Bytes of entries since the last snapshot. */
  get bytesSinceSnapshot(): number {
    return this.#sinceSnapshot.bytes;
  }

  push(entry: Entry, bytes: number): void {
    this.#kept.push(new Kept(entry, bytes));
    this.#bytes += bytes;
    this.#sinceSnapshot.bytes += bytes;
  }

  /** Entries after `after`, which is at least `start`. */
  after(after: Seq): readonly Kept[] {
    return this.#kept.slice(after - this.#start);
  }

  /** A snapshot at `seq` exists: older entries may go. */
  snapshotted(seq: Seq): void {
    let bytes = 0;
    for (let i = Math.max(0, seq - this.#start); i < this.#kept.length; i++) {
      bytes += this.#kept[i]?.bytes ?? 0;
    }
    this.#sinceSnapshot = { seq, bytes };
    this.trim();
  }

  /** Lets go of what is both covered by the snapshot and more than is kept for those who come back. */
  trim(): void {
    const { entries, bytes } = this.#keep;
    // In lumps, so that a busy room does not shift an array for every entry.
    const lump = entries / 4;
    if (this.#kept.length < entries + lump && this.#bytes <= bytes) return;
    let drop = 0;
    let left = this.#bytes;
    const droppable = Math.min(this.#sinceSnapshot.seq - this.#start, this.#kept.length);
    while (drop < droppable && (this.#kept.length - drop > entries || left > bytes)) {
      left -= this.#kept[drop]?.bytes ?? 0;
      drop += 1;
    }
    if (drop < lump) return;
    this.#kept = this.#kept.slice(drop);
    this.#bytes = left;
    this.#start += drop;
  }
}
