import type { Frame } from "@alongside/core/engine";
import type { Connection } from "../session/wire.ts";
import type { Encoded } from "./encoded.ts";
import { CLOSE_TIMEOUT_MS, FAREWELL_BYTES } from "./endpoint.ts";
import { event, eventOf } from "./events.ts";
import type { HttpAnswer } from "./http-exchange.ts";
import { HttpLink, type HttpLinkOptions } from "./http-link.ts";
import { Outlet } from "./outlet.ts";

/** How many times in a row nothing may be heard of a client when it is looked for. It says something every 30 seconds. */
const MISSED_PINGS = 2;

/** How long the last batches of a page that was left may take behind the end of its stream, in ms. */
const LINGER_MS = 600;

const HERE = Buffer.from(":\n\n");

/** A connection whose events come in one answer that stays open. */
export class StreamLink extends HttpLink {
  readonly #answer: HttpAnswer;
  readonly #events: Encoded;
  readonly #outlet: Outlet;
  #missed = 0;
  #cancelCut: (() => void) | undefined;

  /** `events` are those that all streams share. */
  constructor(options: HttpLinkOptions, answer: HttpAnswer, events: Encoded) {
    super(options);
    const { endpoint } = options;
    this.#answer = answer;
    this.#events = events;
    this.#outlet = new Outlet(
      answer,
      (part, _of, onLeft) => answer.write(part, onLeft),
      (bytes) => {
        if (!this.isEnding) endpoint.unread.set(this, bytes);
      },
    );
    answer.onClose(() => endpoint.try(this, () => this.#linger()));
  }

  override connect(connection: Connection): void {
    this.#put(event("link", this.secret));
    super.connect(connection);
  }

  get buffered(): number {
    return this.#outlet.waiting;
  }

  get isLeaving(): boolean {
    return this.isEnding;
  }

  override batch(n: number, body: string): boolean {
    this.#missed = 0;
    return super.batch(n, body);
  }

  cut(): void {
    this.#cancelCut?.();
    this.#outlet.clear();
    // An answer that waits behind another one on its socket is not told when that closes.
    this.forget();
    // What has ended well and was read leaves the socket to the next request.
    if (!this.#answer.isTaken) this.#answer.destroy();
  }

  protected put(frame: Frame): number {
    const bytes = this.#events.of(frame);
    this.#put(bytes);
    return bytes.length;
  }

  protected putPieces(pieces: readonly Buffer[]): void {
    this.#outlet.push(...eventOf(pieces));
  }

  protected finish(code: number, reason: string): void {
    // In the middle of an event nothing else can be said.
    if (!this.#outlet.shorten(FAREWELL_BYTES)) return this.cut();
    this.#put(event("close", `${code} ${reason}`));
    this.#outlet.whenSent(() => this.#answer.end());
    // Who does not read would keep it for ever.
    this.#cancelCut = this.endpoint.clock.after(CLOSE_TIMEOUT_MS, () => this.cut());
  }

  protected beat(): void {
    this.#missed += 1;
    if (this.#missed > MISSED_PINGS) this.lost();
    else if (this.#outlet.queued === 0) this.#put(HERE);
  }

  protected isStuck(now: number, ms: number): boolean {
    return this.#outlet.isStuck(now, ms);
  }

  /** The stream has closed. What was posted just before may come after that: it goes another way. */
  #linger(): void {
    if (this.isEnding) return this.lost();
    this.#outlet.clear();
    const { clock } = this.endpoint;
    this.#cancelCut = clock.after(LINGER_MS, () => this.endpoint.try(this, () => this.lost()));
  }

  #put(bytes: Buffer): void {
    if (this.#outlet.mayPass(bytes.length)) this.#answer.write(bytes);
    else this.#outlet.push(bytes);
  }
}
