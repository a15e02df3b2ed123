import type { Seq } from "../log.ts";
import { SHAPE_CHARS } from "../schema/shape.ts";
import { asCount, asFlag, asSeat, asString, asTuple, trimmed } from "./shape.ts";

/** The last entry that a page has of a room, and of which log it is: another log may have another entry at the same `seq`. */
export interface LastEntry {
  /** As `joined` told it. */
  readonly epoch: string;
  /** As `joined` told it. */
  readonly generation: number;
  /** 0 where the log had no entry yet. */
  readonly seq: Seq;
  /** Server time of the entry in ms; 0 beside a `seq` of 0. */
  readonly at: number;
}

/**
 * Enters a room, or resumes in it after a break. Answered by `joined` or `closed`. On the wire
 * `["j", seat, room, version, client, last, ended, quiet?, mark?, shape?]`: `last` is `[epoch, generation, seq, at]`, or 0 for a page
 * that has nothing of the room; `quiet` is 1, or 0 before what follows; `mark` is null where only `shape` is told.
 */
export interface Join {
  readonly type: "join";
  /** The number by which both sides name this seat from here on: the client's choice, one that no seat of the connection has. */
  readonly seat: number;
  readonly room: string;
  /** The version of the room's definition that the page has. */
  readonly version: number;
  /** Names what this seat writes: made at random, new on every page load. It numbers its changes in the room. */
  readonly client: string;
  /** Undefined for a page that has nothing of the room. */
  readonly last?: LastEntry;
  /** The last of its own counters the client knows to have ended. */
  readonly ended: number;
  /** The seat shows no presence and is shown none: it sends what an earlier page left behind. */
  readonly quiet?: true;
  /** The `mark` of the last `joined`: what the client holds is good only for the rights it was cut for. */
  readonly mark?: string;
  /**
   * What the page's definition is like, as `shapeOf` writes it. Only a development build sends it. Where the server's is another one,
   * it says so by a `notice` with `schema.differs`, once to each client.
   */
  readonly shape?: string | undefined;
}

export function parseJoin(parts: readonly unknown[]): Join {
  asTuple(parts, "join", 7, 10);
  const last = parseLast(parts[5]);
  const isQuiet = parts.length > 7 && asFlag(parts[7], "join.quiet");
  const mark = parts[8] ?? undefined;
  const shape = parts[9];
  return {
    type: "join",
    seat: asSeat(parts[1], "join.seat"),
    room: asString(parts[2], "join.room", 256),
    version: asCount(parts[3], "join.version"),
    client: asString(parts[4], "join.client", 24),
    ...(last !== undefined && { last }),
    ended: asCount(parts[6], "join.ended"),
    ...(isQuiet && { quiet: true }),
    ...(mark !== undefined && { mark: asString(mark, "join.mark", 4096) }),
    ...(shape !== undefined && { shape: asString(shape, "join.shape", SHAPE_CHARS) }),
  };
}

function parseLast(value: unknown): LastEntry | undefined {
  if (value === 0) return undefined;
  const [epoch, generation, seq, at] = asTuple(value, "join.last", 4);
  return {
    epoch: asString(epoch, "join.last.epoch", 64),
    generation: asCount(generation, "join.last.generation"),
    seq: asCount(seq, "join.last.seq"),
    at: asCount(at, "join.last.at"),
  };
}

/** The frame of the message `join`, as it goes over the wire. */
export function encodeJoin(join: Omit<Join, "type">): string {
  const { seat, room, version, client, last, ended, quiet, mark, shape } = join;
  const has = last === undefined ? 0 : [last.epoch, last.generation, last.seq, last.at];
  const isQuiet = quiet === true ? 1 : (mark ?? shape) === undefined ? undefined : 0;
  const rest = [isQuiet, mark ?? (shape && null), shape];
  return JSON.stringify(trimmed(["j", seat, room, version, client, has, ended, ...rest]));
}
