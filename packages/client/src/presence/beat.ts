import { BEAT_MS, type Clock } from "@alongside/core/engine";

interface BeatOptions {
  readonly clock: Clock;
  /** Whether the page has promised to be heard: its person is active, it is live, and others are in a room of its. */
  isPromised(): boolean;
  /** When something was sent last, in ms of the clock. */
  sentAt(): number;
  /** Sends something. */
  beat(): void;
}

/**
 * Says that the page is there, as long as it has promised to and has nothing else to say: so others learn within seconds that nothing
 * is heard of it, also where a cable was pulled.
 */
export class Beat {
  readonly #options: BeatOptions;
  #cancel: (() => void) | undefined;

  constructor(options: BeatOptions) {
    this.#options = options;
  }

  /** Something that the promise hangs on may be another thing. */
  look(): void {
    if (this.#cancel !== undefined || !this.#options.isPromised()) return;
    const { clock, sentAt } = this.#options;
    const wait = Math.max(0, sentAt() + BEAT_MS - clock.now());
    this.#cancel = clock.after(wait, () => this.#due());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #due(): void {
    this.#cancel = undefined;
    const { clock, isPromised, sentAt, beat } = this.#options;
    if (isPromised() && clock.now() - sentAt() >= BEAT_MS) beat();
    this.look();
  }
}
