import type { Clock } from "@alongside/core/engine";

/** Between two messages of presence: 30 a second. */
export const PRESENCE_MS = 33;

/** Sends at once when nothing was sent for a while, else at the next tick: the newest state, never a queue. */
export class Throttle {
  readonly #clock: Clock;
  readonly #send: () => void;
  #last = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, send: () => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** There is something to send. */
  request(): void {
    if (this.#cancel !== undefined) return;
    const wait = this.#last + PRESENCE_MS - this.#clock.now();
    if (wait <= 0) this.#fire();
    else this.#cancel = this.#clock.after(wait, () => this.#fire());
  }

  /** Sends at once what was requested. */
  flush(): void {
    if (this.#cancel === undefined) return;
    this.stop();
    this.#fire();
  }

  /** Forgets what was requested. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #fire(): void {
    this.#cancel = undefined;
    this.#last = this.#clock.now();
    this.#send();
  }
}
