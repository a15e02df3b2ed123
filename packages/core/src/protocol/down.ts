import type { Bye } from "./bye.ts";
import type { Closed } from "./closed.ts";
import type { Entries } from "./entries.ts";
import type { RoomEvent } from "./event.ts";
import type { Joined } from "./joined.ts";
import type { Notice } from "./notice.ts";
import type { Pong } from "./ping.ts";
import { BadMessage, beginning } from "./shape.ts";
import type { Tick } from "./tick.ts";
import type { Welcome } from "./welcome.ts";

/** Everything a server may send. */
export type Down = Welcome | Joined | Entries | Tick | RoomEvent | Notice | Closed | Bye | Pong;

const TYPES = new Set([
  "welcome",
  "joined",
  "entries",
  "tick",
  "event",
  "notice",
  "closed",
  "bye",
  "pong",
]);

/**
 * Parses a frame from the server. Only the envelope is checked: the client chose this server and runs its code, so it
 * believes the rest. Throws `BadMessage` for what cannot be from it, a proxy's error page for example. A type this
 * version does not know answers undefined and is passed over.
 */
export function parseDown(frame: string): Down | undefined {
  const message = parsed(frame);
  if (typeof message?.type !== "string" || message.type === "")
    throw new BadMessage(`A frame should be JSON with a type, got ${beginning(frame)}`);
  return TYPES.has(message.type) ? (message as Down) : undefined;
}

/** The JSON of a frame; undefined for what is none. */
function parsed(frame: string): { readonly type?: unknown } | null | undefined {
  try {
    return JSON.parse(frame) as { readonly type?: unknown } | null;
  } catch {
    return undefined;
  }
}
