/** What a name may come to by default, in graphemes, which is what people take for letters, and how many UTF-16 code units each may have. */
const MAX_GRAPHEMES = 40;
const UNITS_OF_EACH = 4;

/** More than this of a name is not looked at, in UTF-16 code units. */
const LOOKED_AT = 1024;

const GRAPHEMES = new Intl.Segmenter("und", { granularity: "grapheme" });

/** The graphemes of a text: what people take for letters, an emoji of several characters for one. */
export function graphemesOf(text: string): readonly string[] {
  return Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
}

/**
 * A name as it is shown. Markup, characters that control something, and those that turn the direction of what stands around them are
 * taken out; white space is made one space each; of marks that are stacked on a letter three stay. Cut to `most` graphemes, 40 by default, and to four
 * times as many UTF-16 code units. Undefined for what is nothing then.
 */
export function cleanName(text: string, most = MAX_GRAPHEMES): string | undefined {
  const clean = text
    .slice(0, LOOKED_AT)
    .toWellFormed()
    .normalize("NFC")
    .replace(/<[^<>]*>|[<>]/gu, "")
    .replace(/[^\S\uFEFF]+/gu, " ")
    // Joiners stay: emoji and some scripts are written with them.
    .replace(/(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\uFFFD]/gu, "")
    .replace(/(\p{M}{3})\p{M}+/gu, "$1")
    .replace(/[\u200C\u200D]{2,}/gu, "\u200D")
    .trim();
  const cut = firstOf(clean, most).trim();
  // Joiners and marks alone show nothing.
  return /[^\s\p{M}\u200C\u200D]/u.test(cut) ? cut : undefined;
}

/** As many graphemes of a text as a name may have. One that alone is too long ends it. */
function firstOf(text: string, most: number): string {
  const units = most * UNITS_OF_EACH;
  let name = "";
  let count = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    if (count === most || name.length + segment.length > units) break;
    name += segment;
    count += 1;
  }
  return name !== ""
    ? name
    : text
        .slice(0, units)
        .toWellFormed()
        .replace(/\uFFFD/gu, "");
}
