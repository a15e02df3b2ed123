import { normalize } from "./builder.ts";
import { compose } from "./compose.ts";
import type { Delta, Side } from "./delta.ts";
import { invert } from "./invert.ts";
import { TextValue } from "./text-value.ts";
import type { TextJson } from "./text-value.ts";
import { transform } from "./transform.ts";

/**
 * A type as engines and fuzzers of operational transformation take it; its snapshots are plain JSON, which such an engine
 * stores, copies and sends as it likes. For every snapshot `s` and ops `a`, `b` made for it:
 *
 * - `apply(apply(s, a), c)` equals `apply(s, compose(a, c))`, for `c` made for `apply(s, a)`;
 * - `compose(a, transform(b, a, "right"))` has the effect of `compose(b, transform(a, b, "left"))`;
 * - `apply(apply(s, a), invertWithDoc(a, s))` equals `s`;
 * - `deserialize(serialize(s))` equals `s`.
 *
 * Nothing that is passed in is changed, and what is answered is in normal form.
 */
export interface OtType<Snapshot extends TextJson> {
  readonly name: string;
  /** Names the type for good, wherever documents of it are stored. */
  readonly uri: string;
  /** A new text, empty when nothing is given. */
  create(initial?: TextJson): Snapshot;
  /** Throws a RangeError when the op is for a longer text. */
  apply(snapshot: Snapshot, op: Delta): Snapshot;
  transform(op: Delta, other: Delta, side: Side): Delta;
  compose(a: Delta, b: Delta): Delta;
  /** The op that takes `op` back; `before` is what it was applied to. An op alone does not say what it deleted. */
  invertWithDoc(op: Delta, before: Snapshot): Delta;
  normalize(op: Delta): Delta;
  serialize(snapshot: Snapshot): TextJson;
  deserialize(json: TextJson): Snapshot;
}

function otType<Snapshot extends TextJson>(
  name: string,
  snapshotOf: (text: TextValue) => Snapshot,
): OtType<Snapshot> {
  const create = (initial: TextJson = ""): Snapshot => snapshotOf(TextValue.from(initial));
  return {
    name,
    uri: `urn:alongside:ot-type:${name}`,
    create,
    apply: (snapshot, op) => snapshotOf(TextValue.from(snapshot).apply(op)),
    transform,
    compose,
    invertWithDoc: (op, before) => invert(op, TextValue.from(before)),
    normalize,
    serialize: (snapshot) => snapshot,
    deserialize: create,
  };
}

/** Text with attributes and embeds: a snapshot is a string, or its stretches as `TextValue.toJSON` writes them. */
export const richTextType: OtType<TextJson> = otType("alongside-rich-text", (text) =>
  text.toJSON(),
);

/** Text alone: a snapshot is a string, and ops have no attributes and embeds. */
export const plainTextType: OtType<string> = otType("alongside-plain-text", String);
