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

  /** Returns in how many ms nothing is owed any more, as `owedMs` does. */
  take(amount: number, now: number): number {
    this.#refill(now);
    this.#left -= amount;
    return this.#owed();
  }

  /** In how many ms nothing is owed any more; 0 for now. */
  owedMs(now: number): number {
    this.#refill(now);
    return this.#owed();
  }

  /** Whether nothing of it is in use: a new one would be no different. */
  isFull(now: number): boolean {
    this.#refill(now);
    return this.#left >= this.#burst;
  }

  #owed(): number {
    return this.#left >= 0 ? 0 : (-this.#left * 1000) / this.#perSecond;
  }

  #refill(now: number): void {
    // Most frames come in one millisecond with others.
    if (now === this.#at) return;
    const passed = Math.max(0, now - this.#at);
    this.#at = now;
    this.#left = Math.min(this.#burst, this.#left + (passed / 1000) * this.#perSecond);
  }
}
