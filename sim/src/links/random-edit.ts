import { type TextValue } from "@alongside/core";
import { type Delta, normalize, type Part } from "@alongside/core/text";
import type { SimRandom } from "../env/sim-random.ts";

/** Letters that are easily got wrong: digits and signs that look like numbers, surrogate pairs, marks, line ends. */
const LETTERS = ["a", "7", "-", "-1", "\u{1F600}", "e\u0301", "\n"];

/** An edit of one or a few places of a text; no place is inside a surrogate pair. */
export function randomEdit(random: SimRandom, text: TextValue): Delta {
  const parts: Part[] = [];
  const plain = text.toString();
  let at = 0;
  for (let i = random.chance(0.8) ? 1 : 3; i > 0; i--) {
    const from = whole(plain, at + random.below(plain.length - at + 1));
    if (from > at) parts.push(from - at);
    at = Math.max(at, from);
    const to = whole(plain, Math.min(plain.length, at + 1 + random.below(4)));
    const roll = random.next();
    if (roll < 0.5 || to <= at) parts.push(inserted(random));
    else if (roll < 0.8) parts.push(-(to - at));
    else parts.push({ retain: to - at, attributes: { b: random.chance(0.7) ? true : null } });
    if (roll >= 0.5 && to > at) at = to;
  }
  return normalize(parts);
}

function inserted(random: SimRandom): Part {
  const roll = random.next();
  if (roll < 0.1) return { insert: { i: 1 } };
  const letter = random.pick(LETTERS);
  return roll < 0.25 ? { insert: letter, attributes: { b: true } } : letter;
}

/** The place itself, or the one before the pair it lies in. */
function whole(text: string, at: number): number {
  const isInside =
    at > 0 &&
    at < text.length &&
    /^[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text.slice(at - 1, at + 1));
  return isInside ? at - 1 : at;
}
