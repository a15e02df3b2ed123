import type { IncomingMessage } from "node:http";

/** A path as `attach` and clients may mean it: one slash where there are several, and none at the end. */
export function withPlainSlashes(path: string): string {
  const single = path.includes("//") ? path.replaceAll(/\/{2,}/g, "/") : path;
  return single.length > 1 && single.endsWith("/") ? single.slice(0, -1) : single;
}

/** The path of a request as that of an endpoint is written. */
export function endpointOf(request: IncomingMessage): string {
  return withPlainSlashes(pathOf(request));
}

/** The path of a request, without its query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}
