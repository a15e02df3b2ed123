import type { Transport, TransportFactory, TransportHandlers } from "../connection/transport.ts";
import { EventReader } from "./event-reader.ts";

/** Characters of messages that are posted together, unless one alone has more. */
const BATCH = 256 * 1024;

/** What a page that is being left may still send is limited by browsers to 64 KB in all: so many bytes of a batch under way, and of what goes beside it. */
const KEEPALIVE = 16 * 1024;
const LAST_BYTES = 40 * 1024;

/** How long what was sent before closing may take, in ms. */
const CLOSE_MS = 5000;

/** How long the server lets a poll wait, in ms: at first, and at least. A proxy that cuts polls makes it less. */
const WAIT_MS = 25_000;
const MIN_WAIT_MS = 1000;

/** Polls that may fail one after the other. */
const MAX_FAILED = 3;

/** Server-sent events for as long as the connection lasts; messages are posted in batches. */
export const stream: TransportFactory = (url, handlers) => new HttpTransport(url, handlers, false);

/** The same with a request for whatever there is, again and again: for proxies that hold a stream back. */
export const polling: TransportFactory = (url, handlers) => new HttpTransport(url, handlers, true);

/** One connection over plain HTTP; the server's half is `HttpLinks`. */
class HttpTransport implements Transport {
  readonly #url: URL;
  readonly #handlers: TransportHandlers;
  readonly #abort = new AbortController();
  /** What the server knows this connection by. It goes in bodies alone: URLs stand in logs. */
  #secret: string | undefined;
  #isOver = false;
  #answer: string | undefined;
  /** What is to be posted, and how many batches were. */
  #outbox: string[] = [];
  #batches = 0;
  #isPosting = false;
  /** A batch that was posted beside the one under way. */
  #flushing: Promise<void> | undefined;
  #buffered = 0;
  #cut: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string, handlers: TransportHandlers, isPolling: boolean) {
    this.#url = new URL(url);
    this.#url.protocol = this.#url.protocol.replace("ws", "http");
    this.#handlers = handlers;
    void (isPolling ? this.#poll() : this.#stream());
  }

  get buffered(): number {
    return this.#buffered;
  }

  send(frame: string): void {
    if (this.#isOver) return;
    this.#outbox.push(frame);
    this.#buffered += frame.length;
    // With all else that is said in this moment.
    if (!this.#isPosting) void Promise.resolve().then(() => this.#post());
    this.#isPosting = true;
  }

  /** Posts what waits beside the batch under way, as far as a page that is being left may. The server takes one that comes too early for the next. */
  flush(): void {
    if (this.#isOver || this.#secret === undefined || this.#flushing !== undefined) return;
    const batch = this.#batch(LAST_BYTES);
    if (batch === "") return;
    this.#flushing = this.#say(batch, {}, true)
      .catch(() => this.#lost())
      .then(() => {
        this.#flushing = undefined;
        this.#count();
      });
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#secret === undefined) return this.#abort.abort();
    this.#cut = setTimeout(() => this.#abort.abort(), CLOSE_MS);
    if (!this.#isPosting) void this.#post();
  }

  // Down.

  async #stream(): Promise<void> {
    try {
      await this.#ask({ down: "stream" });
    } catch (error) {
      // However it ended, it is over.
      this.#note(error);
    }
    this.#lost();
  }

  async #poll(): Promise<void> {
    let after = 0;
    let wait = WAIT_MS;
    let failed = 0;
    while (!this.#isOver && failed < MAX_FAILED) {
      const since = performance.now();
      try {
        // oxlint-disable-next-line no-await-in-loop -- one poll after the other
        after = await this.#ask({ down: "poll", wait, after }, after);
        failed = 0;
      } catch (error) {
        this.#note(error);
        if (error instanceof Gone) break;
        failed += 1;
        // A proxy cut the poll: ask it to wait half as long next time. What was under way is asked for again.
        wait = Math.max(MIN_WAIT_MS, Math.min(wait, performance.now() - since) / 2);
      }
    }
    this.#lost();
  }

  /** Makes a request for events, and takes in those that come. Answers the number of the last one. */
  async #ask(query: object, after = 0): Promise<number> {
    const response = await this.#fetch(query, {
      cache: "no-store",
      ...(this.#secret !== undefined && { body: this.#secret }),
    });
    const type = response.headers.get("Content-Type") ?? "nothing";
    if (!type.startsWith("text/event-stream")) throw new Gone(`${response.status} with ${type}`);
    const events = new EventReader();
    let last = after;
    for await (const text of textsOf(response)) {
      for (const { name, data, id } of events.read(text)) {
        if (id > 0 && id <= last) continue;
        last = id;
        this.#happened(name, data);
      }
    }
    return last;
  }

  #happened(name: string, data: string): void {
    if (this.#isOver) return;
    if (name === "link") {
      this.#secret = data;
      this.#handlers.onOpen();
    } else if (name === "close") {
      const [code = "", reason = ""] = data.split(" ");
      this.#end(Number(code), reason);
    } else this.#handlers.onFrame(data);
  }

  // Up.

  async #post(): Promise<void> {
    this.#isPosting = true;
    try {
      // Also when only the batch beside it is under way: what is said meanwhile goes after that.
      while (this.#outbox.length > 0 || this.#flushing !== undefined) {
        const batch = this.#batch();
        // oxlint-disable-next-line no-await-in-loop -- one batch after the other
        await (batch === "" ? this.#flushing : this.#say(batch, {}));
        this.#count();
      }
      if (this.#isOver) {
        await this.#say("", { bye: 1 });
        this.#abort.abort();
      }
    } catch {
      this.#lost();
    }
    clearTimeout(this.#cut);
    this.#isPosting = false;
  }

  #count(): void {
    this.#buffered = this.#outbox.reduce((sum, frame) => sum + frame.length, 0);
  }

  /** Posts a batch; the page may be left meanwhile when it is small, or has to. */
  async #say(batch: string, more: object, keepalive = bytesOf(batch) < KEEPALIVE): Promise<void> {
    const body = `${this.#secret}\n${batch}`;
    await this.#fetch({ n: ++this.#batches, ...more }, { body, keepalive });
  }

  /** The next frames, each a line: all that are below `BATCH` characters together, one at least; or just those below so many bytes. */
  #batch(bytes?: number): string {
    let count = 0;
    let size = 0;
    for (const frame of this.#outbox) {
      size += (bytes === undefined ? frame.length : bytesOf(frame)) + 1;
      if (size > (bytes ?? BATCH) && (bytes !== undefined || count > 0)) break;
      count += 1;
    }
    return this.#outbox.splice(0, count).join("\n");
  }

  async #fetch(query: object, init: RequestInit): Promise<Response> {
    const url = new URL(this.#url);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    const { signal } = this.#abort;
    const response = await fetch(url, { ...init, method: "POST", credentials: "include", signal });
    if (response.ok) return response;
    const { status, statusText } = response;
    const answer = `${status} ${statusText}`.trim();
    throw status < 500 ? new Gone(answer) : new Answered(answer);
  }

  /** Keeps what somebody answered who would not open a connection. */
  #note(error: unknown): void {
    if (error instanceof Answered && this.#secret === undefined) this.#answer = error.message;
  }

  #lost(): void {
    this.#end(1006, "");
  }

  #end(code: number, reason: string): void {
    this.#abort.abort();
    if (this.#isOver) return;
    this.#isOver = true;
    this.#handlers.onClose(code, reason, this.#answer);
  }
}

/** The text of an answer as it comes; as a whole where answers have no body to read from, as in React Native. */
async function* textsOf(response: Response): AsyncGenerator<string, undefined> {
  const body = response.body as Response["body"] | undefined;
  if (!body) return void (yield await response.text());
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- as they come
    const { value } = await reader.read();
    if (value === undefined) return;
    yield decoder.decode(value, { stream: true });
  }
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** An answer came that carries no events. The message says which. */
class Answered extends Error {
  override readonly name: string = "Answered";
}

/** The server does not know the connection, or does not want it. */
class Gone extends Answered {
  override readonly name = "Gone";
}
