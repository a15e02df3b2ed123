import type { ServerResponse } from "node:http";
import { FAREWELL_BYTES } from "./endpoint.ts";
import { event, HttpLink } from "./http-link.ts";
import type { HttpLinks } from "./http-links.ts";
import { Outlet } from "./outlet.ts";

/** An event that is kept until a poll says that it came. */
interface Kept {
  readonly n: number;
  readonly bytes: Buffer;
}

/** What an event costs beyond its bytes, about. */
const EVENT_BYTES = 128;

/** A connection that nobody polls for this long is over, in ms; half of it before anything was said over it. */
const UNPOLLED_MS = 10_000;

/** A connection whose events come in one response after the other, each ended with what there is. */
export class PollLink extends HttpLink {
  #kept: Kept[] = [];
  #keptBytes = 0;
  #sent = 0;
  /** The poll that waits for what comes. */
  #waiting: ServerResponse | undefined;
  /** The poll that is answered. */
  #answered: ServerResponse | undefined;
  #outlet: Outlet | undefined;
  #isUsed = false;
  #willFlush = false;
  #cancelWait: (() => void) | undefined;

  constructor(owner: HttpLinks, secret: string, address: string) {
    super(owner, secret, address);
    this.#put("link", secret);
  }

  get buffered(): number {
    return this.#keptBytes;
  }

  /** The number of the last event. */
  get sent(): number {
    return this.#sent;
  }

  /** The client asks for what there is. It has everything up to `after`, and waits for `waitMs`. */
  poll(response: ServerResponse, after: number, waitMs: number): void {
    if (after > 0) this.#isUsed = true;
    while (this.#kept[0] !== undefined && this.#kept[0].n <= after)
      this.#keptBytes -= costOf(this.#kept.shift());
    this.#count();
    // The client gave up waiting for the ones before.
    this.#waiting?.end();
    if (this.#answered?.writableFinished === false) this.#answered.destroy();
    this.#answered = undefined;
    this.#waiting = response;
    response.on("close", () => {
      if (this.#waiting !== response) return;
      this.#waiting = undefined;
      this.#endUnlessPolled();
    });
    if (this.#kept.length > 0) this.#flush();
    else if (waitMs === 0) this.#answer();
    else this.#wait(waitMs, () => this.#answer());
  }

  override receive(n: number, body: string): boolean {
    this.#isUsed = true;
    return super.receive(n, body);
  }

  protected put(text: string): void {
    this.#put(undefined, text);
  }

  protected putPieces(pieces: readonly Buffer[]): void {
    this.#keep(Buffer.concat([Buffer.from("data: "), ...pieces, Buffer.from("\n\n")]));
  }

  protected finish(code: number, reason: string): void {
    // Bye, if anything, comes last.
    if (this.#keptBytes > FAREWELL_BYTES) {
      this.#kept = this.#kept.slice(-1);
      this.#keptBytes = costOf(this.#kept[0]);
      // The next poll brings the end.
      if (this.#answered?.writableFinished === false) this.#answered.destroy();
      this.#outlet?.clear();
    }
    this.#put("close", `${code} ${reason}`);
    if (this.#waiting === undefined) this.#endUnlessPolled();
  }

  cut(): void {
    this.#cancelWait?.();
    this.#kept = [];
    this.#keptBytes = 0;
    this.owner.forget(this);
    this.#waiting?.end();
    this.#waiting = undefined;
    if (this.#answered?.writableFinished === false) this.#answered.destroy();
  }

  /** Polls show it. */
  protected beat(): void {}

  protected isStuck(now: number, ms: number): boolean {
    return this.#outlet?.isStuck(now, ms) === true;
  }

  #put(name: string | undefined, data: string): void {
    this.#keep(Buffer.from(event(name, data)));
  }

  #keep(unnumbered: Buffer): void {
    this.#sent += 1;
    const bytes = Buffer.concat([Buffer.from(`id: ${this.#sent}\n`), unnumbered]);
    const kept = { n: this.#sent, bytes };
    this.#kept.push(kept);
    this.#keptBytes += costOf(kept);
    this.#count();
    if (this.#willFlush) return;
    this.#willFlush = true;
    // With all else that is said in this turn.
    setImmediate(() =>
      this.owner.try(this, () => {
        this.#willFlush = false;
        this.#flush();
      }),
    );
  }

  #flush(): void {
    if (this.#waiting !== undefined && this.#kept.length > 0) this.#answer();
  }

  /** Answers the poll that waits with all there is. */
  #answer(): void {
    const response = this.#waiting;
    if (response === undefined) return;
    this.#waiting = undefined;
    this.#answered = response;
    const write = (part: Buffer, _first: boolean, _last: boolean, onLeft: () => void): void =>
      void response.write(part, onLeft);
    const outlet = (this.#outlet = new Outlet(response, write, () => undefined));
    if (this.#kept.length > 0) outlet.push(Buffer.concat(this.#kept.map(({ bytes }) => bytes)));
    outlet.whenSent(() => response.end());
    if (this.isEnding) {
      // How it ended is on its way.
      this.#cancelWait?.();
      this.owner.forget(this);
    } else this.#endUnlessPolled();
  }

  #endUnlessPolled(): void {
    const ms = this.#isUsed ? UNPOLLED_MS : UNPOLLED_MS / 2;
    this.#wait(ms, () => {
      // A slow link may take its time over an answer; one that takes nothing shows itself.
      const isTaken = this.#answered?.writableFinished ?? true;
      if (isTaken || this.#answered?.destroyed === true) this.lost();
      else this.#endUnlessPolled();
    });
  }

  #wait(ms: number, then: () => void): void {
    this.#cancelWait?.();
    this.#cancelWait = this.owner.options.clock.after(ms, () => this.owner.try(this, then));
  }

  #count(): void {
    if (!this.isEnding) this.owner.options.shared.unread.set(this, this.#keptBytes);
  }
}

function costOf(kept: Kept | undefined): number {
  return kept === undefined ? 0 : kept.bytes.length + EVENT_BYTES;
}
