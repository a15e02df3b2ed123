import { inWords } from "#words";
import type { Json } from "../json.ts";
import type { Answer, AnswerParts } from "./answer.ts";
import type { Bye } from "./bye.ts";
import type { Closed } from "./closed.ts";
import { type Counts, type CountsParts, readCounts } from "./counts.ts";
import { type Entries, type EntryParts, readEntry } from "./entries.ts";
import type { RoomEvent } from "./event.ts";
import type { Frame } from "./frame.ts";
import { type Joined, type JoinedParts, readJoined } from "./joined.ts";
import type { Known } from "./known.ts";
import { type LockAnswer, type LockAnswerParts, readLockAnswer } from "./lock.ts";
import { type Locks, type LocksParts, readLocks } from "./locks.ts";
import type { Notice } from "./notice.ts";
import type { Pong } from "./ping.ts";
import type { Pause } from "./pause.ts";
import { readSeriesFrame, type SeriesFrame } from "./series.ts";
import { SERIES_FRAME } from "../series/frame.ts";
import { BadMessage, beginning } from "./shape.ts";
import { readBytesTick, readTick, type Tick, type TickParts } from "./tick.ts";
import { readWelcome, type UserInfo, type Welcome, type WelcomeParts } from "./welcome.ts";

/** Everything a server may send. */
export type Down =
  | Welcome
  | Joined
  | Entries
  | Tick
  | Counts
  | SeriesFrame
  | RoomEvent
  | LockAnswer
  | Locks
  | Notice
  | Answer
  | Known
  | Pause
  | Closed
  | Bye
  | Pong;

type DownParts =
  | WelcomeParts
  | JoinedParts
  | TickParts
  | LockAnswerParts
  | LocksParts
  | CountsParts
  | readonly [tag: "d", seat: number, list: readonly EntryParts[], cut?: 1]
  | readonly [tag: "e", seat: number, name: string, body: Json, from: string]
  | readonly [tag: "n", seat: number, code: string, message: string]
  | readonly [tag: "x", seat: number, code: string, message: string, wait?: number]
  | readonly [tag: "y", seat: number, id: number, ...answer: AnswerParts]
  | readonly [tag: "b", code: string, message: string]
  | readonly [tag: "v", user: UserInfo]
  | readonly [tag: "o"]
  | readonly [tag: "z", ms: number];

/**
 * Parses a frame from the server. Only the tag is checked: the client chose this server and runs its code, so it
 * believes the rest. Throws `BadMessage` for what cannot be from it, a proxy's error page for example. A message this
 * version does not know answers undefined and is passed over.
 */
export function parseDown(frame: Frame): Down | undefined {
  if (typeof frame !== "string")
    return frame[0] === SERIES_FRAME ? readSeriesFrame(frame) : readBytesTick(frame);
  const value = parsed(frame);
  if (!Array.isArray(value) || typeof value[0] !== "string" || value[0] === "")
    throw new BadMessage(
      inWords(() => `A frame should be JSON with a tag, got ${beginning(frame.slice(0, 200))}`),
    );
  const parts = value as unknown as DownParts;
  switch (parts[0]) {
    case "d": {
      const [, seat, list, cut] = parts;
      const rest = cut === 1 ? { cut: true as const } : {};
      return { type: "entries", seat, list: list.map(readEntry), ...rest };
    }
    case "t":
      return readTick(parts);
    case "r":
      return readCounts(parts);
    case "e":
      return { type: "event", seat: parts[1], name: parts[2], body: parts[3], from: parts[4] };
    case "s":
      return readJoined(parts);
    case "w":
      return readWelcome(parts);
    case "q":
      return readLockAnswer(parts);
    case "f":
      return readLocks(parts);
    case "n":
      return { type: "notice", seat: parts[1], code: parts[2], message: parts[3] };
    case "v":
      return { type: "known", user: parts[1] };
    case "x": {
      const [, seat, code, message, wait] = parts;
      const rest = wait === undefined ? {} : { wait };
      return { type: "closed", seat, code, message, ...rest };
    }
    case "y": {
      const [, seat, id, ...answer] = parts;
      return { type: "answer", seat, id, parts: answer };
    }
    case "b":
      return { type: "bye", code: parts[1], message: parts[2] };
    case "o":
      return { type: "pong" };
    case "z":
      return { type: "pause", ms: parts[1] };
    default:
      return undefined;
  }
}

/** The JSON of a frame; undefined for what is none, or is several lines. */
function parsed(frame: string): unknown {
  try {
    return frame.includes("\n") ? undefined : JSON.parse(frame);
  } catch {
    return undefined;
  }
}
