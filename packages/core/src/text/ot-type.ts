import { normalize } from "./builder.ts";
import { compose } from "./compose.ts";
import type { Delta, Side } from "./delta.ts";
import { invert } from "./invert.ts";
import { TextValue } from "./text-value.ts";
import type { TextJson } from "./text-value.ts";
import { transform } from "./transform.ts";

/**
 * A type as engines and fuzzers of operational transformation take it. For every snapshot `s` and ops `a`, `b` made for it:
 *
 * - `apply(apply(s, a), c)` equals `apply(s, compose(a, c))`, for `c` made for `apply(s, a)`;
 * - `compose(a, transform(b, a, "right"))` has the effect of `compose(b, transform(a, b, "left"))`;
 * - `apply(apply(s, a), invert(a, s))` equals `s`;
 * - `deserialize(serialize(s))` equals `s`.
 *
 * Nothing that is passed in is changed.
 */
export interface OtType<Snapshot> {
  readonly name: string;
  /** A new text, empty when nothing is given. */
  create(initial?: TextJson): Snapshot;
  /** Throws a RangeError when the op is for a longer text. */
  apply(snapshot: Snapshot, op: Delta): Snapshot;
  transform(op: Delta, other: Delta, side: Side): Delta;
  compose(a: Delta, b: Delta): Delta;
  /** The op that takes `op` back; `before` is what it was applied to. */
  invert(op: Delta, before: Snapshot): Delta;
  normalize(op: Delta): Delta;
  serialize(snapshot: Snapshot): TextJson;
  deserialize(json: TextJson): Snapshot;
}

/** Text with attributes and embeds. */
export const richTextType: OtType<TextValue> = {
  name: "alongside-rich-text",
  create: (initial = "") => TextValue.from(initial),
  apply: (snapshot, op) => snapshot.apply(op),
  transform,
  compose,
  invert,
  normalize,
  serialize: (snapshot) => snapshot.toJSON(),
  deserialize: (json) => TextValue.from(json),
};

/** Text alone: a snapshot is a string, and ops have no attributes and embeds. */
export const plainTextType: OtType<string> = {
  name: "alongside-plain-text",
  create: (initial = "") => TextValue.from(initial).toString(),
  apply: (snapshot, op) => TextValue.from(snapshot).apply(op).toString(),
  transform,
  compose,
  invert: (op, before) => invert(op, TextValue.from(before)),
  normalize,
  serialize: (snapshot) => snapshot,
  deserialize: (json) => TextValue.from(json).toString(),
};
