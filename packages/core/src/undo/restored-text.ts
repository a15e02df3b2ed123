import { DeltaBuilder } from "../text/builder.ts";
import type { Delta } from "../text/delta.ts";
import { isDelete, isInsert, lengthOf } from "../text/parts.ts";

/** What `delta` does between two positions of the text that it stands over: inserts at both ends too, and of a deletion what is in between. */
export function deltaWithin(delta: Delta, from: number, to: number): Delta {
  const out = new DeltaBuilder();
  let at = 0;
  for (const part of delta) {
    if (isInsert(part)) {
      if (at >= from && at <= to) out.push(part);
      continue;
    }
    const length = lengthOf(part);
    const first = Math.max(at, Math.min(from, at + length));
    const last = Math.max(first, Math.min(to, at + length));
    const inside = last - first;
    out.keep(first - at);
    if (isDelete(part)) out.delete(inside);
    else if (typeof part === "object" && "attributes" in part) out.keep(inside, part.attributes);
    else out.keep(inside);
    out.keep(at + length - last);
    at += length;
  }
  return out.done();
}
