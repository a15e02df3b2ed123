import type { Clock } from "@alongside/core/engine";

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly owner: SimClock | undefined;
  run: (() => void) | undefined;
}

/** All the time of a world: what happens next, in order. */
export class SimTime {
  readonly #heap: Timer[] = [];
  #order = 0;
  now = 1_700_000_000_000;

  /** Calls `fn` in `ms`. Returns a function that cancels it. */
  after(ms: number, fn: () => void, owner?: SimClock): () => void {
    const timer: Timer = { at: this.now + Math.max(0, ms), order: this.#order++, owner, run: fn };
    this.#push(timer);
    return () => {
      timer.run = undefined;
    };
  }

  /** Does the next thing, if it is due by `until`. Returns whether there was one. */
  step(until: number): boolean {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.at > until) return false;
      this.#pop();
      if (next.run === undefined || next.owner?.isDead === true) continue;
      this.now = next.at;
      next.run();
      return true;
    }
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let i = heap.push(timer) - 1;
    while (i > 0) {
      const up = (i - 1) >> 1;
      if (isBefore(heap[up] as Timer, timer)) break;
      heap[i] = heap[up] as Timer;
      i = up;
    }
    heap[i] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Timer;
    if (heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Timer, heap[child] as Timer))
        child += 1;
      if (isBefore(last, heap[child] as Timer)) break;
      heap[i] = heap[child] as Timer;
      i = child;
    }
    heap[i] = last;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** The clock of one process: it is off by `skew` ms, and its timers die with it. */
export class SimClock implements Clock {
  isDead = false;
  readonly #time: SimTime;
  readonly #skew: number;

  constructor(time: SimTime, skew: number) {
    this.#time = time;
    this.#skew = skew;
  }

  now(): number {
    return this.#time.now + this.#skew;
  }

  after(ms: number, fn: () => void): () => void {
    return this.#time.after(ms, fn, this);
  }

  die(): void {
    this.isDead = true;
  }
}

/** Lets every promise that can go on do so. */
export function settlePromises(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
