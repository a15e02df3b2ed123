import { type Frame, PING, PONG } from "@alongside/core/engine";
import type { TransportFactory } from "../connection/transport.ts";
import { Gone, type HttpEnvironment } from "./http-requests.ts";
import { HttpTransport } from "./http-transport.ts";
import type { Slots } from "./slots.ts";

/** How long the server lets a poll wait, in ms: at first, and at least. A proxy that cuts polls makes it less; where they are cut sooner, none waits. */
const WAIT_MS = 25_000;
const MIN_WAIT_MS = 1000;

/** After how many ms that is tried again. */
const AGAIN_MS = 5 * 60_000;

/** Time between polls that do not wait, in ms: at first, and at most. It grows by half while nothing happens. */
const FIRST_MS = 1000;
const LONGEST_MS = 30_000;
const GROWTH = 1.5;

/** How soon after the server has something its answer is asked for, and how soon after the last poll, in ms. */
const SOON_MS = 50;
const LEAST_MS = 250;

/** How seldom a page that nobody looks at may run its timers, in ms. */
const HIDDEN_MS = 60_000;

/** Polls that may fail one after the other. */
const MAX_FAILED = 3;

/**
 * Opens connections whose events come in one answer after the other, each ended with what there is. A poll waits for that where `slots`
 * let it be kept open; else one follows the other after a while.
 */
export function pollingWith(environment: HttpEnvironment, slots: Slots): TransportFactory {
  return (url, handlers, clock) => {
    const transport = new PollTransport(url, handlers, clock, environment, slots);
    void transport.run();
    return transport;
  };
}

class PollTransport extends HttpTransport {
  /** The number of the last event that came. */
  #last = 0;
  #wait = WAIT_MS;
  /** Where none waits: when one may again, in ms of the clock. */
  #waitAt = 0;
  #every = FIRST_MS;
  /** How many polls failed one after the other. */
  #failed = 0;
  /** The poll that is under way is kept open; it was ended from here. */
  #isKept = false;
  #isCut = false;
  /** When the last poll was made, and when the next one is to be made at the latest, in ms of the clock. */
  #askedAt = 0;
  #dueAt = Number.POSITIVE_INFINITY;
  /** Ends the time between two polls. */
  #go: (() => void) | undefined;
  #cancelGo: (() => void) | undefined;

  async run(): Promise<void> {
    const { slots } = this;
    await slots.join(this.url, this.clock, this.#slotsChanged);
    while (!this.isOver && this.#failed < MAX_FAILED) {
      if (this.#wait === 0 && this.clock.now() >= this.#waitAt) this.#wait = WAIT_MS;
      const ended = this.#wait > 0 ? slots.keep() : undefined;
      this.#isKept = ended !== undefined;
      // oxlint-disable-next-line no-await-in-loop -- one poll after the other
      await this.#ask();
      this.#isKept = false;
      ended?.();
      // oxlint-disable-next-line no-await-in-loop -- as above
      if (ended === undefined && !this.isOver && this.#failed < MAX_FAILED) await this.#pause();
    }
    slots.leave(this.#slotsChanged);
    // Otherwise its last words may be on their way.
    if (!this.isOver) this.lost();
  }

  override send(frame: Frame): void {
    super.send(frame);
    // A ping is no reason to poll more often from now on.
    if (frame !== PING) this.#every = FIRST_MS;
    this.#askIn(FIRST_MS);
  }

  protected override posted(): void {
    this.#askIn(Math.max(SOON_MS, this.#askedAt + LEAST_MS - this.clock.now()));
  }

  protected override ended(): void {
    this.#go?.();
  }

  /** Polls once, and counts the times that this failed. */
  async #ask(): Promise<void> {
    this.#askedAt = this.clock.now();
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#isCut = false;
    try {
      await this.#poll();
      this.#failed = 0;
    } catch (error) {
      this.failed(error);
      if (error instanceof Gone) this.#failed = MAX_FAILED;
      else if (!this.#isCut) this.#failedAfter(this.clock.now() - this.#askedAt);
    }
  }

  #failedAfter(ms: number): void {
    this.#failed += 1;
    if (!this.#isKept) return;
    // A proxy cut the poll: ask it to wait half as long next time. What was under way is asked for again.
    this.#wait = Math.max(MIN_WAIT_MS, Math.min(this.#wait, ms) / 2);
    if (this.#failed < MAX_FAILED) return;
    // It cuts whatever waits: one more is tried, that does not.
    this.#wait = 0;
    this.#waitAt = this.clock.now() + AGAIN_MS;
    this.#failed -= 1;
  }

  #poll(): Promise<void> {
    const { isVisible } = this.slots;
    const wait = this.#isKept ? this.#wait : 0;
    const query = {
      down: "poll",
      wait,
      after: this.#last,
      // So that the server does not take the page for gone meanwhile.
      ...(wait === 0 && { every: Math.ceil(isVisible ? this.#every : HIDDEN_MS) }),
    };
    return this.requests.read(query, (event) => {
      // What came of an answer that was cut comes again. A refusal has no number.
      if (event.id > 0 && event.id <= this.#last) return;
      this.#last = event.id;
      if (event.data !== PONG) this.#every = FIRST_MS;
      this.happened(event);
    });
  }

  /** Waits until the next poll is due. */
  async #pause(): Promise<void> {
    void this.slots.ask();
    const every = this.#every;
    this.#every = Math.min(LONGEST_MS, every * GROWTH);
    await new Promise<void>((resolve) => {
      this.#go = resolve;
      this.#dueAt = Math.min(this.#dueAt, this.clock.now() + every);
      this.#wake();
    });
    this.#cancelGo?.();
    this.#go = undefined;
  }

  /** Polls in `ms`, unless that is to be sooner. */
  #askIn(ms: number): void {
    this.#dueAt = Math.min(this.#dueAt, this.clock.now() + ms);
    this.#wake();
  }

  #wake(): void {
    if (this.#go === undefined) return;
    this.#cancelGo?.();
    this.#cancelGo = this.clock.after(Math.max(0, this.#dueAt - this.clock.now()), this.#go);
  }

  /** A request may be kept open from now on, or not any more; or somebody looks at the page again. */
  readonly #slotsChanged = (): void => {
    this.#every = FIRST_MS;
    if (this.slots.mayKeep) this.move("up");
    else if (this.#isKept) {
      this.#isCut = true;
      this.requests.abortRead();
    }
    this.#go?.();
  };
}
