/**
 * What became of the ids of records that were refused and made again. An id may also name another record that is there: a
 * mutation's, made under a number whose first change was handed back before it was sent. What was not made here means that one.
 */
export class Names {
  readonly #all: Map<string, string>;
  /** Those of one refused change. */
  readonly #own: Map<string, string>;
  readonly #isThere: (id: string) => boolean;

  constructor(
    isThere: (id: string) => boolean,
    all = new Map<string, string>(),
    own: Iterable<readonly [string, string]> = [],
  ) {
    this.#isThere = isThere;
    this.#all = all;
    this.#own = new Map();
    for (const [old, now] of own) this.set(old, now);
  }

  /** The names again, for ops of one refused change whose records were made again as `own` says. */
  about(own: Iterable<readonly [string, string]>): Names {
    return new Names(this.#isThere, this.#all, [...this.#own, ...own]);
  }

  /** The id that a record has now. */
  of(id: string): string {
    const own = this.#own.get(id);
    if (own !== undefined) return own;
    return this.#isThere(id) ? id : (this.#all.get(id) ?? id);
  }

  set(old: string, now: string): void {
    this.#own.set(old, now);
    this.#all.set(old, now);
  }
}
