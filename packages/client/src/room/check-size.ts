import { Refused } from "@alongside/core";
import { inWords } from "@alongside/core/engine";
import { type Delta } from "@alongside/core/text";

/** Returns `frame`. Throws `Refused` for one above the server's limit: sent, it would cost the whole connection. */
export function checkSize(frame: string, maxBytes: number): string {
  // A character has at most three bytes; counting them is for those that come near.
  const bytes = frame.length * 3 <= maxBytes ? 0 : new TextEncoder().encode(frame).length;
  if (bytes <= maxBytes) return frame;
  throw new Refused(
    "message.too-big",
    inWords(() => `The message has ${bytes} bytes, the server takes ${maxBytes}`),
  );
}

/** About how many characters a delta has on the wire. */
export function wireLength(delta: Delta): number {
  let length = 0;
  for (const part of delta) {
    if (typeof part === "string") length += part.length + 3;
    else length += typeof part === "number" ? 5 : JSON.stringify(part).length;
  }
  return length;
}
