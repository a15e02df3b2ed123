/** What many measurements of one thing came to, in ms. */
export interface Spread {
  /** How many there were. */
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Times in ms, of which only the spread is told. */
export class Samples {
  readonly #values: number[] = [];

  add(ms: number): void {
    this.#values.push(ms);
  }

  get count(): number {
    return this.#values.length;
  }

  /** Undefined where nothing was measured. */
  get spread(): Spread | undefined {
    if (this.#values.length === 0) return undefined;
    const sorted = this.#values.toSorted((a, b) => a - b);
    return {
      count: sorted.length,
      p50: quantile(sorted, 0.5),
      p95: quantile(sorted, 0.95),
      p99: quantile(sorted, 0.99),
      max: quantile(sorted, 1),
    };
  }
}

/** The smallest value that is at least as large as the share `p` (0 to 1) of `sorted`, which is not empty. */
function quantile(sorted: readonly number[], p: number): number {
  const at = Math.max(0, Math.ceil(p * sorted.length) - 1);
  return rounded(sorted[at] ?? 0);
}

/** `ms` to a hundredth: a clock knows no more. */
export function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
