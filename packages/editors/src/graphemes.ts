const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Enough of the text around a place to find the character there: the longest emoji sequences have some 30 units. */
const AROUND = 64;

/** Where the character, as people see characters, starts that `at` is inside of; `at` itself where it is between two. */
export function graphemeStart(text: string, at: number): number {
  return grapheme(text, at)?.start ?? at;
}

/** Where the character ends that `at` is inside of; `at` itself where it is between two. */
export function graphemeEnd(text: string, at: number): number {
  return grapheme(text, at)?.end ?? at;
}

/** Whether `at` is between the two halves of a surrogate pair. */
export function splitsPair(text: string, at: number): boolean {
  return (text.charCodeAt(at - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}

/** The character that `at` is inside of. */
function grapheme(
  text: string,
  at: number,
): { readonly start: number; readonly end: number } | undefined {
  let from = Math.max(0, at - AROUND);
  if (splitsPair(text, from)) from--;
  const found = segmenter.segment(text.slice(from, at + AROUND)).containing(at - from);
  if (found === undefined || found.index === at - from) return undefined;
  return { start: from + found.index, end: from + found.index + found.segment.length };
}
