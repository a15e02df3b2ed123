import type { HttpEnvironment } from "../../../../packages/client/src/transports/http-requests.ts";
import type { Way } from "../way.ts";
import { Exchange } from "./exchange.ts";

/** How often a batch is brought twice, and how often a poll. */
const TWICE = { batch: 0.06, poll: 0.01 };

/** All requests of one page that are under way. */
export class PageHttp implements HttpEnvironment {
  readonly #way: Way;
  readonly #exchanges = new Set<Exchange>();
  #isGone = false;
  /** The page asks for what there is every now and then, and waits for nothing. */
  pollsNowAndThen = false;

  constructor(way: Way) {
    this.#way = way;
  }

  readonly fetch = (url: URL, { body, signal }: RequestInit): Promise<Response> => {
    // What was cut before the page went fails only now: its code goes on, and nobody is there.
    if (this.#isGone) return new Promise(() => undefined);
    if (url.searchParams.has("down")) {
      this.pollsNowAndThen = url.searchParams.has("every");
      if (this.pollsNowAndThen) this.#way.faults.count("short-poll");
    }
    const text = typeof body === "string" ? body : "";
    const exchange = this.#send(url, text);
    signal?.addEventListener("abort", () => {
      exchange.incoming.fail(new DOMException("aborted", "AbortError"));
      exchange.abort();
    });
    if (signal?.aborted === true) exchange.incoming.fail(new DOMException("aborted", "AbortError"));
    this.#again(url, text);
    return exchange.incoming.response;
  };

  readonly abortController = (): AbortController => new AbortController();

  /** Whether anything is under way. */
  get isUp(): boolean {
    return this.#exchanges.size > 0;
  }

  /** Breaks all that is under way; the server hears of it between `low` and `high` ms later. */
  cut(low: number, high: number): void {
    for (const exchange of this.#exchanges) exchange.cut(this.#way.random.between(low, high));
  }

  stall(ms: number): void {
    for (const exchange of this.#exchanges) exchange.stall(ms);
  }

  serverDied(): void {
    for (const exchange of this.#exchanges) exchange.serverDied();
    this.#exchanges.clear();
  }

  /** The page is gone: what it has sent goes on, and it hears nothing more. */
  clientDied(): void {
    this.#isGone = true;
    for (const exchange of this.#exchanges) {
      exchange.incoming.drop();
      exchange.abort();
    }
  }

  #send(url: URL, body: string): Exchange {
    const exchange: Exchange = new Exchange(this.#way, url, body, () => {
      this.#exchanges.delete(exchange);
    });
    this.#exchanges.add(exchange);
    exchange.send();
    return exchange;
  }

  /** A browser or a proxy sends it once more, as it thinks that it was lost. */
  #again(url: URL, body: string): void {
    const { random, faults, time } = this.#way;
    const query = url.searchParams;
    const isBatch = query.has("n");
    const chance = isBatch ? TWICE.batch : query.has("after") ? TWICE.poll : 0;
    if (this.#way.isCalm() || chance === 0 || !random.chance(chance)) return;
    faults.count(isBatch ? "duplicate-post" : "duplicate-poll");
    time.after(random.chance(0.5) ? 0 : random.between(0, 2000), () => {
      if (!this.#isGone) this.#send(url, body).incoming.drop();
    });
  }
}
