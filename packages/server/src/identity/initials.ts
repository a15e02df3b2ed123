import { graphemesOf } from "./clean-name.ts";

/** A grapheme that can stand for a name: a letter, a digit or an emoji. */
const TELLING = /[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u;

/**
 * What may stand for a name in its avatar, the best first, without end: the first letters of the first word and of the last, then more
 * letters of both, then numbers. Up to three graphemes, but for the hundredth of a name.
 */
export function* initialsOf(name: string): Generator<string, never> {
  const words = name
    .split(/\s+/u)
    .map((word) => graphemesOf(word).filter((grapheme) => TELLING.test(grapheme)))
    .filter((word) => word.length > 0);
  const [first = [...graphemesOf(name).slice(0, 1), "?"].slice(0, 1)] = words;
  const last = words.length > 1 ? words.at(-1) : undefined;
  const f = capital(first[0]);
  if (last === undefined) {
    yield f;
    if (first.length > 1) yield `${f}${first[1]}`;
    if (first.length > 2) yield `${f}${first[1]}${first[2]}`;
  } else {
    const l = capital(last[0]);
    yield `${f}${l}`;
    if (words.length > 2) yield `${f}${capital(words[1]?.[0])}${l}`;
    if (first.length > 1) yield `${f}${first[1]}${l}`;
    if (last.length > 1) yield `${f}${l}${last[1]}`;
  }
  const short = last === undefined ? f : `${f}${capital(last[0])}`;
  for (let n = 2; n < 10; n++) yield `${short}${n}`;
  for (let n = 10; ; n++) yield `${f}${n}`;
}

/** A grapheme as a capital letter, where that is one too. */
function capital(grapheme = ""): string {
  const large = grapheme.toUpperCase();
  return graphemesOf(large).length === 1 ? large : grapheme;
}
