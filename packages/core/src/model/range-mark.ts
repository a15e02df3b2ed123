import { MARK } from "../mark.ts";
import type { Delta, Format } from "../text/delta.ts";
import type { Op } from "./op.ts";

/**
 * An edit that changes nothing, and is taken over others' edits like every edit: so a range arrives where its letters are by then. The room's
 * owner takes the marks out of a change: see `unmark`.
 */
export function markOf(mark: string, from: number, to: number): Delta {
  const part = { retain: to - from, attributes: { [MARK + mark]: null } };
  return from === 0 ? [part] : [from, part];
}

/** Whether an op marks ranges of a text, and edits nothing. */
export function isMark(op: Op): boolean {
  return op.op === "text" && op.delta.every(marks);
}

/** What keeps letters as they are, or has no attributes but marks. */
function marks(part: Delta[number]): boolean {
  if (typeof part === "number") return part > 0;
  return Object.keys((part as Partial<Format>).attributes ?? [0]).every((name) =>
    name.startsWith(MARK),
  );
}
