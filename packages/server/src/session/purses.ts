import type { Limits } from "../limits.ts";
import { Purse, type Rates, ratesOf } from "./purse.ts";

/** Purses looked through for full ones when there are as many more. */
const SIFT = 1000;

/** The purses that connections share: one for each user, or for each address. */
export class Purses {
  readonly #rates: Rates;
  readonly #purses = new Map<string, Purse>();
  #siftAt = SIFT;

  /** `times`: how many times what one connection may spend. */
  constructor(limits: Limits, times: number) {
    this.#rates = ratesOf(limits, times);
  }

  of(key: string, now: number): Purse {
    const known = this.#purses.get(key);
    if (known !== undefined) return known;
    const purse = new Purse(this.#rates, now);
    this.#purses.set(key, purse);
    if (this.#purses.size >= this.#siftAt) this.#sift(purse, now);
    return purse;
  }

  /** Forgets those of which nothing is in use; who still has one goes on with it, and owes nothing. */
  #sift(fresh: Purse, now: number): void {
    for (const [key, purse] of this.#purses)
      if (purse !== fresh && purse.isFull(now)) this.#purses.delete(key);
    this.#siftAt = this.#purses.size + SIFT;
  }
}
