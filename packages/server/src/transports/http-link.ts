import type { ServerResponse } from "node:http";
import { type Code, CODES } from "@alongside/core";
import type { Connection, Wire } from "../session/wire.ts";
import type { HttpLinks } from "./http-links.ts";

/** What waits for a poll, until the next one says that it came. */
interface Kept {
  readonly n: number;
  readonly text: string;
}

/** A connection that nobody polls for this long is over, in ms. */
const UNPOLLED_MS = 10_000;

/** How long what is still to be read of a connection that ended may take. */
const CLOSE_TIMEOUT_MS = 5000;

/** Bytes of a batch that came before the one before it: what a page that is being left sends beside that is no larger. */
const EARLY_BYTES = 64 * 1024;

/** How many times in a row nothing may be heard of a client when it is looked for. It says something every 30 seconds. */
const MISSED_PINGS = 2;

/**
 * One connection over plain HTTP. What goes down is written to a response as server-sent events: to one that stays open, or to
 * one after the other, each ended with what there was (polling). What comes up is posted in numbered batches.
 */
export class HttpLink implements Wire {
  readonly id: string;
  readonly address: string;
  readonly #owner: HttpLinks;
  readonly #isPolled: boolean;
  #connection: Connection | undefined;
  /** Where what goes down is written. */
  #down: ServerResponse | undefined;
  #kept: Kept[] = [];
  #keptBytes = 0;
  #sent = 0;
  #batches = 0;
  /** The batch after the next one. */
  #early: string | undefined;
  #missed = 0;
  #isOver = false;
  #willFlush = false;
  #cancelWait: (() => void) | undefined;

  constructor(owner: HttpLinks, id: string, address: string, isPolled: boolean) {
    this.#owner = owner;
    this.id = id;
    this.address = address;
    this.#isPolled = isPolled;
    if (isPolled) this.#put(event("link", id));
  }

  connect(connection: Connection): void {
    this.#connection = connection;
  }

  get buffered(): number {
    return this.#keptBytes + (this.#down?.writableLength ?? 0);
  }

  // What goes down.

  /** Begins the stream. */
  stream(response: ServerResponse): void {
    this.#down = response;
    response.on("close", () => this.lost());
    this.#write(event("link", this.id));
  }

  /** The client asks for what there is. It has everything up to `after`, and waits for `waitMs`. */
  poll(response: ServerResponse, after: number, waitMs: number): void {
    this.#missed = 0;
    while (this.#kept[0] !== undefined && this.#kept[0].n <= after)
      this.#keptBytes -= this.#kept.shift()?.text.length ?? 0;
    // The client gave up waiting for the one before.
    this.#release();
    this.#down = response;
    response.on("close", () => {
      if (this.#down !== response) return;
      this.#down = undefined;
      this.#endUnlessPolled();
    });
    if (this.#kept.length > 0) return this.#flush();
    if (waitMs === 0) return this.#release();
    this.#wait(waitMs, () => this.#release());
  }

  send(text: string): void {
    if (this.#isOver) return;
    this.#owner.figures.bytesOut += text.length;
    this.#put(event(undefined, text));
  }

  close(code: number, reason: string): void {
    if (this.#isOver) return;
    this.#put(event("close", `${code} ${reason}`));
    this.#isOver = true;
    if (!this.#isPolled) this.#finish();
  }

  /** Ends the connection for something that the session never sees. */
  refuse(code: Code, message: string): void {
    this.send(JSON.stringify({ type: "bye", code, message }));
    const info = CODES[code];
    this.close("close" in info ? info.close : CODES["message.invalid"].close, code);
    this.#connection?.closed();
  }

  /** The client is gone, or has said that it goes. */
  lost(): void {
    if (!this.#isOver) this.#connection?.closed();
    this.#isOver = true;
    this.#finish();
  }

  /** Finds out whether the other end is gone without a word, and shows proxies that this one is not. */
  ping(): void {
    this.#missed += 1;
    if (this.#missed > MISSED_PINGS) this.lost();
    else if (!this.#isPolled) this.#down?.write(":\n\n");
  }

  // What comes up.

  /** A batch of messages, each a line. Answers false for one that can be neither the next nor the one after it, which waits. */
  receive(n: number, body: string): boolean {
    this.#missed = 0;
    // A browser or a proxy has sent it twice.
    if (n === this.#batches) return true;
    if (n === this.#batches + 2 && Buffer.byteLength(body) <= EARLY_BYTES) {
      this.#early = body;
      return true;
    }
    if (n !== this.#batches + 1) return false;
    this.#take(body);
    const early = this.#early;
    this.#early = undefined;
    if (early !== undefined) this.#take(early);
    return true;
  }

  #take(body: string): void {
    this.#batches += 1;
    this.#owner.figures.bytesIn += body.length;
    const { messageBytes } = this.#owner.options.limits;
    for (const frame of body.split("\n")) {
      if (this.#isOver) break;
      if (frame.length * 3 > messageBytes && Buffer.byteLength(frame) > messageBytes)
        this.refuse("message.too-big", `A message has at most ${messageBytes} bytes`);
      else this.#connection?.receive(frame);
    }
  }

  #put(text: string): void {
    if (!this.#isPolled) return this.#write(text);
    this.#sent += 1;
    const numbered = `id: ${this.#sent}\n${text}`;
    this.#kept.push({ n: this.#sent, text: numbered });
    this.#keptBytes += numbered.length;
    if (this.#willFlush) return;
    this.#willFlush = true;
    // With all else that is said in this turn.
    setImmediate(() => {
      this.#willFlush = false;
      this.#flush();
    });
  }

  #write(text: string): void {
    const socket = this.#down?.socket;
    // The socket, as what a response itself holds back is lost when that ends.
    if (socket) this.#owner.corks.hold(socket);
    this.#down?.write(text);
  }

  #flush(): void {
    if (this.#down === undefined || this.#kept.length === 0) return;
    this.#down.write(this.#kept.map(({ text }) => text).join(""));
    this.#release();
    if (this.#isOver) this.#finish();
  }

  /** Ends the poll that waits. */
  #release(): void {
    const down = this.#down;
    this.#down = undefined;
    this.#cancelWait?.();
    down?.end();
    if (down !== undefined) this.#endUnlessPolled();
  }

  #endUnlessPolled(): void {
    this.#wait(UNPOLLED_MS, () => this.lost());
  }

  #wait(ms: number, then: () => void): void {
    this.#cancelWait?.();
    this.#cancelWait = this.#owner.options.clock.after(ms, then);
  }

  #finish(): void {
    const down = this.#down;
    this.#cancelWait?.();
    this.#down = undefined;
    this.#owner.forget(this);
    if (down === undefined) return;
    down.end();
    // Who does not read would keep it for ever.
    this.#wait(CLOSE_TIMEOUT_MS, () => down.destroy());
    down.once("close", () => this.#cancelWait?.());
  }
}

/** One server-sent event. What is said is JSON, which has no line breaks. */
function event(name: string | undefined, data: string): string {
  return `${name === undefined ? "" : `event: ${name}\n`}data: ${data}\n\n`;
}
