import { once } from "node:events";
import type { Socket } from "node:net";
import { head } from "./target.ts";

/** Opens a stream or a poll by hand. Returns its socket and its secret. */
export async function openLink(
  say: (text: string) => Promise<Socket>,
  down: "stream" | "poll",
  more: Record<string, string> = {},
) {
  const socket = await say(head(`POST /live?down=${down}`, { "Content-Length": "0", ...more }));
  let text = "";
  while (!/data: \S+\n\n/.test(text)) {
    // oxlint-disable-next-line no-await-in-loop -- as it comes
    text += String((await once(socket, "data"))[0]);
  }
  return { socket, text, secret: /event: link\ndata: (\S+)\n/.exec(text)?.[1] ?? "" };
}

/** Whether a stream or a poll has said how to write to it. */
export const hasLink = (said: string): boolean => said.includes("event: link");

/** A whole POST to a link. */
export function post(query: string, body: string, headers: Record<string, string> = {}): string {
  const length = String(Buffer.byteLength(body));
  return head(`POST /live?${query}`, { "Content-Length": length, ...headers }) + body;
}
