import type { Limits } from "../limits.ts";
import { Budget } from "./budget.ts";

/** What something costs that somebody sends. */
export interface Cost {
  readonly messages?: number;
  readonly changes?: number;
  readonly bytes?: number;
  /** About how many µs of a core. */
  readonly work?: number;
}

/** Seconds' worth that may be spent at once. Of work, as much as one largest message costs. */
const BURST = { messages: 2, changes: 2, bytes: 2, work: 10 };

/** All budgets of one connection, user or address. */
export class Purse {
  readonly #messages: Budget;
  readonly #changes: Budget;
  readonly #bytes: Budget;
  readonly #work: Budget;

  /** `times`: how many times what one connection may spend. */
  constructor(limits: Limits, times: number, now: number) {
    const make = (kind: keyof typeof BURST, perSecond: number, least = 0): Budget =>
      new Budget(perSecond * times, Math.max(perSecond * BURST[kind] * times, least), now);
    this.#messages = make("messages", limits.messagesPerSecond);
    this.#changes = make("changes", limits.changesPerSecond);
    this.#bytes = make("bytes", limits.bytesPerSecond, limits.messageBytes);
    this.#work = make("work", limits.workPerSecond);
  }

  /** Returns in how many ms nothing is owed any more, of any kind. */
  take({ messages = 0, changes = 0, bytes = 0, work = 0 }: Cost, now: number): number {
    return Math.max(
      this.#messages.take(messages, now),
      this.#changes.take(changes, now),
      this.#bytes.take(bytes, now),
      this.#work.take(work, now),
    );
  }

  isFull(now: number): boolean {
    return [this.#messages, this.#changes, this.#bytes, this.#work].every((budget) =>
      budget.isFull(now),
    );
  }
}
