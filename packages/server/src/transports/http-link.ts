import { closeCodeOf, type Code } from "@alongside/core/engine";
import type { Connection, Wire } from "../session/wire.ts";
import type { HttpLinks } from "./http-links.ts";
import type { Upload } from "./upload.ts";

/** Bytes of a batch that came before the one before it: what a page that is being left sends beside that is no larger. */
const EARLY_BYTES = 64 * 1024;

/** Batches that may be under way at once: one, and the last of a page that is being left. */
const MOST_UPLOADS = 2;

/** One connection over plain HTTP. How what goes down goes is the two kinds' own; what comes up is posted in numbered batches. */
export abstract class HttpLink implements Wire {
  /** Whoever knows it is the client. */
  readonly secret: string;
  readonly address: string;
  protected readonly owner: HttpLinks;
  #connection: Connection | undefined;
  #batches = 0;
  /** The batch after the next one. */
  #early: string | undefined;
  /** Batches under way, by their number. */
  readonly #uploads = new Map<number, Upload>();
  #isEnding = false;

  constructor(owner: HttpLinks, secret: string, address: string) {
    this.owner = owner;
    this.secret = secret;
    this.address = address;
  }

  abstract readonly buffered: number;
  /** Puts what the session or the transport says after what waits. */
  protected abstract put(text: string): void;
  /** The same for what is in pieces. */
  protected abstract putPieces(pieces: readonly Buffer[]): void;
  /** Says how the connection ended, and ends it as soon as that was read. */
  protected abstract finish(code: number, reason: string): void;
  /** Ends what is open of it at once. */
  abstract cut(): void;
  /** Shows that the server is there. */
  protected abstract beat(): void;
  /** Whether the client takes almost nothing of what waits, for so long. */
  protected abstract isStuck(now: number, ms: number): boolean;

  get isCrowded(): boolean {
    const { unread } = this.owner.options.shared;
    return unread.isScarce || unread.isFullFor(this.address);
  }

  /** It has ended, and only how is still to be read. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** The largest message it takes now. */
  get messageBytes(): number {
    return this.#connection?.messageBytes ?? 0;
  }

  connect(connection: Connection): void {
    this.#connection = connection;
  }

  send(text: string): void {
    if (this.#isEnding) return;
    this.owner.figures.bytesOut += text.length;
    this.put(text);
  }

  sendPieces(pieces: readonly Buffer[]): void {
    if (this.#isEnding) return;
    for (const piece of pieces) this.owner.figures.bytesOut += piece.length;
    this.putPieces(pieces);
  }

  close(code: number, reason: string): void {
    if (this.#isEnding) return;
    this.#end();
    this.finish(code, reason);
  }

  /** Ends the connection for something that the session never sees. */
  refuse(code: Code, message: string): void {
    if (this.#isEnding) return;
    this.#end();
    this.put(JSON.stringify({ type: "bye", code, message }));
    this.finish(closeCodeOf(code), code);
    this.#connection?.closed();
  }

  /** The client is gone, or has said that it goes. */
  lost(): void {
    const wasEnding = this.#isEnding;
    if (!wasEnding) this.#end();
    this.owner.forget(this);
    this.cut();
    if (!wasEnding) this.#connection?.closed();
  }

  overBudget(): void {
    this.refuse("limit.slow-reader", "Too much waits to be read");
  }

  ping(): void {
    this.beat();
  }

  /** Ends a connection that does not take what was sent. */
  look(now: number): void {
    const { limits, shared } = this.owner.options;
    // The fewer bytes there are for others, the sooner.
    const slowMs = shared.unread.isScarce ? limits.slowMs / 6 : limits.slowMs;
    if (!this.#isEnding && this.isStuck(now, slowMs))
      this.refuse("limit.slow-reader", `Almost nothing was read for ${slowMs} ms`);
  }

  /** A batch comes. The client sends two at a time at most: an earlier one that has not ended was cut on its way. */
  begin(n: number, upload: Upload): void {
    const [first] = this.#uploads.keys();
    const isRoom = this.#uploads.has(n) || this.#uploads.size < MOST_UPLOADS;
    this.#drop(isRoom ? n : first, 409, "Another request brings the batch");
    this.#uploads.set(n, upload);
  }

  /** A batch of messages, each a line. Returns false for one that can be neither the next nor the one after it, which waits. */
  receive(n: number, body: string): boolean {
    this.#uploads.delete(n);
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
    this.owner.figures.bytesIn += body.length;
    const { messageBytes } = this.owner.options.limits;
    for (const frame of body === "" ? [] : body.split("\n")) {
      if (this.#isEnding) break;
      if (frame.length * 3 > messageBytes && Buffer.byteLength(frame) > messageBytes)
        this.refuse("message.too-big", `A message has at most ${messageBytes} bytes`);
      else this.#connection?.receive(frame);
    }
  }

  #drop(n: number | undefined, status: number, message: string): void {
    if (n === undefined) return;
    const upload = this.#uploads.get(n);
    this.#uploads.delete(n);
    upload?.refuse(status, message);
  }

  #end(): void {
    this.#isEnding = true;
    this.owner.options.shared.ended.add(this);
    this.owner.options.shared.unread.set(this, 0);
    for (const n of this.#uploads.keys()) this.#drop(n, 410, "This connection is over");
    this.#early = undefined;
    this.owner.letGo(this);
  }
}

/** One server-sent event. What is said is JSON, which has no line breaks. */
export function event(name: string | undefined, data: string): string {
  return `${name === undefined ? "" : `event: ${name}\n`}data: ${data}\n\n`;
}
