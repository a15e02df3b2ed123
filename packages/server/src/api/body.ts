import type { IncomingMessage } from "node:http";
import { Body } from "../transports/body.ts";
import { Problem } from "./problem.ts";

/** The media type of a request, without its parameters. */
export function typeOf({ headers }: IncomingMessage): string {
  return (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** Reads a body of at most `most` bytes. Rejects with `Problem`, 413, for a larger one, and where the peer goes away. */
export function bodyOf(request: IncomingMessage, most: number): Promise<Buffer> {
  const tooLarge = (): Problem =>
    new Problem(413, "message.too-big", `The body may have ${most} bytes`, {
      headers: { Connection: "close" },
      details: { limit: most },
    });
  return new Promise((resolve, reject) => {
    if (Number(request.headers["content-length"] ?? 0) > most) return reject(tooLarge());
    const body = new Body();
    request.on("data", (chunk: Buffer) => {
      if (body.length + chunk.length <= most) return body.add(chunk);
      request.pause();
      request.removeAllListeners("data");
      reject(tooLarge());
    });
    request.on("end", () => resolve(body.whole()));
    const gone = (): void => reject(new Problem(400, "request.unfinished", "The body did not end"));
    request.on("close", gone);
    request.on("error", gone);
  });
}
