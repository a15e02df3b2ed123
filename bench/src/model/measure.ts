import { median } from "../stats.ts";

/** Which case of the model bench: what holds the records, how many, and whose change it is. */
export interface Case {
  readonly kind: "list" | "map";
  readonly records: number;
  readonly from: "local" | "remote";
  /** How many of the records are changed, in turn: a few, like shapes that are being dragged, or every one. */
  readonly touched: "ten" | "all";
}

/** The record that change `n` writes. */
export function recordOf(n: number, { records, touched }: Case): number {
  return touched === "all" ? (n * 7919) % records : Math.floor(((n % 10) * records) / 10);
}

/** A room in memory whose changes are measured. */
export interface Subject {
  /** Writes one field of record `i` and reads it back as a subscriber would. Returns whether it read what was written. */
  change(i: number, n: number): boolean;
  /** What comes before the changes after `n`, and is no part of them either: another author's work. */
  prepare?(n: number, count: number): void;
  /** What follows a few changes later and is no part of the commit: the server's acknowledgements. */
  settle?(): void;
}

const WARM = 4096;
const MOST = 16_384;
const MOST_MS = 300;
/** Changes between two looks at the clock. */
const BATCH = 16;

/** Milliseconds of one change: the median over batches, each timed as a whole. */
export function measure(subject: Subject, question: Case): number {
  let n = 0;
  const batch = (): number => {
    subject.prepare?.(n, BATCH);
    const start = performance.now();
    for (let i = 0; i < BATCH; i++) {
      n += 1;
      if (!subject.change(recordOf(n, question), n))
        throw new Error(`Change ${n} was not read back`);
    }
    const ms = performance.now() - start;
    subject.settle?.();
    return ms;
  };
  for (let ms = 0, batches = 0; batches < WARM / BATCH && ms < MOST_MS; batches++) ms += batch();
  const times: number[] = [];
  for (let ms = 0; times.length * BATCH < MOST && ms < MOST_MS;) {
    const time = batch();
    ms += time;
    times.push(time / BATCH);
  }
  return median(times);
}
