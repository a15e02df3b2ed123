import { isUtf8 } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Random } from "@alongside/core";
import { answer } from "../http/answer.ts";
import { Corks } from "./corks.ts";
import type { EndpointFigures, EndpointOptions } from "./endpoint.ts";
import { HttpLink } from "./http-link.ts";

/** Connections over plain HTTP need one thing more: ids that nobody guesses. */
export interface HttpLinksOptions extends EndpointOptions {
  readonly random: Random;
}

/** Bytes of messages that a batch may have besides the largest. */
const BATCH_BYTES = 512 * 1024;

/** How long a poll may wait. */
const POLL_MS = 25_000;

const EVENTS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-store, no-transform",
  // nginx gathers what it passes on, unless told not to.
  "X-Accel-Buffering": "no",
};

/**
 * Carries sessions over plain HTTP, for where WebSockets do not get through: `GET ?down=stream` is answered by server-sent
 * events for as long as the connection lasts, `GET ?down=poll` by those that there are. The first event names the link, to which
 * `POST ?link=…&n=…` brings what goes up, in batches.
 */
export class HttpLinks {
  readonly figures: EndpointFigures = { connections: 0, bytesIn: 0, bytesOut: 0 };
  readonly corks = new Corks();
  readonly options: HttpLinksOptions;
  readonly #links = new Map<string, HttpLink>();
  #cancelPing: (() => void) | undefined;
  #isClosed = false;

  constructor(options: HttpLinksOptions) {
    this.options = options;
  }

  /** Answers a request to where clients connect. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    const { origin } = request.headers;
    const refusal = this.options.gate.refusal(request.headers);
    if (refusal !== undefined) return answer(response, 403, refusal);
    if (origin !== undefined) {
      response.setHeader("Access-Control-Allow-Origin", origin);
      response.setHeader("Access-Control-Allow-Credentials", "true");
      response.setHeader("Vary", "Origin");
    }
    const query =
      URL.parse(request.url ?? "/", "http://here")?.searchParams ?? new URLSearchParams();
    const id = query.get("link");
    const down = query.get("down");
    const link = id === null ? undefined : this.#links.get(id);
    if (this.#isClosed) answer(response, 503, "The server is going away");
    else if (id !== null && link === undefined) answer(response, 410, "This connection is over");
    else if (request.method === "POST" && link !== undefined)
      this.#receive(link, query, request, response);
    else if (request.method === "GET" && down === "stream" && link === undefined) {
      begin(response);
      this.#open(request, false, (opened) => opened.stream(response));
    } else if (request.method === "GET" && down === "poll") {
      begin(response);
      const after = Number(query.get("after"));
      const wait = Math.min(Math.max(Number(query.get("wait")) || 0, 0), POLL_MS);
      if (link === undefined) this.#open(request, true, (opened) => opened.poll(response, 0, wait));
      else link.poll(response, after, wait);
    } else {
      response.setHeader("Upgrade", "websocket");
      answer(response, 426, "This is where WebSockets connect");
    }
  }

  /** Ends what is still open. */
  close(): void {
    this.#isClosed = true;
    this.#cancelPing?.();
    for (const link of this.#links.values()) link.lost();
  }

  /** A connection is over. */
  forget(link: HttpLink): void {
    if (!this.#links.delete(link.id)) return;
    this.options.addresses.remove(link.address);
    this.figures.connections = this.#links.size;
  }

  #open(request: IncomingMessage, isPolled: boolean, onLink: (link: HttpLink) => void): void {
    const { limits, address: addressOf, addresses, random, clock, accept } = this.options;
    const address = addressOf(request);
    const link = new HttpLink(this, random.id(24), address, isPolled);
    const count = addresses.add(address);
    this.#links.set(link.id, link);
    this.figures.connections = this.#links.size;
    onLink(link);
    if (count > limits.connectionsPerAddress) {
      return link.refuse(
        "limit.connections",
        `More than ${limits.connectionsPerAddress} connections from ${address}`,
      );
    }
    link.connect(accept(link, { url: request.url ?? "/", headers: request.headers, address }));
    this.#cancelPing ??= clock.after(limits.pingMs, () => this.#ping());
  }

  #receive(
    link: HttpLink,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const limit = this.options.limits.messageBytes + BATCH_BYTES;
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit) return void chunks.push(chunk);
      if (response.headersSent) return;
      request.pause();
      link.refuse("message.too-big", `A batch of messages has at most ${limit} bytes`);
      response.on("finish", () => request.destroy());
      answer(response, 413, `At most ${limit} bytes`);
    });
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const n = Number(query.get("n"));
      if (!isUtf8(body)) link.refuse("message.invalid", "A batch of messages was not UTF-8");
      else if (!link.receive(n, body.toString()))
        link.refuse("message.invalid", `Batches are numbered; ${query.get("n")} is not the next`);
      if (query.has("bye")) link.lost();
      response.writeHead(204).end();
    });
  }

  #ping(): void {
    for (const link of this.#links.values()) link.ping();
    const again = this.#links.size > 0 && !this.#isClosed;
    this.#cancelPing = again
      ? this.options.clock.after(this.options.limits.pingMs, () => this.#ping())
      : undefined;
  }
}

/** The head goes at once: who waits for it learns that something answers. */
function begin(response: ServerResponse): void {
  response.writeHead(200, EVENTS);
  response.flushHeaders();
}
