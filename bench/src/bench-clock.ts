import type { Clock } from "@alongside/core/engine";

interface Timer {
  readonly at: number;
  readonly fn: () => void;
}

/** Time that passes when the bench says so: a day of typing takes no longer than the work in it. */
export class BenchClock implements Clock {
  #now = 1_700_000_000_000;
  readonly #timers = new Set<Timer>();
  #next = Infinity;

  now(): number {
    return this.#now;
  }

  after(ms: number, fn: () => void): () => void {
    const timer = { at: this.#now + ms, fn };
    this.#timers.add(timer);
    this.#next = Math.min(this.#next, timer.at);
    return () => void this.#timers.delete(timer);
  }

  /** Lets time pass; what is due happens. */
  pass(ms: number): void {
    this.#now += ms;
    if (this.#now < this.#next) return;
    const due = Array.from(this.#timers).filter(({ at }) => at <= this.#now);
    for (const timer of due) this.#timers.delete(timer);
    for (const { fn } of due) fn();
    this.#next = Math.min(...Array.from(this.#timers, ({ at }) => at));
  }
}
