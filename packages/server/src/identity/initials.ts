import { graphemesOf } from "./clean-name.ts";

/** A grapheme that can stand for a name: a letter, a digit or an emoji. */
const TELLING = /[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u;

/**
 * What may stand for a name in its avatar, the best first, of one to three graphemes: the first letters of the first word and of the last,
 * then more letters of both, then these with a digit. Where all are taken, a larger number goes behind the `first` letter.
 */
export function initialsOf(name: string): {
  readonly letters: readonly string[];
  readonly first: string;
} {
  const words = name
    .split(/\s+/u)
    .map((word) => graphemesOf(word).filter((grapheme) => TELLING.test(grapheme)))
    .filter((word) => word.length > 0);
  const [one = [...graphemesOf(name).slice(0, 1), "?"].slice(0, 1)] = words;
  const [f, two, three] = [capital(one[0]), one[1], one[2]];
  const last = words.length > 1 ? words.at(-1) : undefined;
  const l = last && capital(last[0]);
  const short = `${f}${l ?? ""}`;
  const letters = [short];
  if (l === undefined) {
    if (two !== undefined) letters.push(`${f}${two}`);
    if (three !== undefined) letters.push(`${f}${two}${three}`);
  } else {
    if (words.length > 2) letters.push(`${f}${capital(words[1]?.[0])}${l}`);
    if (two !== undefined) letters.push(`${f}${two}${l}`);
    if (last?.[1] !== undefined) letters.push(`${f}${l}${last[1]}`);
  }
  for (let n = 2; n < 10; n++) letters.push(`${short}${n}`);
  return { letters, first: f };
}

/** A grapheme as a capital letter, where that is one too. */
function capital(grapheme = ""): string {
  const large = grapheme.toUpperCase();
  return graphemesOf(large).length === 1 ? large : grapheme;
}
