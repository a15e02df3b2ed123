import { Agent, request } from "node:https";
import { checkEndpoint, publicLookup } from "./public-address.ts";

/** One push service is waited for so long. */
const PUSH_MS = 10_000;

/** A connection that nothing is sent over is kept so long. */
const IDLE_MS = 30_000;

/** Sends pushes. */
export interface Sender {
  /** Posts, and resolves with the status of the answer, of which nothing else is read. Rejects with `NotPublic` where it is not to go there. */
  post(
    url: URL,
    headers: { readonly [name: string]: string | number },
    body: Buffer,
    signal: AbortSignal,
  ): Promise<number>;
}

/** `isOpen`: to any address and port. `ca`: who else is trusted. */
export function senderOf(isOpen: boolean, ca: string | undefined): Sender {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 32,
    timeout: IDLE_MS,
    ...(isOpen ? {} : { lookup: publicLookup }),
    ...(ca !== undefined && { ca }),
  });
  return {
    post: (url, headers, body, signal) =>
      new Promise((resolve, reject) => {
        if (!isOpen) checkEndpoint(url);
        const late = AbortSignal.any([signal, AbortSignal.timeout(PUSH_MS)]);
        const sent = request(url, { method: "POST", agent, headers, signal: late }, (answer) => {
          answer.on("error", () => undefined);
          resolve(answer.statusCode ?? 0);
          // Of any length.
          if (Number(answer.headers["content-length"] ?? Infinity) > 10_000) answer.destroy();
          else answer.resume();
        });
        sent.on("error", reject);
        sent.end(body);
      }),
  };
}
