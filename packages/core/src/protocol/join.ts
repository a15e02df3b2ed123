import type { Seq } from "../log.ts";
import { SHAPE_CHARS } from "../schema/shape.ts";
import { asCount, asObject, asString } from "./shape.ts";

/** Enters a room, or resumes in it after a break. Answered by `joined` or `closed`. */
export interface Join {
  readonly type: "join";
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

export function parseJoin(value: unknown): Join {
  const message = asObject(value, "join");
  const mark = message["mark"];
  const shape = message["shape"];
  return {
    type: "join",
    room: asString(message["room"], "join.room", 256),
    version: asCount(message["version"], "join.version"),
    after: asCount(message["after"], "join.after"),
    ended: asCount(message["ended"], "join.ended"),
    ...(mark !== undefined && { mark: asString(mark, "join.mark", 4096) }),
    ...(shape !== undefined && { shape: asString(shape, "join.shape", SHAPE_CHARS) }),
  };
}
