// Random texts and deltas, plain and rich.
import * as fc from "fast-check";
import { TextValue } from "@alongside/core";
import { lengthBefore, normalize } from "@alongside/core/text";
import type { Json } from "@alongside/core";
import type { Attributes, Delta, Part } from "@alongside/core/text";

export type Kind = "plain" | "rich";

// Digits and "-" as numbers hide in them, two pairs with one high half, a combining mark, what an embed shows as.
const letter = fc.constantFrom(
  "a",
  "b",
  "1",
  "-",
  "\n",
  "e\u0301",
  "\u{1F600}",
  "\u{1F601}",
  "\uFFFC",
);
const word = fc.string({ unit: letter, minLength: 1, maxLength: 4 });
const names = ["b", "i", "constructor"];
/** Attributes in whatever order somebody wrote them. */
function attributesOf(
  values: readonly Json[],
  size: fc.DictionaryConstraints,
): fc.Arbitrary<Attributes> {
  return fc
    .tuple(
      fc.shuffledSubarray(names, { maxLength: 2, minLength: size.minKeys ?? 0 }),
      fc.array(fc.constantFrom(...values), { minLength: 2, maxLength: 2 }),
    )
    .map(([keys, some]) => Object.fromEntries(keys.map((name, i) => [name, some[i] ?? true])));
}
const attributes = attributesOf([true, 1, "1", { x: [1], a: 2 }, { a: 2, x: [1] }], {});
const change = attributesOf([null, true, 1, { a: 2, x: [1] }, { x: [1], a: 2 }], { minKeys: 1 });
const embed = fc.constantFrom({ image: 1 }, { image: 2 }, { rule: null });
const n = fc.integer({ min: 1, max: 4 });

function insert(kind: Kind): fc.Arbitrary<Part> {
  if (kind === "plain") return word;
  return fc.oneof(
    word,
    fc.record({ insert: word, attributes }),
    fc.record({ insert: embed, attributes }),
  );
}

/** A text of some twenty units. */
export function text(kind: Kind): fc.Arbitrary<TextValue> {
  return fc.array(insert(kind), { maxLength: 8 }).map((parts) => TextValue.empty.apply(parts));
}

/** A delta in normal form for a text of `length` units, of at most `most` parts; it may split surrogate pairs. Half of them edit one spot near the start. */
export function delta(kind: Kind, length: number, most = 8): fc.Arbitrary<Delta> {
  const gone = n.map((count) => -count);
  const part = fc.oneof(
    n,
    insert(kind),
    gone,
    ...(kind === "rich" ? [fc.record({ retain: n, attributes: change })] : []),
  );
  const edit = fc
    .tuple(fc.nat(4), fc.oneof(fc.constant(""), insert(kind)), fc.oneof(fc.constant(0), gone))
    .map((parts): Part[] => parts);
  return fc.oneof(edit, fc.array(part, { maxLength: most, size: "max" })).map((some) => {
    const fitting: Part[] = [];
    for (const next of some) if (lengthBefore([...fitting, next]) <= length) fitting.push(next);
    return normalize(fitting);
  });
}
