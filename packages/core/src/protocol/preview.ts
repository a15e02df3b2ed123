import type { OpsByKey } from "../model/op.ts";
import { parseOps } from "./ops.ts";
import { asCount, asObject, asString } from "./shape.ts";

/** The values of a gesture under way: shown to the others, never in the log. Null ends it without a change. */
export interface Preview {
  readonly type: "preview";
  readonly room: string;
  /** The sender's own number for the gesture; the change that ends it names it. */
  readonly gesture: number;
  readonly ops: OpsByKey | null;
}

export function parsePreview(value: unknown): Preview {
  const message = asObject(value, "preview");
  return {
    type: "preview",
    room: asString(message["room"], "preview.room", 256),
    gesture: asCount(message["gesture"], "preview.gesture", 1),
    ops: message["ops"] === null ? null : parseOps(message["ops"]),
  };
}
