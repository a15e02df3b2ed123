import type { Clock } from "@alongside/core/engine";

interface Options {
  readonly clock: Clock;
  /** So long nothing happens in a room that is idle, in ms. */
  readonly idleMs: number;
  /** Whether something is under way that is no sign of life: it is asked again later. */
  readonly isBusy: () => boolean;
  readonly onIdle: () => void;
}

/** Tells when nothing has happened for a while. One timer for each while, however much happens in it. */
export class Idleness {
  readonly #options: Options;
  #touchedAt = 0;
  #cancel: (() => void) | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Whether it is waited for: something happened since it was told last. */
  get isWaiting(): boolean {
    return this.#cancel !== undefined;
  }

  /** Something happened. */
  touch(): void {
    this.#touchedAt = this.#options.clock.now();
    if (this.#cancel === undefined) this.#wait(this.#options.idleMs);
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #wait(ms: number): void {
    this.#cancel = this.#options.clock.after(ms, () => this.#waited());
  }

  #waited(): void {
    this.#cancel = undefined;
    const { clock, idleMs, isBusy, onIdle } = this.#options;
    const left = this.#touchedAt + idleMs - clock.now();
    if (left > 0) this.#wait(left);
    else if (isBusy()) this.#wait(idleMs);
    else onIdle();
  }
}
