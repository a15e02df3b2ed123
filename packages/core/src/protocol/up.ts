import { type Auth, parseAuth } from "./auth.ts";
import { type Change, parseChange } from "./change.ts";
import { parseEvent, type RoomEvent } from "./event.ts";
import { type Hello, parseHello } from "./hello.ts";
import { type Join, parseJoin } from "./join.ts";
import { type Leave, parseLeave } from "./leave.ts";
import type { Ping } from "./ping.ts";
import { parsePresence, type Presence } from "./presence.ts";
import { parsePreview, type Preview } from "./preview.ts";
import { asObject, BadMessage, describe } from "./shape.ts";

/** Everything a client may send. */
export type Up = Hello | Auth | Join | Leave | Change | Presence | RoomEvent | Preview | Ping;

/** Parses a frame from a client. Throws `BadMessage` with what is wrong; the frame is from a stranger. */
export function parseUp(frame: string): Up {
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
