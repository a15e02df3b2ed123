import type { Seq } from "../log.ts";
import { SHAPE_CHARS } from "../schema/shape.ts";
import { asCount, asSeat, asString, asTuple, trimmed } from "./shape.ts";

/**
 * Enters a room, or resumes in it after a break. Answered by `joined` or `closed`. On the wire
 * `["j", seat, room, version, after, ended, mark?, shape?]`; `mark` is null where only `shape` is told.
 */
export interface Join {
  readonly type: "join";
  /** The number by which both sides name this seat from here on: the client's choice, one that no seat of the connection has. */
  readonly seat: number;
  readonly room: string;
  /** The version of the room's definition that the page has. */
  readonly version: number;
  /** The last `seq` this client holds; 0 with nothing. */
  readonly after: Seq;
  /** The last of its own counters the client knows to have ended. */
  readonly ended: number;
  /** The `mark` of the last `joined`: what the client holds is good only for the rights it was cut for. */
  readonly mark?: string;
  /**
   * What the page's definition is like, as `shapeOf` writes it. Only a development build sends it. Where the server's is another one,
   * it says so by a `notice` with `schema.differs`, once to each client.
   */
  readonly shape?: string | undefined;
}

export function parseJoin(parts: readonly unknown[]): Join {
  asTuple(parts, "join", 6, 8);
  const mark = parts[6] ?? undefined;
  const shape = parts[7];
  return {
    type: "join",
    seat: asSeat(parts[1], "join.seat"),
    room: asString(parts[2], "join.room", 256),
    version: asCount(parts[3], "join.version"),
    after: asCount(parts[4], "join.after"),
    ended: asCount(parts[5], "join.ended"),
    ...(mark !== undefined && { mark: asString(mark, "join.mark", 4096) }),
    ...(shape !== undefined && { shape: asString(shape, "join.shape", SHAPE_CHARS) }),
  };
}

export function encodeJoin(join: Omit<Join, "type">): string {
  const { seat, room, version, after, ended, mark, shape } = join;
  return JSON.stringify(
    trimmed(["j", seat, room, version, after, ended, mark ?? (shape && null), shape]),
  );
}
