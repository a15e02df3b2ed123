import { isUtf8 } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import { CLOSE_CODES, GREETING_BYTES, type Random } from "@alongside/core/engine";
import { Corks } from "./corks.ts";
import { type EndpointFigures, type EndpointOptions, lookEvery } from "./endpoint.ts";
import { type Ask, BadAsk, parseAsk } from "./http-ask.ts";
import { event, type HttpLink } from "./http-link.ts";
import { PART_BYTES } from "./outlet.ts";
import { PollLink } from "./poll-link.ts";
import { Rounds } from "./rounds.ts";
import { StreamLink } from "./stream-link.ts";
import { type Recipient, refuse, Upload } from "./upload.ts";

/** Connections over plain HTTP need one thing more: secrets that nobody guesses. */
export interface HttpLinksOptions extends EndpointOptions {
  readonly random: Random;
}

/** Bytes of messages that a batch may have besides the largest. */
const BATCH_BYTES = 512 * 1024;
/** The same before welcome, for the secret and the line breaks. */
const FIRST_BATCH_BYTES = 1024;

const EVENTS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-store, no-transform",
  // nginx gathers what it passes on, unless told not to.
  "X-Accel-Buffering": "no",
};

const EMPTY = Buffer.from(event(undefined, ""));

/**
 * Carries sessions over plain HTTP, for where WebSockets do not get through. All of it are POSTs: `?down=stream` is answered by
 * server-sent events for as long as the connection lasts, `?down=poll` by those that there are. The first event is the link's
 * secret, with which the body of each further request begins: a poll that goes on, or the batch `?n=…` of what goes up.
 */
export class HttpLinks {
  readonly figures: EndpointFigures = { connections: 0, bytesIn: 0, bytesOut: 0 };
  readonly corks = new Corks();
  readonly options: HttpLinksOptions;
  readonly #bySecret = new Map<string, HttpLink>();
  readonly #links = new Set<HttpLink>();
  readonly #rounds: readonly Rounds<HttpLink>[];
  #isClosed = false;
  /** The last event and its bytes: a room sends one text to all of its readers. */
  #text = "";
  #event: Buffer = EMPTY;

  constructor(options: HttpLinksOptions) {
    const { limits, clock } = options;
    this.options = options;
    this.#rounds = [
      new Rounds(clock, limits.pingMs, this.#links, (link) => this.try(link, () => link.ping())),
      new Rounds(clock, lookEvery(limits), this.#links, (link) =>
        this.try(link, () => link.look(clock.now())),
      ),
    ];
  }

  /** Answers a request to where clients connect. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    // What a peer does shows in the close; what is left are mistakes of ours.
    response.on("error", this.options.onError);
    this.try({ lost: () => response.destroy() }, () => this.#handle(request, response));
  }

  /** The event that brings `text`, made once however many connections it goes to. */
  event(text: string): Buffer {
    if (text === this.#text) return this.#event;
    const bytes = Buffer.from(event(undefined, text));
    // A large one goes to all who get it in one turn, and is not kept for longer.
    if (bytes.length > PART_BYTES && this.#event.length <= PART_BYTES)
      setImmediate(() => this.#keep("", EMPTY));
    this.#keep(text, bytes);
    return bytes;
  }

  #keep(text: string, bytes: Buffer): void {
    this.#text = text;
    this.#event = bytes;
  }

  /** Ends what is still open. */
  close(): void {
    this.#isClosed = true;
    for (const rounds of this.#rounds) rounds.stop();
    for (const link of this.#bySecret.values()) this.try(link, () => link.lost());
  }

  /** A connection has ended, and its address may have another one. */
  letGo(link: HttpLink): void {
    if (!this.#links.delete(link)) return;
    this.options.shared.connections.remove(link.address);
    this.figures.connections = this.#links.size;
  }

  /** Nobody will ask for a connection any more. */
  forget(link: HttpLink): void {
    this.options.shared.ended.delete(link);
    this.#bySecret.delete(link.secret);
  }

  /** What is thrown ends one link, and is reported. */
  try(link: { lost(): void }, fn: () => void): void {
    try {
      fn();
    } catch (error) {
      this.options.onError(error);
      try {
        link.lost();
      } catch (again) {
        this.options.onError(again);
      }
    }
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    const { origin } = request.headers;
    const refusal = this.options.gate.refusal(request.headers);
    if (refusal !== undefined) return refuse(response, 403, refusal);
    if (origin !== undefined) {
      response.setHeader("Access-Control-Allow-Origin", origin);
      response.setHeader("Access-Control-Allow-Credentials", "true");
      response.setHeader("Vary", "Origin");
    }
    if (this.#isClosed) return refuse(response, 503, "The server is going away");
    if (request.method !== "POST") {
      response.setHeader("Upgrade", "websocket");
      return refuse(response, 426, "This is where WebSockets connect");
    }
    try {
      const ask = parseAsk(request.url ?? "/");
      const address = this.options.address(request);
      const upload: Upload = new Upload(this.options, request, response, address, (secret) =>
        this.#find(ask, secret, request, upload),
      );
    } catch (error) {
      if (!(error instanceof BadAsk)) throw error;
      refuse(response, 400, error.message);
    }
  }

  /** Finds who a request is for, or refuses it. */
  #find(ask: Ask, secret: string, request: IncomingMessage, upload: Upload): Recipient | undefined {
    const { response, address } = upload;
    const link = this.#bySecret.get(secret);
    if (secret === "" && ask.type !== "batch") {
      const open = (): void => this.#open(ask, request, response, address);
      return { mostBytes: 0, take: open, fail: () => undefined };
    }
    if (secret === "") upload.refuse(400, "The body of a batch begins with the link's secret");
    else if (ask.type === "stream")
      upload.refuse(400, "A stream is opened without a body, and cannot be gone on with");
    else if (link === undefined) upload.refuse(410, "This connection is over");
    else if (ask.type === "batch") return this.#batch(link, ask, upload);
    else if (!(link instanceof PollLink))
      upload.refuse(400, "This link is a stream: it is not polled");
    else if (ask.after > link.sent)
      upload.refuse(400, `after should be ${link.sent} at most, got ${ask.after}`);
    else {
      const take = (): void => {
        begin(response);
        this.try(link, () => link.poll(response, ask.after, ask.waitMs));
      };
      return { mostBytes: secret.length + 1, take, fail: () => undefined };
    }
    return undefined;
  }

  #batch(link: HttpLink, { n, isLast }: Ask & { type: "batch" }, upload: Upload): Recipient {
    const { limits } = this.options;
    link.begin(n, upload);
    return {
      mostBytes:
        link.messageBytes > GREETING_BYTES
          ? limits.messageBytes + BATCH_BYTES
          : GREETING_BYTES + FIRST_BATCH_BYTES,
      fail: (code, message) => this.try(link, () => link.refuse(code, message)),
      take: (rest) =>
        this.try(link, () => {
          const { response } = upload;
          if (!isUtf8(rest)) {
            refuse(response, 400, "A batch of messages was not UTF-8");
            return link.refuse("message.invalid", "A batch of messages was not UTF-8");
          }
          if (!link.receive(n, rest.toString())) {
            const message = `Batches are numbered; ${n} is not the next`;
            refuse(response, 400, message);
            return link.refuse("message.invalid", message);
          }
          if (isLast) link.lost();
          response.writeHead(204).end();
        }),
    };
  }

  #open(
    ask: Exclude<Ask, { type: "batch" }>,
    request: IncomingMessage,
    response: ServerResponse,
    address: string,
  ): void {
    const { limits, shared, random, accept } = this.options;
    if (!shared.connections.add(address)) {
      response.setHeader("Connection", "close");
      begin(response);
      response.end(tooMany(limits.connectionsPerAddress, address));
      return;
    }
    begin(response);
    const secret = random.id(24);
    const link =
      ask.type === "stream"
        ? new StreamLink(this, secret, address, response)
        : new PollLink(this, secret, address);
    this.#bySecret.set(secret, link);
    this.#links.add(link);
    this.figures.connections = this.#links.size;
    this.try(link, () => {
      if (link instanceof PollLink && ask.type === "poll") link.poll(response, 0, ask.waitMs);
      link.connect(accept(link, { url: request.url ?? "/", headers: request.headers, address }));
    });
    for (const rounds of this.#rounds) rounds.start();
  }
}

/** The head goes at once: who waits for it learns that something answers. */
function begin(response: ServerResponse): void {
  response.writeHead(200, EVENTS);
  response.flushHeaders();
}

/** What is said instead of a link that an address has too many of. */
function tooMany(most: number, address: string): string {
  const code = "limit.connections";
  const message = `More than ${most} connections from ${address}`;
  const bye = JSON.stringify({ type: "bye", code, message });
  return event(undefined, bye) + event("close", `${CLOSE_CODES[code]} ${code}`);
}
