import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { endpointOf, withPlainSlashes } from "./path-of.ts";
import { interceptRequests } from "./intercept.ts";
import { Routes } from "./routes.ts";
import { asksForWebSocket, type Endpoint, hearErrors, type UpgradingServer } from "./upgrades.ts";

/**
 * The path that `attach` was given, as requests are compared with it: `live` and `/live/` are `/live`. Throws `TypeError` for one that
 * no request can have.
 */
function pathNamed(given: unknown): string {
  const path = typeof given === "string" ? withPlainSlashes(`/${given}`) : "";
  const asked = URL.parse(`http://here${path}`);
  if (path !== "" && asked?.href === `http://here${path}` && !/[?#]|^\/[a-z]+:/i.test(path))
    return path;
  const isAddress = /^\/[a-z]+:/i.test(path) || path === "" || asked === null;
  const right = isAddress ? '"/live"' : JSON.stringify(withPlainSlashes(asked.pathname));
  throw new TypeError(
    `attach takes the path at which clients connect, such as ${right}: no request can be for ${JSON.stringify(given) ?? String(given)}`,
  );
}

/** The HTTP servers that have an endpoint attached. */
const hosts = new WeakMap<Server, Host>();

/**
 * Gives the path `given` of a team's HTTP server to `endpoint`. Returns what gives it back. Throws `Error` when the path has an endpoint
 * already: two would both answer each request. Throws `TypeError` for a path that no request can have.
 */
export function attachTo(server: Server, given: string, endpoint: Endpoint): () => void {
  const path = pathNamed(given);
  const host = hosts.get(server) ?? new Host(server as UpgradingServer);
  hosts.set(server, host);
  host.add(path, endpoint);
  return () => {
    if (host.remove(path, endpoint)) hosts.delete(server);
  };
}

/** A team's HTTP server while it has endpoints. Once the last one is gone, it is as it was. */
class Host {
  readonly #server: UpgradingServer;
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #routes = new Map<Endpoint, Routes>();
  readonly #theirs: UpgradingServer["shouldUpgradeCallback"];
  readonly #giveBack: () => void;

  constructor(server: UpgradingServer) {
    this.#server = server;
    this.#theirs = server.shouldUpgradeCallback;
    server.shouldUpgradeCallback = this.#mayUpgrade;
    server.prependListener("upgrade", this.#upgrade);
    this.#giveBack = interceptRequests(server, (request, response) =>
      Array.from(this.#routes).some(
        ([endpoint, routes]) =>
          routes.answer(request, response) || endpoint.api?.(request, response) === true,
      ),
    );
  }

  add(path: string, endpoint: Endpoint): void {
    if (this.#endpoints.has(path)) {
      throw new Error(
        `Alongside is attached to ${path} of this HTTP server already: detach it first, or attach to another path`,
      );
    }
    this.#endpoints.set(path, endpoint);
    this.#routes.set(endpoint, new Routes(path, endpoint.routes));
  }

  /** Returns whether it was the last one. */
  remove(path: string, endpoint: Endpoint): boolean {
    if (this.#endpoints.get(path) !== endpoint) return false;
    this.#endpoints.delete(path);
    this.#routes.delete(endpoint);
    if (this.#endpoints.size > 0) return false;
    this.#server.off("upgrade", this.#upgrade);
    // The team may have put another one in its place since.
    if (this.#server.shouldUpgradeCallback === this.#mayUpgrade)
      this.#server.shouldUpgradeCallback = this.#theirs;
    this.#giveBack();
    return true;
  }

  /** Other upgrades are the team's to decide; where it has nobody to take them, they are plain requests. */
  readonly #mayUpgrade = (request: IncomingMessage): boolean => {
    const path = endpointOf(request);
    if (this.#endpoints.has(path)) return asksForWebSocket(request, path);
    return this.#server.listenerCount("upgrade") > 1 && this.#theirs.call(this.#server, request);
  };

  readonly #upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    hearErrors(socket);
    this.#endpoints.get(endpointOf(request))?.upgrade(request, socket, head);
  };
}
