import type { Frame } from "@alongside/core/engine";
import type { Connection } from "../session/wire.ts";
import type { Encoded } from "./encoded.ts";
import { FAREWELL_BYTES } from "./endpoint.ts";
import { event, eventOf } from "./events.ts";
import type { Ask } from "./http-ask.ts";
import type { HttpAnswer } from "./http-exchange.ts";
import { HttpLink, type HttpLinkOptions } from "./http-link.ts";
import { Outlet } from "./outlet.ts";

/** An event that is kept until a poll says that it came. */
interface Kept {
  readonly n: number;
  readonly bytes: Buffer;
}

/** What an event costs beyond its bytes, about. */
const EVENT_BYTES = 128;

/** What a poll asks for. */
type Asked = Omit<Ask & { readonly type: "poll" }, "type">;

/** A connection that nobody polls for this long after the next poll was due is over, in ms; half of it before anything was said over it. */
const UNPOLLED_MS = 10_000;

/** A connection whose events come in one answer after the other, each ended with what there is. */
export class PollLink extends HttpLink {
  readonly #soon: (fn: () => void) => void;
  readonly #events: Encoded;
  #kept: Kept[] = [];
  #keptBytes = 0;
  #sent = 0;
  /** The poll that waits for what comes. */
  #waiting: HttpAnswer | undefined;
  /** The poll that is answered. */
  #answered: HttpAnswer | undefined;
  #outlet: Outlet | undefined;
  #isUsed = false;
  #everyMs = 0;
  #willFlush = false;
  #cancelWait: (() => void) | undefined;

  /** `soon` calls back at the end of the event loop's turn; `events` are those that all links share. */
  constructor(options: HttpLinkOptions, soon: (fn: () => void) => void, events: Encoded) {
    super(options);
    this.#events = events;
    this.#soon = soon;
  }

  override connect(connection: Connection): void {
    this.#keep(event("link", this.secret));
    super.connect(connection);
  }

  get buffered(): number {
    return this.#keptBytes;
  }

  get isLeaving(): boolean {
    return this.isEnding && (this.#waiting !== undefined || this.#isAnswering);
  }

  /** The number of the last event. */
  get sent(): number {
    return this.#sent;
  }

  /** The client asks for what there is. It has everything up to `after`, waits for `waitMs`, and polls again in `everyMs`. */
  poll(answer: HttpAnswer, { after, waitMs, everyMs }: Asked): void {
    this.#everyMs = everyMs;
    if (after > 0) this.#isUsed = true;
    while (this.#kept[0] !== undefined && this.#kept[0].n <= after)
      this.#keptBytes -= costOf(this.#kept.shift());
    this.#count();
    // The client gave up waiting for the ones before.
    this.#waiting?.end();
    if (this.#isAnswering) this.#answered?.destroy();
    this.#answered = undefined;
    this.#waiting = answer;
    answer.onClose(() => {
      if (this.#waiting !== answer) return;
      this.#waiting = undefined;
      this.#endUnlessPolled();
    });
    if (this.#kept.length > 0) this.#flush();
    else if (waitMs === 0) this.#answer();
    else this.#wait(waitMs, () => this.#answer());
  }

  override batch(n: number, body: string): boolean {
    this.#isUsed = true;
    return super.batch(n, body);
  }

  cut(): void {
    this.#cancelWait?.();
    this.#kept = [];
    this.#keptBytes = 0;
    this.forget();
    this.#waiting?.end();
    this.#waiting = undefined;
    if (this.#isAnswering) this.#answered?.destroy();
  }

  protected put(frame: Frame): number {
    return this.#keep(this.#events.of(frame));
  }

  protected putPieces(pieces: readonly Buffer[]): void {
    this.#keep(...eventOf(pieces));
  }

  protected finish(code: number, reason: string): void {
    // Bye, if anything, comes last.
    if (this.#keptBytes > FAREWELL_BYTES) {
      this.#kept = this.#kept.slice(-1);
      this.#keptBytes = costOf(this.#kept[0]);
      // The next poll brings the end.
      if (this.#isAnswering) this.#answered?.destroy();
      this.#outlet?.clear();
    }
    this.#keep(event("close", `${code} ${reason}`));
    if (this.#waiting === undefined) this.#endUnlessPolled();
  }

  /** Polls show that the client is there. */
  protected beat(): void {}

  protected isStuck(now: number, ms: number): boolean {
    return this.#outlet?.isStuck(now, ms) === true;
  }

  /** Whether what a poll was answered with is on its way. */
  get #isAnswering(): boolean {
    return this.#answered?.isTaken === false;
  }

  /** Numbers an event and keeps it. Returns its bytes. */
  #keep(...unnumbered: readonly Buffer[]): number {
    this.#sent += 1;
    const bytes = Buffer.concat([Buffer.from(`id: ${this.#sent}\n`), ...unnumbered]);
    const kept = { n: this.#sent, bytes };
    this.#kept.push(kept);
    this.#keptBytes += costOf(kept);
    this.#count();
    if (this.#willFlush) return bytes.length;
    this.#willFlush = true;
    // With all else that is said in this turn.
    this.#soon(() =>
      this.endpoint.try(this, () => {
        this.#willFlush = false;
        this.#flush();
      }),
    );
    return bytes.length;
  }

  #flush(): void {
    if (this.#waiting !== undefined && this.#kept.length > 0) this.#answer();
  }

  /** Answers the poll that waits with all there is. */
  #answer(): void {
    const answer = this.#waiting;
    if (answer === undefined) return;
    this.#waiting = undefined;
    this.#answered = answer;
    const outlet = (this.#outlet = new Outlet(
      answer,
      (part, _of, onLeft) => answer.write(part, onLeft),
      () => undefined,
    ));
    if (this.#kept.length > 0) outlet.push(Buffer.concat(this.#kept.map(({ bytes }) => bytes)));
    outlet.whenSent(() => answer.end());
    if (this.isEnding) {
      // How it ended is on its way.
      this.#cancelWait?.();
      this.forget();
    } else this.#endUnlessPolled();
  }

  #endUnlessPolled(): void {
    const ms = this.#isUsed ? this.#everyMs + UNPOLLED_MS : UNPOLLED_MS / 2;
    this.#wait(ms, () => {
      // A slow link may take its time over an answer; one that takes nothing shows itself.
      if (!this.#isAnswering || this.#answered?.isDestroyed === true) this.lost();
      else this.#endUnlessPolled();
    });
  }

  #wait(ms: number, then: () => void): void {
    this.#cancelWait?.();
    this.#cancelWait = this.endpoint.clock.after(ms, () => this.endpoint.try(this, then));
  }

  #count(): void {
    if (!this.isEnding) this.endpoint.unread.set(this, this.#keptBytes);
  }
}

function costOf(kept: Kept | undefined): number {
  return kept === undefined ? 0 : kept.bytes.length + EVENT_BYTES;
}
