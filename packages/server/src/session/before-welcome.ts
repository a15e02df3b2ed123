import { Refused } from "@alongside/core";
import { type Frame, GREETING_BYTES, GREETING_MESSAGES } from "@alongside/core/engine";
import type { Greetings } from "./greetings.ts";

/** What came from somebody who was not let in yet: little is kept of it, and none of it is looked at but hello. */
export class BeforeWelcome {
  readonly #greetings: Greetings;
  readonly #greeting: { readonly end: () => void };
  /** What follows hello, as it came. */
  #waiting: Frame[] = [];
  #bytes = 0;

  /** `end` is called when too much is kept for all who wait, and most for this one. */
  constructor(greetings: Greetings, end: () => void) {
    this.#greetings = greetings;
    this.#greeting = { end };
  }

  /** A frame came. Throws `limit.greeting` when it is one too many. */
  count(frame: Frame): void {
    this.#bytes += Buffer.byteLength(frame);
    if (this.#bytes <= GREETING_BYTES) return;
    throw new Refused(
      "limit.greeting",
      `Before welcome at most ${GREETING_BYTES} bytes are sent; the rest may follow it`,
    );
  }

  /** Keeps a frame that follows hello. Throws `limit.greeting` when it is one too many. */
  keep(frame: Frame): void {
    if (this.#waiting.push(frame) > GREETING_MESSAGES) {
      throw new Refused(
        "limit.greeting",
        `Before welcome at most ${GREETING_MESSAGES} messages follow hello; the rest may follow it`,
      );
    }
    this.#greetings.keep(this.#greeting, Buffer.byteLength(frame));
  }

  /** Keeps nothing more. Returns what was kept. */
  release(): readonly Frame[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#greetings.release(this.#greeting);
    return waiting;
  }
}
