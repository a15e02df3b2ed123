import type { ServerResponse } from "node:http";
import { CLOSE_TIMEOUT_MS, FAREWELL_BYTES } from "./endpoint.ts";
import { event, HttpLink } from "./http-link.ts";
import type { HttpLinks } from "./http-links.ts";
import { Outlet } from "./outlet.ts";

/** How many times in a row nothing may be heard of a client when it is looked for. It says something every 30 seconds. */
const MISSED_PINGS = 2;

/** What stands around the data of an event. */
const [DATA, END] = [Buffer.from("data: "), Buffer.from("\n\n")];

/** How long the last batches of a page that was left may take behind the end of its stream, in ms. */
const LINGER_MS = 600;

/** A connection whose events come in one response that stays open. */
export class StreamLink extends HttpLink {
  readonly #response: ServerResponse;
  readonly #outlet: Outlet;
  #missed = 0;
  #cancelCut: (() => void) | undefined;

  constructor(owner: HttpLinks, secret: string, address: string, response: ServerResponse) {
    super(owner, secret, address);
    const { unread } = owner.options.shared;
    this.#response = response;
    this.#outlet = new Outlet(
      response,
      (part, _isFirst, _isLast, onLeft) => void response.write(part, onLeft),
      (bytes) => {
        if (!this.isEnding) unread.set(this, bytes);
      },
    );
    response.on("close", () => owner.try(this, () => this.#linger()));
    this.#put(Buffer.from(event("link", secret)));
  }

  /** The stream has closed. What was posted just before may come after that: it goes another way. */
  #linger(): void {
    if (this.isEnding) return this.lost();
    this.#outlet.clear();
    const { clock } = this.owner.options;
    this.#cancelCut = clock.after(LINGER_MS, () => this.owner.try(this, () => this.lost()));
  }

  get buffered(): number {
    return this.#outlet.waiting;
  }

  protected put(text: string): void {
    this.#put(this.owner.event(text));
  }

  protected putPieces(pieces: readonly Buffer[]): void {
    this.#outlet.push(DATA, ...pieces, END);
  }

  override receive(n: number, body: string): boolean {
    this.#missed = 0;
    return super.receive(n, body);
  }

  protected finish(code: number, reason: string): void {
    // In the middle of an event nothing else can be said.
    if (!this.#outlet.shorten(FAREWELL_BYTES)) return this.cut();
    this.#put(Buffer.from(event("close", `${code} ${reason}`)));
    this.#outlet.whenSent(() => this.#response.end());
    // Who does not read would keep it for ever.
    this.#cancelCut = this.owner.options.clock.after(CLOSE_TIMEOUT_MS, () => this.cut());
  }

  cut(): void {
    this.#cancelCut?.();
    this.#outlet.clear();
    // An answer that waits behind another one on its socket is not told when that closes.
    this.owner.forget(this);
    // What has ended well and was read leaves the socket to the next request.
    if (!this.#response.writableFinished) this.#response.destroy();
  }

  protected beat(): void {
    this.#missed += 1;
    if (this.#missed > MISSED_PINGS) this.lost();
    else if (this.#outlet.queued === 0) this.#put(Buffer.from(":\n\n"));
  }

  protected isStuck(now: number, ms: number): boolean {
    return this.#outlet.isStuck(now, ms);
  }

  #put(bytes: Buffer): void {
    if (!this.#outlet.mayPass(bytes.length)) return this.#outlet.push(bytes);
    const { socket } = this.#response;
    // The socket, as what a response itself holds back is lost when that ends.
    if (socket) this.owner.corks.hold(socket);
    this.#response.write(bytes);
  }
}
