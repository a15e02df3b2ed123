import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { answer } from "./answer.ts";
import { endpointOf } from "./path-of.ts";

/** What answers requests for one path. */
export interface Route {
  /** `GET` takes `HEAD` too. Left out, it answers every method itself. */
  readonly method?: "GET";
  /** Below the prefix of its table, as in `/healthz`; empty for the prefix itself. */
  readonly path: string;
  readonly handle: RequestListener;
}

/** A table of routes under a prefix such as `/live`; `/` has those at the top. */
export class Routes {
  readonly #byPath: ReadonlyMap<string, Route>;

  constructor(prefix: string, routes: readonly Route[]) {
    const start = prefix === "/" ? "" : prefix;
    this.#byPath = new Map(routes.map((route) => [`${start}${route.path}` || "/", route]));
  }

  /** Answers a request where its path is in the table. Returns whether it is. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const route = this.#byPath.get(endpointOf(request));
    if (route === undefined) return false;
    if (route.method === undefined || isReading(request)) route.handle(request, response);
    else answerOnlyGet(response);
    return true;
  }
}

/** Whether a request only asks for what is there. */
export function isReading({ method }: IncomingMessage): boolean {
  return method === "GET" || method === "HEAD";
}

/** Answers a request of a method that nobody takes here. */
export function answerOnlyGet(response: ServerResponse): void {
  response.setHeader("Allow", "GET, HEAD");
  answer(response, 405, "Only GET and HEAD");
}
