/** Two figures that a thread counts and another reads: how many steps there were, and the longest one's ms since somebody asked. */
export class Holds {
  readonly buffer: SharedArrayBuffer;
  readonly #figures: Float64Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(16)) {
    this.buffer = buffer;
    this.#figures = new Float64Array(buffer);
  }

  /** Runs a step that others wait for. */
  during<T>(now: () => number, work: () => T): T {
    const begun = now();
    try {
      return work();
    } finally {
      const [steps = 0, longest = 0] = this.#figures;
      this.#figures[0] = steps + 1;
      this.#figures[1] = Math.max(longest, now() - begun);
    }
  }

  take(): { readonly steps: number; readonly longestMs: number } {
    const [steps = 0, longestMs = 0] = this.#figures;
    this.#figures[1] = 0;
    return { steps, longestMs };
  }
}
