import type { IncomingMessage, ServerResponse } from "node:http";

/** Answers a request with a text. */
export function answer(
  response: ServerResponse,
  status: number,
  text: string,
  type = "text/plain; charset=utf-8",
): void {
  if (isUnread(response.req)) response.setHeader("Connection", "close");
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(text) });
  response.end(text);
}

/** Whether a body is still to come. Node would read it to its end, whatever its length, to keep the connection. */
function isUnread({ headers, complete }: IncomingMessage): boolean {
  const length = headers["transfer-encoding"] === undefined ? headers["content-length"] : Infinity;
  return !complete && Number(length ?? 0) > 0;
}
