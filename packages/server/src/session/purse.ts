import type { Limits } from "../limits.ts";

/** What something costs that somebody sends. */
export interface Cost {
  readonly messages?: number;
  readonly changes?: number;
  readonly bytes?: number;
  /** About how many µs of a core. */
  readonly work?: number;
}

/** What may be spent of one kind: it comes in by the second, up to what may be spent at once. */
interface Rate {
  readonly perSecond: number;
  readonly burst: number;
  /** Less than this need not be paid at once: a small part of what may be spent at once. */
  readonly slight: number;
}

const SLIGHT = 1 / 256;

/** What may be spent of each kind. */
export type Rates = { readonly [Kind in keyof Required<Cost>]: Rate };

/** The rates of one connection, `times` over. What may be spent at once is that of two seconds; of work of ten, as much as one largest message costs. */
export function ratesOf(limits: Limits, times: number): Rates {
  const rate = (perSecond: number, seconds: number, least = 0): Rate => {
    const burst = Math.max(perSecond * seconds * times, least);
    return { perSecond: perSecond * times, burst, slight: burst * SLIGHT };
  };
  return {
    messages: rate(limits.messagesPerSecond, 2),
    changes: rate(limits.changesPerSecond, 2),
    bytes: rate(limits.bytesPerSecond, 2, limits.messageBytes),
    work: rate(limits.workPerSecond, 10),
  };
}

/** Whether something costs so little of every kind that it may be paid together with what follows. */
export function isSlight(cost: Required<Cost>, { messages, changes, bytes, work }: Rates): boolean {
  return (
    cost.messages < messages.slight &&
    cost.changes < changes.slight &&
    cost.bytes < bytes.slight &&
    cost.work < work.slight
  );
}

/**
 * All budgets of one connection, user or address. What is spent beyond a burst is owed, and nothing more should be taken until that
 * has come in. There is one for each connection, mostly idle: so it is one object, and its rates are shared.
 */
export class Purse {
  readonly #rates: Rates;
  /** What was spent of each kind and has not come in again. */
  #messages = 0;
  #changes = 0;
  #bytes = 0;
  #work = 0;
  #at: number;
  #owes = false;

  constructor(rates: Rates, now: number) {
    this.#rates = rates;
    this.#at = now;
  }

  /** Whether something was owed when it was last taken from. */
  get owes(): boolean {
    return this.#owes;
  }

  /** Returns in how many ms nothing is owed any more, of any kind; 0 for now. */
  take(cost: Required<Cost>, now: number): number {
    this.#refill(now);
    const { messages, changes, bytes, work } = this.#rates;
    const ms = Math.max(
      owedMs(messages, (this.#messages += cost.messages)),
      owedMs(changes, (this.#changes += cost.changes)),
      owedMs(bytes, (this.#bytes += cost.bytes)),
      owedMs(work, (this.#work += cost.work)),
    );
    this.#owes = ms > 0;
    return ms;
  }

  /** Whether nothing of it is in use: a new one would be no different. */
  isFull(now: number): boolean {
    this.#refill(now);
    return this.#messages + this.#changes + this.#bytes + this.#work === 0;
  }

  #refill(now: number): void {
    // Most frames come in one millisecond with others.
    if (now === this.#at) return;
    // A clock that is set back neither gives nor takes.
    const seconds = Math.max(0, now - this.#at) / 1000;
    this.#at = now;
    const { messages, changes, bytes, work } = this.#rates;
    this.#messages = left(messages, this.#messages, seconds);
    this.#changes = left(changes, this.#changes, seconds);
    this.#bytes = left(bytes, this.#bytes, seconds);
    this.#work = left(work, this.#work, seconds);
  }
}

function left({ perSecond }: Rate, spent: number, seconds: number): number {
  return Math.max(0, spent - seconds * perSecond);
}

function owedMs({ perSecond, burst }: Rate, spent: number): number {
  return spent <= burst ? 0 : ((spent - burst) * 1000) / perSecond;
}
