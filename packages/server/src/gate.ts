/** Somebody who waits for their turn. */
interface Waiter {
  readonly isWanted: () => boolean;
  /** Their turn has come and counts already, or, where `isWanted` says so, is not needed any more. */
  readonly go: (hasTurn: boolean) => void;
}

/** Waiters of one key beyond this many are looked through for those that are not wanted any more. */
const MANY = 200;

/**
 * Lets so many pieces of work go on at a time, and so many of one key; keys take turns, so that who asks for much keeps nobody
 * else waiting.
 */
export class Gate {
  readonly #atOnce: number;
  readonly #ofKey: number;
  readonly #waiting = new Map<string, Waiter[]>();
  readonly #running = new Map<string, number>();
  #count = 0;

  constructor(atOnce: number, ofKey = atOnce) {
    this.#atOnce = atOnce;
    this.#ofKey = ofKey;
  }

  /** Does `work` when its turn comes. Resolves with undefined where it is not wanted any more by then. */
  async pass<T>(
    key: string,
    isWanted: () => boolean,
    work: () => Promise<T>,
  ): Promise<T | undefined> {
    if (this.#isFree(key) && !this.#waiting.has(key)) this.#begin(key);
    else if (!(await this.#turn(key, isWanted))) return undefined;
    try {
      return isWanted() ? await work() : undefined;
    } finally {
      this.#count -= 1;
      const left = (this.#running.get(key) ?? 1) - 1;
      if (left > 0) this.#running.set(key, left);
      else this.#running.delete(key);
      this.#next();
    }
  }

  #begin(key: string): void {
    this.#count += 1;
    this.#running.set(key, (this.#running.get(key) ?? 0) + 1);
  }

  #isFree(key: string): boolean {
    return this.#count < this.#atOnce && (this.#running.get(key) ?? 0) < this.#ofKey;
  }

  /** Resolves with whether it is still wanted. */
  #turn(key: string, isWanted: () => boolean): Promise<boolean> {
    return new Promise((go) => {
      const waiters = this.#waiting.get(key) ?? [];
      if (waiters.length === 0) this.#waiting.set(key, waiters);
      waiters.push({ isWanted, go });
      if (waiters.length > MANY) this.#sift(key, waiters);
    });
  }

  #sift(key: string, waiters: readonly Waiter[]): void {
    const wanted: Waiter[] = [];
    for (const waiter of waiters) {
      if (waiter.isWanted()) wanted.push(waiter);
      else waiter.go(false);
    }
    this.#waiting.set(key, wanted);
  }

  /** Somebody is done: the next key that may gets its turn, and goes behind the others. */
  #next(): void {
    for (const [key, waiters] of this.#waiting) {
      if (!this.#isFree(key)) continue;
      this.#waiting.delete(key);
      let waiter = waiters.shift();
      // Those who do not want it any more do not count.
      while (waiter !== undefined && !waiter.isWanted()) {
        waiter.go(false);
        waiter = waiters.shift();
      }
      if (waiters.length > 0) this.#waiting.set(key, waiters);
      if (waiter === undefined) continue;
      this.#begin(key);
      waiter.go(true);
      return;
    }
  }
}
