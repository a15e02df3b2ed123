import { type Clock, inWords, misused } from "@alongside/core/engine";
import type { TransportName } from "../client-types.ts";
import type { TransportFactory } from "../connection/transport.ts";
import type { Environment } from "../environment.ts";
import type { HttpWays } from "./http.ts";
import { later } from "./later.ts";
import { webSocket } from "./websocket.ts";

const NAMES: readonly string[] = ["websocket", "stream", "polling"];

/** How long a page load tries first what has worked for one before, in ms. */
const WORKED_MS = 30 * 60_000;

/** The ways to a server that a client tries, the best first. */
export interface Ladder {
  /** Without those that this runtime has nothing for: Node 20 has no WebSocket, jsdom no fetch. */
  readonly ways: readonly TransportFactory[];
  /** Loads the code of the ways that are not the first, while the server is there to load it from. */
  prepare(): void;
  /** Which way has worked for this page, or an earlier one, within the last half hour; else the first. */
  first(url: string, clock: Clock): number;
  /** The way `at` works. */
  worked(at: number, url: string, clock: Clock): void;
}

/** The ladder of `createClient`'s `transports`. Throws `TypeError` for what is neither the name of a transport nor a function. */
export function ladderOf(
  given: readonly (TransportName | TransportFactory)[],
  environment: Environment,
): Ladder {
  const all: unknown = given;
  if (!Array.isArray(all) || all.length === 0 || !given.every(isTransport))
    throw misused(
      "createClient",
      inWords(() => "transports should be some of websocket, stream, polling, or functions"),
      Array.isArray(all) && all.length === 1 ? all[0] : all,
    );
  const here = given.filter(isHere);
  // The first one is loaded when it is dialed.
  const mayLoad = here.slice(1).some((way) => way === "stream" || way === "polling");
  let http: HttpWays | undefined;
  const load = async (): Promise<HttpWays> => {
    const { httpWays } = await import("./http.ts");
    return (http ??= httpWays(environment));
  };
  const wayOf = (way: TransportName | TransportFactory): TransportFactory => {
    if (typeof way === "function") return way;
    return way === "websocket" ? webSocket : later(() => load().then((ways) => ways[way]));
  };
  const nameOf = (at: number): string => {
    const way = here[at];
    return typeof way === "string" ? way : String(at);
  };
  const keyOf = (url: string): string => `alongside:way:${url}`;
  return {
    ways: here.map(wayOf),
    prepare() {
      if (mayLoad) load().catch(() => undefined);
    },
    first(url, clock) {
      const [name, until] = environment.recall(keyOf(url))?.split(" ") ?? [];
      const left = Number(until) - clock.now();
      const at = here.findIndex((_way, i) => nameOf(i) === name);
      // A clock that was set back makes nothing last.
      return left > 0 && left <= WORKED_MS ? Math.max(0, at) : 0;
    },
    worked(at, url, clock) {
      // Most never need it.
      if (at > 0 || environment.recall(keyOf(url)) !== undefined)
        environment.remember(keyOf(url), `${nameOf(at)} ${clock.now() + WORKED_MS}`);
    },
  };
}

function isTransport(given: unknown): boolean {
  return typeof given === "function" || NAMES.includes(String(given));
}

/** Whether this runtime has what a transport is made of. */
function isHere(way: TransportName | TransportFactory): boolean {
  if (typeof way === "function") return true;
  return typeof (way === "websocket" ? globalThis.WebSocket : globalThis.fetch) === "function";
}
