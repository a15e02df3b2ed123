import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";

/**
 * Lets `take` have each request of a server first: what it answers false for goes to who listened before. Returns what ends it.
 */
export function interceptRequests(
  server: Server,
  take: (request: IncomingMessage, response: ServerResponse) => boolean,
): () => void {
  const others = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  let isOver = false;
  const listener: RequestListener = (request, response) => {
    if (!isOver && take(request, response)) return;
    for (const other of others) other.call(server, request, response);
  };
  server.on("request", listener);
  return () => {
    isOver = true;
    // Somebody else came before it since, and passes on to it what it passes on to the others.
    if (!server.listeners("request").includes(listener)) return;
    server.off("request", listener);
    for (const other of others) server.on("request", other);
  };
}
