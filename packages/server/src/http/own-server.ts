import { createServer, type RequestListener } from "node:http";
import type { Limits } from "../limits.ts";
import { AddressCounts } from "../transports/address.ts";
import type { UpgradingServer } from "./upgrades.ts";

/** How long the head of a request may take. */
const HEAD_MS = 10_000;
/** How long a socket may be quiet on which neither a WebSocket nor a stream is open: one that is asked for a file and does not read it, for example. */
const QUIET_MS = 60_000;
/** Sockets for each connection that an address may have: beside a WebSocket a browser opens six for a page's files, and all of an office may do so at once. */
const SOCKETS = 7;

/**
 * An HTTP server that bounds what a peer may leave unfinished. `isDirect` says that sockets come from those who they count for, and
 * not from a proxy; then their number is bounded too.
 */
export function ownServer(
  listener: RequestListener,
  { requestMs, pingMs, connectionsPerAddress }: Limits,
  isDirect: boolean,
): UpgradingServer {
  const headersTimeout = Math.min(HEAD_MS, requestMs);
  const server = createServer(
    {
      headersTimeout,
      // The transports know before, and say more.
      requestTimeout: requestMs + HEAD_MS,
      connectionsCheckingInterval: Math.min(2000, headersTimeout / 2),
    },
    listener,
  );
  server.timeout = Math.max(QUIET_MS, 2 * pingMs);
  if (!isDirect) return server as UpgradingServer;
  const sockets = new AddressCounts(SOCKETS * connectionsPerAddress);
  server.on("connection", (socket) => {
    const address = socket.remoteAddress ?? "unknown";
    if (sockets.add(address)) socket.on("close", () => sockets.remove(address));
    else socket.destroy();
  });
  return server as UpgradingServer;
}
