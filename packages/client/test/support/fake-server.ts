import { type Clock, type Frame, PING } from "@alongside/core/engine";
import { type Heard, type Said, Speech } from "../../../core/test/speech.ts";
import type { TransportFactory, TransportHandlers } from "../../src/index.ts";

/** One connection a client has opened, with the test at its other end. */
export class FakeLink {
  readonly url: string;
  readonly frames: string[] = [];
  readonly speech: Speech;
  buffered = 0;
  isClosed = false;
  readonly #handlers: TransportHandlers;

  constructor(url: string, handlers: TransportHandlers, speech: Speech) {
    this.speech = speech;
    this.url = url;
    this.#handlers = handlers;
  }

  /** All that was sent and not taken yet. */
  take(): Said[] {
    return this.frames.splice(0).map((frame) => this.speech.asked(frame));
  }

  /** The messages of one type that were sent and not taken yet; the others are dropped. */
  taken<T extends Said["type"]>(type: T): Extract<Said, { readonly type: T }>[] {
    return this.take().filter(
      (message): message is Extract<Said, { readonly type: T }> => message.type === type,
    );
  }

  open(): void {
    this.#handlers.onOpen();
  }

  say(message: Heard): void {
    this.raw(this.speech.answer(message));
  }

  raw(frame: Frame): void {
    this.#handlers.onFrame(frame);
  }

  /** The transport says that another way would do better. */
  move(to: "up" | "down"): void {
    this.#handlers.onMove?.(to);
  }

  drop(code = 1006, reason = "", answer?: string): void {
    this.#handlers.onClose(code, reason, answer);
  }
}

/** A transport for a client that leads to the test: keeps each link that is opened. */
export class FakeServer {
  readonly links: FakeLink[] = [];
  /** Whether pings are answered. */
  isAwake = true;
  readonly #speech = new Speech();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly transport: TransportFactory = (url, handlers) => {
    const link = new FakeLink(url, handlers, this.#speech);
    this.links.push(link);
    return {
      send: (said) => {
        const frame = String(said);
        link.frames.push(frame);
        // Which room has which seat is known as soon as it is asked for.
        if (frame.startsWith('["j"')) this.#speech.asked(frame);
        if (this.isAwake && frame === PING) this.#clock.after(1, () => link.say({ type: "pong" }));
      },
      close: () => {
        link.isClosed = true;
      },
      get buffered() {
        return link.buffered;
      },
    };
  };

  /** The newest connection. */
  get link(): FakeLink {
    const link = this.links.at(-1);
    if (link === undefined) throw new Error("Nobody has connected");
    return link;
  }
}
