import type { Clock, Frame, Welcome } from "@alongside/core/engine";

/** What is sent, no faster than the server takes it. Before welcome, and where it does not say how fast, everything goes at once. */
export class Pace {
  readonly #clock: Clock;
  readonly #send: (frame: Frame, isChange: boolean) => void;
  #perSecond: Welcome["limits"]["pace"];
  /** When all that was sent may have been sent, in ms of the clock. */
  #paid = 0;
  #held: (readonly [frame: Frame, isChange: boolean])[] = [];
  #buffered = 0;
  #cancel: (() => void) | undefined;

  /** `send` is called with what was held, once its time has come. */
  constructor(clock: Clock, send: (frame: Frame, isChange: boolean) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Characters that wait for their time. */
  get buffered(): number {
    return this.#buffered;
  }

  begin(perSecond: Welcome["limits"]["pace"]): void {
    this.#perSecond = perSecond;
  }

  /** Whether a frame has to wait, and is kept until it need not. */
  holds(frame: Frame, isChange: boolean): boolean {
    if (this.#cancel === undefined) {
      this.#count(frame, isChange);
      return false;
    }
    this.#held.push([frame, isChange]);
    this.#buffered += frame.length;
    return true;
  }

  /** Sends nothing for so many ms. */
  pause(ms: number): void {
    this.#cancel?.();
    this.#cancel = this.#clock.after(ms, () => this.flush());
  }

  /** Sends what waits; also faster than the server takes it where the page may be gone in a moment. */
  flush(isLast = false): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const pace = this.#perSecond;
    if (isLast) this.#perSecond = undefined;
    this.#buffered = 0;
    for (const [frame, isChange] of this.#held.splice(0)) this.#send(frame, isChange);
    this.#perSecond = pace;
  }

  /** The link is another one, or none: what waited is sent anew by whoever it is of. */
  end(): void {
    this.#held = [];
    this.flush();
    this.#perSecond = undefined;
    this.#paid = 0;
  }

  #count(frame: Frame, isChange: boolean): void {
    const pace = this.#perSecond;
    if (pace === undefined) return;
    const now = this.#clock.now();
    const share = Math.max(
      1 / pace.messages,
      isChange ? 1 / pace.changes : 0,
      frame.length / pace.bytes,
    );
    this.#paid = Math.max(this.#paid, now) + share * 1000;
    // A second's worth goes ahead: half of what the server lets pass at once.
    const wait = this.#paid - now - 1000;
    if (wait > 0) this.pause(wait);
  }
}
