import { Refused } from "@alongside/core";
import type { Clock, Frame } from "@alongside/core/engine";
import type { Limits } from "../limits.ts";
import { type Cost, isSlight, type Purse, type Rates } from "./purse.ts";

/** A pause is no longer than this: then it is said again, so that nobody takes the server for dead. */
const LONGEST_MS = 3000;

/** Nor shorter: what is owed for less comes in with the next one. */
const SHORTEST_MS = 50;

/** What a frame costs to keep beyond its characters, about: a pause is not for keeping millions of empty ones. */
const FRAME_BYTES = 64;

/** The connection that is paced. */
export interface Paced {
  /** Nothing more should come for so many ms. */
  pauseFor(ms: number): void;
  /** Takes a frame, also one that came during a pause. */
  receive(frame: Frame): void;
  /** The pause is over, and nothing is left of what came in it. */
  resume(): void;
}

/** Delays a connection that spends more than its budgets: nothing of it is heard until they have refilled. */
export class Pacer {
  readonly #paced: Paced;
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #rates: Rates;
  /** Those whose budgets it spends. */
  #purses: readonly Purse[];
  /** What was spent and not paid yet. The purses are asked once for some frames, not for each part of what each costs. */
  readonly #cost = { messages: 0, changes: 0, bytes: 0, work: 0 };
  #isTaking = false;
  /** What came during a pause, and about how many bytes that holds. */
  #held: Frame[] | undefined;
  #heldBytes = 0;
  #since: number | undefined;
  #pausedMs = 0;
  #cancel: (() => void) | undefined;
  /** The connection has ended: it pays what it owes, and no pause comes of that. */
  #isOver = false;

  /** `rates` are those of one connection. */
  constructor(paced: Paced, clock: Clock, limits: Limits, rates: Rates, purses: readonly Purse[]) {
    this.#paced = paced;
    this.#clock = clock;
    this.#limits = limits;
    this.#rates = rates;
    this.#purses = purses;
  }

  /** For how many ms it was paused so far. */
  get pausedMs(): number {
    return this.#pausedMs + (this.#since === undefined ? 0 : this.#clock.now() - this.#since);
  }

  /** From now on another one's budgets are spent too. */
  add(purse: Purse): void {
    // Not spread into a new one, which would be made with place for sixteen more.
    this.#purses = this.#purses.concat(purse);
  }

  /** A frame is about to be taken: see `taken`. */
  begin(): void {
    this.#isTaking = true;
  }

  charge({ messages = 0, changes = 0, bytes = 0, work = 0 }: Cost): void {
    const cost = this.#cost;
    cost.messages += messages;
    cost.changes += changes;
    cost.bytes += bytes;
    cost.work += work;
    if (!this.#isTaking && this.#mustPay) this.#pay(this.#clock.now());
  }

  /** Keeps a frame that comes during a pause. Throws `limit.rate` for one that is more than can have been under way. */
  holds(frame: Frame): boolean {
    if (this.#since === undefined) return false;
    (this.#held ??= []).push(frame);
    this.#heldBytes += costOf(frame);
    const most = 2 * this.#limits.messageBytes;
    if (this.#heldBytes <= most) return true;
    throw new Refused("limit.rate", `More than ${most} bytes came although a pause was asked for`);
  }

  /** A frame was taken: pauses when more was spent than there is. */
  taken(): void {
    this.#isTaking = false;
    if (this.#mustPay) this.#settle();
  }

  /** Whether what was spent is worth paying already, or others of its user or address owe something: then this one hears of that. */
  get #mustPay(): boolean {
    if (!isSlight(this.#cost, this.#rates)) return true;
    for (const purse of this.#purses) if (purse.owes) return true;
    return false;
  }

  #settle(): void {
    const now = this.#clock.now();
    const ms = this.#pay(now);
    if (ms > 0 && this.#since === undefined && !this.#isOver) this.#pause(ms, now);
  }

  end(): void {
    this.#isOver = true;
    this.#pay(this.#clock.now());
    this.#cancel?.();
    this.#held = undefined;
  }

  /** Takes from the purses what was spent. Returns in how many ms none of them owes anything. */
  #pay(now: number): number {
    const cost = this.#cost;
    let most = 0;
    for (const purse of this.#purses) most = Math.max(most, purse.take(cost, now));
    cost.messages = cost.changes = cost.bytes = cost.work = 0;
    return most;
  }

  #pause(owedMs: number, now: number): void {
    const ms = Math.ceil(Math.min(Math.max(owedMs, SHORTEST_MS), LONGEST_MS));
    this.#since = now;
    this.#cancel = this.#clock.after(ms, () => this.#over());
    this.#paced.pauseFor(ms);
  }

  /** The time is over: what came meanwhile is taken, as far as it may be. */
  #over(): void {
    this.#pausedMs = this.pausedMs;
    this.#since = undefined;
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#heldBytes = 0;
    this.#settle();
    for (const [i, frame] of held.entries()) {
      if (this.isPaused) {
        this.#held = [...held.slice(i), ...(this.#held ?? [])];
        for (const left of held.slice(i)) this.#heldBytes += costOf(left);
        return;
      }
      this.#paced.receive(frame);
    }
    if (!this.isPaused) this.#paced.resume();
  }

  get isPaused(): boolean {
    return this.#since !== undefined;
  }
}

function costOf(frame: Frame): number {
  return frame.length + FRAME_BYTES;
}
