import type { Clock } from "@alongside/core/engine";

/** Runs what has no caller to catch for it: a tick, a flush, a timer. Whatever it throws ends its owner, never the process. */
export type Guard = (fn: () => void) => void;

/** A clock with every timer's callback under `guard`. */
export class GuardedClock implements Clock {
  readonly #clock: Clock;
  readonly #guard: Guard;

  constructor(clock: Clock, guard: Guard) {
    this.#clock = clock;
    this.#guard = guard;
  }

  now(): number {
    return this.#clock.now();
  }

  after(ms: number, fn: () => void): () => void {
    return this.#clock.after(ms, () => this.#guard(fn));
  }
}

/** Takes every step, also those behind one that throws. `report` gets each error. */
export function takeAll(steps: readonly (() => void)[], report: (error: unknown) => void): void {
  for (const step of steps) {
    try {
      step();
    } catch (error) {
      report(error);
    }
  }
}

/**
 * An app's `onError` that never throws: it is called from places where nothing may. What it throws itself, or rejects with, goes
 * to the console beside the error that it was told of.
 */
export function reporter(onError: (error: unknown) => unknown): (error: unknown) => void {
  return (error) => void tell(onError, error);
}

async function tell(onError: (error: unknown) => unknown, error: unknown): Promise<void> {
  try {
    await onError(error);
  } catch (thrown) {
    console.error("onError threw", thrown, "when it was told of", error);
  }
}
