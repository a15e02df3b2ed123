import { isUtf8 } from "node:buffer";
import type { Random } from "@alongside/core/engine";
import { Encoded } from "./encoded.ts";
import type { Endpoint } from "./endpoint.ts";
import { EVENTS, frameEvent } from "./events.ts";
import { type Ask, BadAsk, parseAsk } from "./http-ask.ts";
import type { HttpAnswer, HttpBody, HttpRequest } from "./http-exchange.ts";
import type { HttpLink, HttpLinkOptions } from "./http-link.ts";
import type { OriginGate } from "./origins.ts";
import { PollLink } from "./poll-link.ts";
import { StreamLink } from "./stream-link.ts";
import { type Recipient, Upload } from "./upload.ts";

/** What connections over plain HTTP need. */
export interface HttpLinksOptions {
  readonly endpoint: Endpoint;
  readonly gate: OriginGate;
  /** Makes secrets that nobody guesses. */
  readonly random: Random;
  /** Calls back at the end of the event loop's turn, when all that is said in it was said. */
  readonly soon: (fn: () => void) => void;
}

/**
 * Carries sessions over plain HTTP, for where WebSockets do not get through. All of it are POSTs: `?down=stream` is answered by
 * server-sent events for as long as the connection lasts, `?down=poll` by those that there are. The first event is the link's
 * secret, with which the body of each further request begins: a poll that goes on, or the batch `?n=…` of what goes up.
 */
export class HttpLinks {
  readonly #options: HttpLinksOptions;
  readonly #endpoint: Endpoint;
  readonly #events: Encoded;
  readonly #bySecret = new Map<string, HttpLink>();

  constructor(options: HttpLinksOptions) {
    this.#options = options;
    this.#endpoint = options.endpoint;
    this.#events = new Encoded(frameEvent, options.soon);
  }

  /** Answers a request to where clients connect. Returns what takes its body, where that is still of interest. */
  handle(request: HttpRequest, answer: HttpAnswer): HttpBody | undefined {
    let body: HttpBody | undefined;
    this.#endpoint.try({ lost: () => answer.destroy() }, () => {
      body = this.#handle(request, answer);
    });
    return body;
  }

  #handle(request: HttpRequest, answer: HttpAnswer): HttpBody | undefined {
    const ask = this.#askOf(request, answer);
    if (ask === undefined) return undefined;
    const upload: Upload = new Upload(this.#endpoint, answer, request.address, (secret) =>
      this.#find(ask, secret, request, upload),
    );
    return upload;
  }

  /** What a request asks for. Refuses one that may not ask, and returns undefined. */
  #askOf({ headers, method, url }: HttpRequest, answer: HttpAnswer): Ask | undefined {
    const refusal = this.#options.gate.refusal(headers);
    if (refusal !== undefined) {
      answer.refuse(403, refusal);
      return undefined;
    }
    if (typeof headers["origin"] === "string") {
      answer.set("Access-Control-Allow-Origin", headers["origin"]);
      answer.set("Access-Control-Allow-Credentials", "true");
      answer.set("Vary", "Origin");
    }
    if (this.#endpoint.isClosed) answer.refuse(503, "The server is going away");
    else if (method !== "POST") {
      answer.set("Upgrade", "websocket");
      answer.refuse(426, "This is where WebSockets connect");
    } else {
      try {
        return parseAsk(url);
      } catch (error) {
        if (!(error instanceof BadAsk)) throw error;
        answer.refuse(400, error.message);
      }
    }
    return undefined;
  }

  /** Finds who a request is for, or refuses it. */
  #find(ask: Ask, secret: string, request: HttpRequest, upload: Upload): Recipient | undefined {
    const { answer } = upload;
    const link = this.#bySecret.get(secret);
    if (secret === "" && ask.type !== "batch") {
      const take = (): void => this.#open(ask, request, answer);
      return { mostBytes: 0, take, fail: () => undefined };
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
        answer.begin(EVENTS);
        this.#endpoint.try(link, () => link.poll(answer, ask));
      };
      return { mostBytes: secret.length + 1, take, fail: () => undefined };
    }
    return undefined;
  }

  #batch(link: HttpLink, { n, isLast }: Ask & { type: "batch" }, upload: Upload): Recipient {
    link.begin(n, upload);
    const { answer } = upload;
    const wrong = (message: string): void => {
      answer.refuse(400, message);
      link.refuse("message.invalid", message);
    };
    const take = (rest: Buffer): void => {
      if (!isUtf8(rest)) return wrong("A batch of messages was not UTF-8");
      if (!link.batch(n, rest.toString()))
        return wrong(`Batches are numbered; ${n} is not the next`);
      if (isLast) link.lost();
      link.whenHeard(() => answer.end());
    };
    return {
      mostBytes: link.batchBytes,
      fail: (code, message) => this.#endpoint.try(link, () => link.refuse(code, message)),
      take: (rest) => this.#endpoint.try(link, () => take(rest)),
    };
  }

  #open(ask: Exclude<Ask, { type: "batch" }>, request: HttpRequest, answer: HttpAnswer): void {
    const { address, url, headers } = request;
    const secret = this.#options.random.id(24);
    const options: HttpLinkOptions = {
      endpoint: this.#endpoint,
      address,
      secret,
      onGone: () => this.#bySecret.delete(secret),
    };
    if (this.#endpoint.isFullFor(address)) answer.set("Connection", "close");
    answer.begin(EVENTS);
    const link =
      ask.type === "stream"
        ? new StreamLink(options, answer, this.#events)
        : new PollLink(options, this.#options.soon, this.#events);
    this.#bySecret.set(secret, link);
    this.#bySecret.set(secret, link);
    this.#endpoint.try(link, () => {
      this.#endpoint.open(link, { url, headers, address });
      if (link instanceof PollLink && ask.type === "poll") link.poll(answer, { ...ask, after: 0 });
    });
  }
}
