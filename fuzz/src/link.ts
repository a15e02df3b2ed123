import { systemClock } from "@alongside/core/engine";
import type { Transport, TransportFactory, TransportHandlers } from "@alongside/client";
import { type Heard, type Said, Speech } from "../../packages/core/test/speech.ts";
import { browserEnvironment } from "../../packages/client/src/browser.ts";
import { httpWays } from "../../packages/client/src/transports/http.ts";
import { webSocket } from "../../packages/client/src/transports/websocket.ts";

const FACTORIES: { readonly [name: string]: TransportFactory } = {
  websocket: webSocket,
  ...httpWays(browserEnvironment()),
};

/** The ways in. */
export const TRANSPORTS = ["websocket", "stream", "polling"] as const;
export type TransportName = (typeof TRANSPORTS)[number];

/** How long an answer may take, in ms: the server may be busy with an attack. */
const ANSWER_MS = 8000;

/** A connection on which anything may be said. */
export class Link {
  readonly client: string;
  readonly frames: Heard[] = [];
  /** The last counter used in the room entered. */
  n = 0;
  isOver = false;
  readonly speech: Speech;
  readonly #transport: Transport;
  #wake: (() => void) | undefined;

  private constructor(url: string, name: TransportName, client: string, onOpen: () => void) {
    this.client = client;
    this.speech = new Speech(client);
    const factory = FACTORIES[name] as TransportFactory;
    const handlers: TransportHandlers = {
      onOpen,
      onFrame: (frame) => {
        // Only the newest are kept: an attack may go on for long.
        if (this.frames.length > 1000) this.frames.splice(0, 500);
        this.frames.push(this.speech.heard(frame));
        this.#wake?.();
      },
      onClose: () => {
        this.isOver = true;
        onOpen();
        this.#wake?.();
      },
    };
    this.#transport = factory(url, handlers, systemClock);
  }

  /** Connects. What could not be opened is over. */
  static async open(url: string, name: TransportName, client: string): Promise<Link> {
    let opened: () => void = () => undefined;
    const isOpen = new Promise<void>((resolve) => {
      opened = resolve;
    });
    const link = new Link(url, name, client, () => opened());
    await Promise.race([isOpen, later(ANSWER_MS)]);
    return link;
  }

  say(message: Said | object): void {
    this.raw(this.speech.said(message));
  }

  raw(frame: string): void {
    if (!this.isOver) this.#transport.send(frame);
  }

  change(room: string, ops: object, more: object = {}): void {
    this.n += 1;
    this.say({ type: "change", room, n: this.n, base: 0, ops, ...more });
  }

  /** Waits for a frame, from those that came already on; undefined when the connection ends or nothing comes. */
  async next(wants: (frame: Heard) => boolean, ms = ANSWER_MS): Promise<Heard | undefined> {
    const until = performance.now() + ms;
    for (;;) {
      const at = this.frames.findIndex(wants);
      if (at >= 0) return this.frames.splice(at, 1)[0];
      const left = until - performance.now();
      if (this.isOver || left <= 0) return undefined;
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      // oxlint-disable-next-line no-await-in-loop -- one frame after the other
      await Promise.race([woken, later(left)]);
    }
  }

  get buffered(): number {
    return this.#transport.buffered;
  }

  close(): void {
    this.isOver = true;
    this.#transport.close();
  }
}

export function later(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
