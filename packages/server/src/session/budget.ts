/** Refills by `perSecond`, up to `burst`. What is taken beyond is owed, and nothing more should be taken until that has come in. */
export class Budget {
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #at: number;

  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#left = burst;
    this.#at = now;
  }

  take(amount: number, now: number): void {
    this.#refill(now);
    this.#left -= amount;
  }

  /** In how many ms nothing is owed any more; 0 for now. */
  owedMs(now: number): number {
    this.#refill(now);
    return this.#left >= 0 ? 0 : (-this.#left * 1000) / this.#perSecond;
  }

  /** Whether nothing of it is in use: a new one would be no different. */
  isFull(now: number): boolean {
    this.#refill(now);
    return this.#left >= this.#burst;
  }

  #refill(now: number): void {
    const passed = Math.max(0, now - this.#at);
    this.#at = now;
    this.#left = Math.min(this.#burst, this.#left + (passed / 1000) * this.#perSecond);
  }
}
