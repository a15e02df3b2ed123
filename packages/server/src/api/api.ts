import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "@alongside/core/engine";
import { pathOf } from "../http/path-of.ts";
import type { Limits } from "../limits.ts";
import { networkOf } from "../transports/address.ts";
import { type Access, type ApiOptions, Keys, reaches } from "./access.ts";
import { bodyOf, typeOf } from "./body.ts";
import { checkConditions } from "./conditions.ts";
import type { Call, Operation, Reply } from "./contract.ts";
import { openApi } from "./openapi.ts";
import { Problem, problemOf } from "./problem.ts";
import { Router } from "./router.ts";
import { Throttle } from "./throttle.ts";

export interface ApiParts {
  readonly options: ApiOptions;
  readonly operations: readonly Operation[];
  readonly limits: Limits;
  readonly clock: Clock;
  address(request: IncomingMessage): string;
  onError(error: unknown): void;
}

/** Wrong keys of one network a second. */
const GUESSES = 2;

/** Answers requests below a prefix such as `/v1`, of whoever has a key. */
export class Api {
  readonly #parts: ApiParts;
  readonly #keys: Keys;
  readonly #router: Router;
  readonly #ofKey: Throttle;
  readonly #ofNetwork: Throttle;
  readonly #guesses: Throttle;
  /** Of answers that may last for ever. */
  readonly #longOfKey: Throttle;
  readonly #longOfNetwork: Throttle;
  readonly #open = new Set<AbortController>();

  /** Throws `TypeError` for options that cannot be. */
  constructor(parts: ApiParts) {
    const { options, operations, limits, clock } = parts;
    this.#parts = parts;
    this.#keys = new Keys(options);
    this.#router = new Router([openApiOperation(operations), ...operations]);
    const { apiRequestsPerSecond: rate, apiRequests: most } = limits;
    this.#ofKey = new Throttle(clock, rate, most);
    this.#ofNetwork = new Throttle(clock, rate, most);
    this.#guesses = new Throttle(clock, GUESSES, most);
    this.#longOfKey = new Throttle(clock, rate, limits.apiFollowers);
    this.#longOfNetwork = new Throttle(clock, rate, limits.apiFollowers);
  }

  /** Answers a request where it is one below `prefix`. Returns whether it is. */
  take(prefix: string, request: IncomingMessage, response: ServerResponse): boolean {
    const path = pathOf(request);
    if (path !== prefix && !path.startsWith(`${prefix}/`)) return false;
    response.on("error", this.#parts.onError);
    void this.#answer(prefix, path.slice(prefix.length), request, response);
    return true;
  }

  /** The server goes away: ends what would last for ever. */
  stop(): void {
    for (const controller of this.#open) controller.abort();
  }

  /** Never rejects. */
  async #answer(
    prefix: string,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const left: (() => void)[] = [];
    const controller = new AbortController();
    const { signal } = controller;
    response.on("close", () => controller.abort());
    try {
      response.setHeader("X-Content-Type-Options", "nosniff");
      response.setHeader("Cache-Control", "no-store");
      if (this.#isPreflight(request, response)) return;
      const address = networkOf(this.#parts.address(request));
      const access = await this.#accessOf(request, address);
      left.push(this.#ofKey.enter(access.name));
      left.push(this.#ofNetwork.enter(address));
      const { operation, params } = this.#router.find(request.method ?? "GET", path);
      if (!reaches(access.scope, operation.scope))
        throw new Problem(403, "auth.scope", `This needs a key of scope ${operation.scope}`);
      if (operation.isLong) {
        for (const leave of left.splice(0)) leave();
        left.push(this.#longOfKey.enter(access.name));
        left.push(this.#longOfNetwork.enter(address));
        this.#open.add(controller);
        left.push(() => this.#open.delete(controller));
      }
      const query = new URLSearchParams((request.url ?? "").split("?", 2)[1] ?? "");
      checkConditions(operation, query, request.headers);
      const body = await this.#bodyOf(operation, request);
      const reply = await operation.run({
        access,
        isHead: request.method === "HEAD",
        prefix,
        params,
        query,
        headers: request.headers,
        address,
        body,
        // A refusal is still to be read by whoever sends it.
        incoming: request.iterator({ destroyOnReturn: false }),
        isWanted: () => !signal.aborted,
        signal,
      });
      await send(response, reply, request.method === "HEAD");
    } catch (error) {
      this.#refuse(request, response, error);
    } finally {
      for (const leave of left) leave();
    }
  }

  async #bodyOf(operation: Operation, request: IncomingMessage): Promise<Call["body"]> {
    if (operation.takes === undefined) return { bytes: NOTHING, type: "" };
    if (operation.isStreamed) return { bytes: NOTHING, type: typeOf(request) };
    const bytes = await bodyOf(request, this.#parts.limits.messageBytes);
    return { bytes, type: typeOf(request) };
  }

  async #accessOf(request: IncomingMessage, network: string): Promise<Access> {
    const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "")?.[1];
    let access: Access | undefined;
    let why: unknown;
    if (token !== undefined) {
      try {
        access = await this.#keys.accessOf(token);
      } catch (error) {
        why = error;
      }
      if (access === undefined) this.#guesses.enter(network)();
    }
    const problem = why === undefined ? undefined : problemOf(why);
    if (why !== undefined && (problem === undefined || problem.code === "auth.unavailable"))
      throw why;
    if (access !== undefined) return access;
    throw new Problem(401, "auth.failed", "This needs a key: Authorization: Bearer …", {
      headers: { "WWW-Authenticate": 'Bearer realm="alongside"', Connection: "close" },
    });
  }

  #isPreflight({ method, headers }: IncomingMessage, response: ServerResponse): boolean {
    const { origin } = headers;
    if (origin === undefined || this.#parts.options.origins?.includes(origin) !== true)
      return false;
    response.setHeader("Access-Control-Allow-Origin", origin);
    response.setHeader("Access-Control-Expose-Headers", "ETag, Retry-After");
    response.setHeader("Vary", "Origin");
    if (method !== "OPTIONS") return false;
    response.writeHead(204, {
      "Access-Control-Allow-Methods": "GET, HEAD, POST, PATCH, DELETE",
      "Access-Control-Allow-Headers":
        "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Last-Event-ID",
      "Access-Control-Max-Age": "600",
    });
    response.end();
    return true;
  }

  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    let problem = problemOf(error);
    if (problem === undefined) {
      this.#parts.onError(error);
      problem = new Problem(500, "server.failed", "The server could not do this; its log says why");
    }
    if (response.headersSent || response.destroyed) return void response.destroy();
    const text = JSON.stringify(problem.body);
    // What is still to come of a body is not read.
    if (!request.complete) {
      response.setHeader("Connection", "close");
      request.pause();
    }
    response.writeHead(problem.status, {
      ...problem.headers,
      "Content-Type": "application/problem+json",
      "Content-Length": Buffer.byteLength(text),
    });
    response.end(text);
  }
}

const NOTHING = Buffer.alloc(0);

async function send(
  response: ServerResponse,
  { status = 200, headers = {}, body, stream }: Reply,
  isHead: boolean,
): Promise<void> {
  if (response.destroyed) return;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (stream !== undefined && !isHead) return stream(response);
  if (body === undefined) return void response.writeHead(status).end();
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}

function openApiOperation(operations: readonly Operation[]): Operation {
  const operation: Operation = {
    id: "readOpenApi",
    method: "GET",
    path: "/openapi.json",
    scope: "read",
    tag: "rooms",
    summary: "Read this description",
    description: "What this API takes and gives, as OpenAPI 3.1.",
    answers: {
      200: { description: "OpenAPI 3.1.", content: ["application/json", { type: "object" }] },
    },
    refusals: [],
    run: async ({ prefix }) => ({ body: openApi([operation, ...operations], prefix) }),
  };
  return operation;
}
