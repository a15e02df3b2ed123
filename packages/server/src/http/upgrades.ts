import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { endpointOf } from "./path-of.ts";
import type { Route } from "./routes.ts";

/** What Node 22.21 and 24.9 added: which upgrades become an "upgrade" event; all others become a "request". */
export interface UpgradingServer extends Server {
  shouldUpgradeCallback(request: IncomingMessage): boolean;
}

/** Takes over a socket whose request asks for an upgrade. */
export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Takes what comes to one path of an HTTP server, and to those below that it has routes for. */
export interface Endpoint {
  readonly routes: readonly Route[];
  /** Answers what is for the HTTP API, wherever the endpoint is. Returns whether it is. */
  readonly api?: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  readonly upgrade: UpgradeListener;
}

/** Whether a request asks for a WebSocket at `path`. A browser or curl may ask for other protocols, HTTP/2 for one, and takes a plain answer. */
export function asksForWebSocket(request: IncomingMessage, path: string): boolean {
  return endpointOf(request) === path && request.headers.upgrade?.toLowerCase() === "websocket";
}

/** Listens to the errors of a socket that Node hands over without a listener: an error nobody listens to ends the process. */
export function hearErrors(socket: Duplex): void {
  socket.on("error", ignore);
}

/** The close that follows ends what the socket was for. */
function ignore(): void {}
