import { equalJson } from "../json.ts";
import { formatted } from "./attributes.ts";
import { DeltaBuilder } from "./builder.ts";
import type { Delta, Part } from "./delta.ts";
import { asEdit, deltaOf } from "./edit.ts";
import type { Edit } from "./edit.ts";
import { isDelete, isInsert } from "./parts.ts";
import { PartReader } from "./reader.ts";

/**
 * The one delta that does what `a` and then `b` do.
 *
 * Laws: `apply(apply(t, a), b)` equals `apply(t, compose(a, b))`, and `compose` is associative.
 */
export function compose(a: Delta, b: Delta): Delta {
  const first = asEdit(a);
  const second = first && asEdit(b);
  return (second && composeEdits(first, second)) ?? composeInto(new DeltaBuilder(), a, b).done();
}

/** Adds what `a` and then `b` do to `out`. Where `a` `isText`, as inserts, that is the text after `b`. */
export function composeInto(out: DeltaBuilder, a: Delta, b: Delta, isText = false): DeltaBuilder {
  const carry = (part: Part): unknown => (isText ? out.add(part) : out.push(part));
  const first = new PartReader(a);
  const second = new PartReader(b);
  while (second.more) {
    if (isDelete(first.part)) carry(first.take());
    else if (second.inserts) out.push(second.take());
    else {
      const n = Math.min(first.left, second.left);
      const under = first.take(n);
      const over = second.take(n);
      if (typeof over === "object") out.push(formatted(under, over.attributes));
      else if (!isDelete(over)) carry(under);
      else if (!isInsert(under)) out.push(over);
    }
  }
  while (first.more) carry(first.take());
  return out;
}

/**
 * The same where `b` goes on right behind what `a` has put in, or takes some of it back there: then it costs little however
 * much that is. Undefined for anything else.
 */
export function typedOn(a: Delta, b: Delta): Delta | undefined {
  const first = asEdit(a);
  const second = first && asEdit(b);
  if (second === undefined || first === undefined) return undefined;
  const isBehind = second.at + second.gone === first.at + first.text.length;
  return isBehind ? composeEdits(first, second) : undefined;
}

/** Typing on, typing over, backspacing: the second edit touches what the first has put in. */
function composeEdits(a: Edit, b: Edit): Delta | undefined {
  const end = b.at + b.gone;
  const isApart = b.at > a.at + a.text.length || end < a.at;
  if (isApart || !equalJson(a.attributes, b.attributes)) return undefined;
  const kept = a.text.slice(0, Math.max(0, b.at - a.at));
  const tail = a.text.slice(Math.max(0, end - a.at));
  const gone = a.gone + b.gone + kept.length + tail.length - a.text.length;
  const text = kept + b.text + tail;
  return deltaOf({ at: Math.min(a.at, b.at), text, attributes: a.attributes, gone });
}
