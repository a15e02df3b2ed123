import { inWords, misused } from "@alongside/core/engine";
import type { TransportName } from "../client-types.ts";
import type { TransportFactory } from "../connection/transport.ts";
import { later } from "./later.ts";
import { webSocket } from "./websocket.ts";

const FACTORIES: { readonly [name in TransportName]: TransportFactory } = {
  websocket: webSocket,
  stream: later(() => loadHttp().then(({ stream }) => stream)),
  polling: later(() => loadHttp().then(({ polling }) => polling)),
};

/** The ways to a server that a client tries, the best first. */
export interface Ladder {
  /** Without those that this runtime has nothing for: Node 20 has no WebSocket, jsdom no fetch. */
  readonly ways: readonly TransportFactory[];
  /** Loads the code of the ways that are not the first, while the server is there to load it from. */
  prepare(): void;
}

/** The ladder of `createClient`'s `transports`. Throws `TypeError` for what is neither the name of a transport nor a function. */
export function ladderOf(given: readonly (TransportName | TransportFactory)[]): Ladder {
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
  return {
    ways: here.map((way) => (typeof way === "function" ? way : FACTORIES[way])),
    prepare() {
      if (mayLoad) loadHttp().catch(() => undefined);
    },
  };
}

function isTransport(given: unknown): boolean {
  return typeof given === "function" || Object.hasOwn(FACTORIES, String(given));
}

/** Whether this runtime has what a transport is made of. */
function isHere(way: TransportName | TransportFactory): boolean {
  if (typeof way === "function") return true;
  return typeof (way === "websocket" ? globalThis.WebSocket : globalThis.fetch) === "function";
}

function loadHttp() {
  return import("./http.ts");
}
