/** Numbers of a client's changes, from `first` to `n`. */
export interface GoneNumbers {
  readonly first: number;
  readonly n: number;
}

/** How many numbers one message ends. */
const MAX_RANGE = 1000;

/**
 * Own numbers that the log does not know and that nothing is sent under any more: it went back, and what they were was in it before, or
 * cannot go on. A number is never given to another change, so that all who send one queue mean the same by it. So these have to end
 * before a later one is sent: then whoever has the queue from before that, and has not sent them yet, is told.
 */
export class Gone {
  #runs: GoneNumbers[] = [];

  /** Those after `ended` and up to `last` that are not `going`. */
  begin(ended: number, last: number, going: ReadonlyMap<number, unknown>): void {
    this.#runs = [];
    let first = ended + 1;
    for (const n of [...going.keys(), Infinity].map((one) => Math.min(one, last + 1))) {
      for (; first < n; first += MAX_RANGE)
        this.#runs.push({ first, n: Math.min(n, first + MAX_RANGE) - 1 });
      first = n + 1;
    }
  }

  /** The first of them; undefined where there is none. */
  get first(): number | undefined {
    return this.#runs[0]?.first;
  }

  /** The log has ended the numbers up to `n`. */
  endedTo(n: number): void {
    const [run] = this.#runs;
    if (run === undefined || run.first > n) return;
    this.#runs = this.#runs
      .filter((one) => one.n > n)
      .map((one) => (one.first > n ? one : { ...one, first: n + 1 }));
  }

  /** Those between two numbers. */
  between(after: number, before: number): readonly GoneNumbers[] {
    return this.#runs.filter(({ n }) => n > after && n < before);
  }
}
