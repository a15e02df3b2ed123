import type { Clock } from "@alongside/core/engine";

/** A wait of the same length again and again, with one timer however many wait. */
export class Pause {
  readonly #clock: Clock;
  readonly #ms: number;
  #under: Promise<void> | undefined;

  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#ms = ms;
  }

  /** Resolves when the one under way is over, or a new one where there is none. */
  over(): Promise<void> {
    return (this.#under ??= new Promise((resolve) => {
      this.#clock.after(this.#ms, () => {
        this.#under = undefined;
        resolve();
      });
    }));
  }
}
