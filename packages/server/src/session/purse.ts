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

const KINDS = ["messages", "changes", "bytes", "work"] as const;

/** All budgets of one connection, user or address. */
export class Purse {
  readonly #budgets: Readonly<Record<(typeof KINDS)[number], Budget>>;

  /** `times`: how many times what one connection may spend. */
  constructor(limits: Limits, times: number, now: number) {
    const make = (kind: keyof typeof BURST, perSecond: number, least = 0): Budget =>
      new Budget(perSecond * times, Math.max(perSecond * BURST[kind] * times, least), now);
    this.#budgets = {
      messages: make("messages", limits.messagesPerSecond),
      changes: make("changes", limits.changesPerSecond),
      bytes: make("bytes", limits.bytesPerSecond, limits.messageBytes),
      work: make("work", limits.workPerSecond),
    };
  }

  take(cost: Cost, now: number): void {
    for (const kind of KINDS) {
      const amount = cost[kind];
      if (amount !== undefined) this.#budgets[kind].take(amount, now);
    }
  }

  owedMs(now: number): number {
    let most = 0;
    for (const kind of KINDS) most = Math.max(most, this.#budgets[kind].owedMs(now));
    return most;
  }

  isFull(now: number): boolean {
    return KINDS.every((kind) => this.#budgets[kind].isFull(now));
  }
}
