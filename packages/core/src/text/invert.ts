import { changeBetween, formatted } from "./attributes.ts";
import { DeltaBuilder } from "./builder.ts";
import type { Delta } from "./delta.ts";
import { attributesOf, isDelete, isInsert, lengthOf } from "./parts.ts";
import type { TextValue } from "./text-value.ts";

/**
 * The delta that takes `delta`, made for the text `before`, back.
 *
 * Law: `before.apply(delta).apply(invert(delta, before))` equals `before`.
 */
export function invert(delta: Delta, before: TextValue): Delta {
  const out = new DeltaBuilder();
  let at = 0;
  for (const part of delta) {
    const size = lengthOf(part);
    if (isInsert(part)) {
      out.delete(size);
      continue;
    }
    if (part === size) out.keep(size);
    else
      for (const old of before.toDelta(at, at + size)) {
        const now = formatted(old, attributesOf(part));
        if (isDelete(part)) out.push(old);
        else out.keep(lengthOf(old), changeBetween(attributesOf(now), attributesOf(old)));
      }
    at += size;
  }
  return out.done();
}
