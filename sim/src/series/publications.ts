import type { Bucket } from "@alongside/core/engine";

/** One value that was published, as whoever published it knows of it. */
interface Published {
  readonly value: number;
  /** Of all that was published, which one. */
  readonly number: number;
}

/** Everything that one process was told of a series: by key and the moment at which the bucket begins. */
type Stretch = Map<string, Map<number, Published[]>>;

/** All that was published of one series, written down beside the server. */
export class Publications {
  readonly #resolutionMs: number;
  /** By when the process began, in ms. */
  readonly #stretches = new Map<number, Stretch>();
  #newestAt = 0;

  constructor(resolutionMs: number) {
    this.#resolutionMs = resolutionMs;
  }

  /** Another process begins, with nothing. */
  begin(now: number): void {
    this.#newestAt = 0;
    this.#stretches.set(now, new Map());
  }

  /** Somebody publishes: from now on the window ends here, also where it is refused. */
  reach(now: number): void {
    this.#newestAt = this.#bucketAt(now);
  }

  #bucketAt(now: number): number {
    return Math.floor(now / this.#resolutionMs) * this.#resolutionMs;
  }

  add(now: number, points: { readonly [key: string]: number }, number: number): void {
    const [stretch] = [...this.#stretches.values()].slice(-1);
    const at = this.#bucketAt(now);
    for (const [key, value] of Object.entries(points)) {
      const buckets = stretch?.get(key) ?? new Map<number, Published[]>();
      stretch?.set(key, buckets);
      // Whoever publishes hears later that it was taken.
      const all = [...(buckets.get(at) ?? []), { value, number }];
      buckets.set(
        at,
        all.toSorted((a, b) => a.number - b.number),
      );
    }
  }

  /**
   * What is wrong with a bucket that somebody shows, whose server has the series since then: it should be what was published first of it, and
   * nothing that came after `most`. Undefined where it is right.
   */
  faultOf(key: string, bucket: Bucket, since: number, most: number): string | undefined {
    const begun = [...this.#stretches.keys()].findLast((at) => at <= since);
    const all =
      this.#stretches
        .get(begun ?? NaN)
        ?.get(key)
        ?.get(bucket.at) ?? [];
    const first = all.slice(0, bucket.count);
    const values = first.map(({ value }) => value);
    const right: Bucket = {
      at: bucket.at,
      min: Math.min(...values),
      max: Math.max(...values),
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      last: values.at(-1) ?? NaN,
      count: values.length,
    };
    if (JSON.stringify(right) !== JSON.stringify({ ...right, ...bucket }))
      return `${JSON.stringify(bucket)}, of which was published ${JSON.stringify(all)}`;
    const late = first.find(({ number }) => number > most);
    return late && `${JSON.stringify(late)}, which was published after ${most}`;
  }

  /** When the window of the newest `keep` buckets begins. */
  oldest(keep: number): number {
    return this.#newestAt - (keep - 1) * this.#resolutionMs;
  }

  /** Everything of the process that runs now: the buckets of the newest `keep`, by key. */
  newest(keep: number): Map<string, readonly number[]> {
    const [stretch = new Map<string, Map<number, Published[]>>()] = [
      ...this.#stretches.values(),
    ].slice(-1);
    const oldest = this.oldest(keep);
    const found = new Map<string, readonly number[]>();
    for (const [key, buckets] of stretch) {
      const kept = [...buckets].filter(([at]) => at >= oldest);
      if (kept.length > 0)
        found.set(
          key,
          kept.flatMap(([, all]) => all.map(({ value }) => value)),
        );
    }
    return found;
  }
}
