import { type Auth, parseAuth } from "./auth.ts";
import { type Change, parseChange } from "./change.ts";
import { parseEvent, type RoomEvent } from "./event.ts";
import { type Hello, parseHello } from "./hello.ts";
import { type Join, parseJoin } from "./join.ts";
import { type Leave, parseLeave } from "./leave.ts";
import type { Ping } from "./ping.ts";
import { peek, type ShownLimits, type Unread } from "./peek.ts";
import { parsePresence, type Presence } from "./presence.ts";
import { parsePreview, type Preview } from "./preview.ts";
import { asObject, BadMessage, describe } from "./shape.ts";

/** Everything a client may send. */
export type Up = Hello | Auth | Join | Leave | Change | Presence | RoomEvent | Preview | Ping;

const ALL: ShownLimits = { presence: Infinity, event: Infinity, preview: Infinity };

/**
 * Parses a frame from a client. What is too long to be shown comes back empty, unread. Throws `BadMessage` with what is wrong, and
 * `Refused` with `message.too-big` for what is far too long for its type; the frame is from a stranger.
 */
export function parseUp(frame: string, limits: ShownLimits = ALL): Up {
  const unread = peek(frame, limits);
  if (unread !== undefined) return empty(unread);
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    throw new BadMessage(`A frame should be JSON, got ${describe(frame)}`);
  }
  const type = asObject(value, "A message")["type"];
  switch (type) {
    case "change":
      return parseChange(value);
    case "presence":
      return parsePresence(value);
    case "preview":
      return parsePreview(value);
    case "event":
      return parseEvent(value);
    case "ping":
      return { type };
    case "hello":
      return parseHello(value);
    case "auth":
      return parseAuth(value);
    case "join":
      return parseJoin(value);
    case "leave":
      return parseLeave(value);
    default:
      throw new BadMessage(`Unknown message type ${describe(type)}`);
  }
}

function empty(unread: Unread): Up {
  switch (unread.type) {
    case "presence":
      return { type: "presence", room: unread.room, set: {} };
    case "event":
      return { type: "event", room: unread.room, name: "", body: null };
    case "preview":
      return { ...unread, ops: {} };
  }
}
