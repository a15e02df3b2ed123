import type {
  HttpAnswer,
  HttpBody,
} from "../../../../packages/server/src/transports/http-exchange.ts";
import { delayOn, type Way } from "../way.ts";
import { Incoming } from "./incoming.ts";

/** How one exchange goes wrong. */
type Fate = "well" | "cut-in-request" | "cut-before-answer" | "cut-in-answer";

/** What is asked for: a stream, a poll, or a batch. */
export type Asked = "stream" | "poll" | "batch";

const FATES: { readonly [asked in Asked]: readonly (readonly [Fate, chance: number])[] } = {
  stream: [["cut-in-answer", 0.1]],
  poll: [
    ["cut-before-answer", 0.03],
    ["cut-in-answer", 0.06],
  ],
  batch: [
    ["cut-in-request", 0.01],
    ["cut-before-answer", 0.015],
  ],
};

/** One request and its answer, each on its way in pieces, each badly. */
export class Exchange implements HttpAnswer {
  readonly incoming = new Incoming();
  readonly #way: Way;
  readonly #asked: Asked;
  readonly #url: URL;
  readonly #bytes: Buffer;
  readonly #fate: Fate;
  readonly #onClosed: () => void;
  readonly #closers: (() => void)[] = [];
  #body: HttpBody | undefined;
  /** When the last thing of the answer arrives: the next one cannot overtake it. */
  #downAt = 0;
  #unread = 0;
  #hasBegun = false;
  #isClosed = false;
  #isServerDead = false;
  /** Nothing gets through any more. */
  #isHole = false;
  #isHeld = false;
  #isTaken = false;
  #isDestroyed = false;

  /** `onClosed` is called when the server has nothing to do with it any more. */
  constructor(way: Way, url: URL, body: string, onClosed: () => void) {
    this.#way = way;
    this.#url = url;
    this.#bytes = Buffer.from(body);
    this.#onClosed = onClosed;
    const query = url.searchParams;
    this.#asked = query.has("n") ? "batch" : query.get("down") === "poll" ? "poll" : "stream";
    const { random } = way;
    const fate = way.isCalm()
      ? undefined
      : FATES[this.#asked].find(([, chance]) => random.chance(chance));
    this.#fate = fate?.[0] ?? "well";
  }

  /** The request leaves the page. */
  send(): void {
    this.#way.time.after(delayOn(this.#way), () => this.#arrive());
  }

  // What the page and the network do to it.

  /** The page waits for it no more. */
  abort(): void {
    this.incoming.end();
    this.#closeIn(delayOn(this.#way));
  }

  /** Both ends hear that it is broken, each in its own time. What was posted may still arrive, late. */
  cut(heardInMs: number): void {
    this.#isHole = true;
    this.#failIn(this.#way.random.between(0, 50));
    this.#closeIn(heardInMs);
  }

  stall(ms: number): void {
    this.#downAt = Math.max(this.#downAt, this.#way.time.now + ms);
  }

  serverDied(): void {
    this.#isServerDead = true;
    this.#isClosed = true;
    this.#failIn(delayOn(this.#way));
  }

  // The answer, as the server writes it.

  get writableLength(): number {
    return this.#unread;
  }

  get isTaken(): boolean {
    return this.#isTaken;
  }

  get isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  set(): void {}

  begin(headers: { readonly [name: string]: string }): void {
    this.#hasBegun = true;
    this.#down(() => this.incoming.head(200, headers["Content-Type"]));
  }

  write(bytes: Buffer, onLeft?: (error?: Error | null) => void): void {
    this.#unread += bytes.length;
    const { random, faults } = this.#way;
    const isCut =
      this.#fate === "cut-in-answer" &&
      !this.#way.isCalm() &&
      random.chance(this.#asked === "poll" ? 1 : 0.1);
    const left = (): void => {
      this.#unread -= bytes.length;
      onLeft?.();
    };
    this.#down(() => {
      if (isCut) {
        faults.count(this.#asked === "poll" ? "cut-poll" : "cut-stream");
        this.incoming.bytes(bytes.subarray(0, random.below(bytes.length)));
        this.cut(random.between(0, 200));
      } else {
        // Proxies and sockets put together and take apart as they like.
        const at = random.below(bytes.length);
        this.incoming.bytes(bytes.subarray(0, at));
        this.incoming.bytes(bytes.subarray(at));
      }
    }, left);
  }

  end(): void {
    if (!this.#hasBegun) this.#down(() => this.incoming.head(204, undefined));
    this.#finish();
  }

  refuse(status: number): void {
    this.#down(() => this.incoming.head(status, "text/plain"));
    this.#finish();
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#failIn(delayOn(this.#way));
    this.#closeIn(0);
  }

  onClose(fn: () => void): void {
    this.#closers.push(fn);
  }

  #finish(): void {
    this.#down(() => {
      this.#isTaken = true;
      this.incoming.end();
      this.#close();
    });
  }

  #arrive(): void {
    const { time, random, faults, page } = this.#way;
    const links = this.#way.listener()?.links;
    if (this.#way.isPartitioned()) return this.#swallow();
    if (links === undefined) return this.#failIn(delayOn(this.#way));
    if (this.#fate === "cut-before-answer") {
      faults.count(this.#asked === "poll" ? "cut-poll" : "cut-post");
      time.after(random.between(0, 400), () => this.cut(random.between(0, 3000)));
    }
    this.#noteOrder();
    const { pathname, search } = this.#url;
    const headers = { "x-page": String(page) };
    const request = { method: "POST", url: pathname + search, headers, address: `10.0.0.${page}` };
    this.#body = links.handle(request, this);
    const at = random.below(this.#bytes.length + 1);
    this.#piece(this.#bytes.subarray(0, at));
    if (this.#fate === "cut-in-request") {
      faults.count("cut-post");
      return this.cut(random.between(0, 3000));
    }
    time.after(!this.#way.isCalm() && random.chance(0.1) ? random.between(0, 100) : 0, () => {
      this.#piece(this.#bytes.subarray(at));
      if (!this.#isClosed) this.#body?.end();
    });
  }

  /** Sees whether one batch overtakes another. */
  #noteOrder(): void {
    if (this.#asked !== "batch") return;
    const { batches, faults } = this.#way;
    const [secret = ""] = this.#bytes.toString().split("\n", 1);
    const [n, last] = [Number(this.#url.searchParams.get("n")), batches.get(secret) ?? 0];
    if (n > last + 1) faults.count("reordered-post");
    batches.set(secret, Math.max(n, last));
  }

  #piece(bytes: Buffer): void {
    if (!this.#isClosed && bytes.length > 0) this.#body?.piece(bytes);
  }

  /** Something arrives at the page, after all that left before it; `left` is called also where a proxy has taken it and keeps it. */
  #down(arrive: () => void, left?: () => void): void {
    const { time } = this.#way;
    this.#downAt = Math.max(this.#downAt + 0.01, time.now + delayOn(this.#way));
    time.after(this.#downAt - time.now, () => {
      if (this.#isServerDead) return;
      if (!this.#isHole && this.#way.isPartitioned()) this.#swallow();
      if (this.#isHole) return;
      if (!this.#isHeldBack()) arrive();
      left?.();
    });
  }

  #isHeldBack(): boolean {
    if (this.#asked === "stream" && this.#way.holdsStreams() && !this.#isHeld) {
      this.#isHeld = true;
      this.#way.faults.count("held-stream");
    }
    return this.#isHeld;
  }

  /** Nothing gets through from now on; each end finds out after a while. */
  #swallow(): void {
    const { random } = this.#way;
    this.#isHole = true;
    this.#failIn(random.between(5000, 60_000));
    this.#closeIn(random.between(5000, 60_000));
  }

  #failIn(ms: number): void {
    this.#way.time.after(ms, () => this.incoming.fail(new TypeError("fetch failed")));
  }

  #closeIn(ms: number): void {
    this.#way.time.after(ms, () => this.#close());
  }

  /** The server's end of it is closed. */
  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#isDestroyed = true;
    this.#onClosed();
    for (const closer of this.#closers) closer();
    this.#body?.gone();
  }
}
