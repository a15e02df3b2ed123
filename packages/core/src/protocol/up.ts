import { type Auth, parseAuth } from "./auth.ts";
import { type Change, parseChange } from "./change.ts";
import { parseEvent, type RoomEvent } from "./event.ts";
import type { Frame } from "./frame.ts";
import { type Hello, parseHello } from "./hello.ts";
import { type Join, parseJoin } from "./join.ts";
import { type Keyframe, parseKeyframe } from "./keyframe.ts";
import { type Look, parseLook } from "./look.ts";
import { type Leave, parseLeave } from "./leave.ts";
import { type LockAsk, parseLock } from "./lock.ts";
import type { Ping } from "./ping.ts";
import { peek, type ShownLimits, type Unread } from "./peek.ts";
import { parsePublish, type Publish } from "./publish.ts";
import { parsePresence, type Presence } from "./presence.ts";
import { parsePreview, type Preview } from "./preview.ts";
import { parseQuestion, type Question } from "./question.ts";
import { parseWatch, type Watch } from "./watch.ts";
import { asTuple, BadMessage, describe } from "./shape.ts";

/** Everything a client may send. */
export type Up =
  | Hello
  | Auth
  | Join
  | Leave
  | Change
  | Presence
  | RoomEvent
  | Preview
  | Keyframe
  | Question
  | LockAsk
  | Look
  | Watch
  | Publish
  | Ping;

const ALL: ShownLimits = { presence: Infinity, event: Infinity, preview: Infinity };

/**
 * Parses a frame from a client. What is too long to be shown comes back empty, unread. Throws `BadMessage` with what is wrong, and
 * `Refused` with `message.too-big` for what is far too long for its message or `version.unknown` for the hello of a page that
 * speaks version 1; the frame is from a stranger.
 */
export function parseUp(frame: Frame, limits: ShownLimits = ALL): Up {
  if (typeof frame !== "string")
    throw new BadMessage(`Messages are text frames, got ${frame.length} bytes`);
  // Where frames are lines it would be two.
  if (frame.includes("\n"))
    throw new BadMessage(`A frame has no line breaks, got ${describe(frame)}`);
  const unread = peek(frame, limits);
  if (unread !== undefined) return empty(unread);
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    throw new BadMessage(`A frame should be JSON, got ${describe(frame)}`);
  }
  if (!Array.isArray(value))
    throw new BadMessage(`A message should be an array, got ${describe(value)}`);
  const parts: readonly unknown[] = value;
  const tag = parts[0];
  switch (tag) {
    case "c":
    case "m":
    case "u":
    case "x":
      return parseChange(parts);
    case "p":
      return parsePresence(parts);
    case "g":
      return parsePreview(parts);
    case "e":
      return parseEvent(parts);
    case "k":
      return parseKeyframe(parts);
    case "y":
      return parseQuestion(parts);
    case "q":
      return parseLock(parts);
    case "v":
      return parseLook(parts);
    case "w":
      return parseWatch(parts);
    case "b":
      return parsePublish(parts);
    case "i":
      asTuple(parts, "ping", 1);
      return { type: "ping" };
    case "h":
      return parseHello(parts);
    case "a":
      return parseAuth(parts);
    case "j":
      return parseJoin(parts);
    case "l":
      return parseLeave(parts);
    default:
      throw new BadMessage(`Unknown message ${describe(tag)}`);
  }
}

function empty(unread: Unread): Up {
  switch (unread.type) {
    case "presence":
      return { type: "presence", seat: unread.seat, set: {} };
    case "event":
      return { type: "event", seat: unread.seat, name: "", body: null };
    case "preview":
      return { ...unread, ops: {} };
  }
}
