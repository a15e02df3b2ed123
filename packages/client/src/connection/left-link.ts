import { type Clock, type Down, type Frame, parseDown, PING } from "@alongside/core/engine";
import type { Report } from "../readable.ts";
import type { Transport } from "./transport.ts";

/** How long a link that was left is heard at most, in ms. */
const HEARD_MS = 4_000;

interface LeftLinkOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly report: Report;
  /** An event came, over this link or the other. */
  onEvent(event: Down): void;
  onEnd(): void;
}

/**
 * A link that the page has left for another that works. Events that the server told over it, until the page's rooms had entered over the
 * other, come no other way: they are heard up to the answer to a ping, sent once all rooms have entered. Events of the other link wait
 * until then, so that those of each sender keep their order.
 */
export class LeftLink {
  readonly #options: LeftLinkOptions;
  readonly #later: Down[] = [];
  readonly #cancel: () => void;
  #isAsked = false;
  #isOver = false;

  constructor(options: LeftLinkOptions) {
    this.#options = options;
    this.#cancel = options.clock.after(HEARD_MS, () => this.end());
  }

  /** A frame came over it. */
  hear(frame: Frame): void {
    if (this.#isOver) return;
    this.#do(() => {
      const message = parseDown(frame);
      if (message?.type === "event") this.#options.onEvent(message);
      else if (message?.type === "pong" && this.#isAsked) this.end();
    });
  }

  /** An event came over the other link. */
  keep(event: Down): void {
    this.#later.push(event);
  }

  /** All rooms have entered over the other link: nothing more is said to them over this one. */
  entered(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#do(() => this.#options.transport.send(PING));
  }

  /** Gives it up where what is done with it fails. */
  #do(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#options.report(error);
      this.end();
    }
  }

  /** Nothing more is heard of it. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancel();
    this.#options.onEnd();
    this.#options.transport.close();
    for (const event of this.#later) this.#options.onEvent(event);
  }
}
