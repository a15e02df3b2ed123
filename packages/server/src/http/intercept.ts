import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";

/**
 * Lets `take` have each request of a server first: what it answers false for goes to who listened before. Answers what ends it.
 */
export function interceptRequests(
  server: Server,
  take: (request: IncomingMessage, response: ServerResponse) => boolean,
): () => void {
  const others = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  const listener: RequestListener = (request, response) => {
    if (take(request, response)) return;
    for (const other of others) other.call(server, request, response);
  };
  server.on("request", listener);
  return () => {
    server.off("request", listener);
    for (const other of others) server.on("request", other);
  };
}
