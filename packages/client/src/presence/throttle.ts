import type { Clock } from "@alongside/core/engine";

/** Between two messages of presence: 30 a second. */
export const PRESENCE_MS = 33;

/**
 * Sends when nothing was sent for a while, else at the next tick: the newest state, never a queue. All that one task asks for goes
 * together, once the task is over.
 */
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
    if (wait > 0) this.#cancel = this.#clock.after(wait, () => this.#fire());
    else this.#afterTask();
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

  #afterTask(): void {
    let isWanted = true;
    this.#cancel = () => {
      isWanted = false;
    };
    queueMicrotask(() => {
      if (isWanted) this.#fire();
    });
  }

  #fire(): void {
    this.#cancel = undefined;
    this.#last = this.#clock.now();
    this.#send();
  }
}
