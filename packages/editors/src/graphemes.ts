/** Finds graphemes, as it does unless it is told otherwise. */
const segmenter = new Intl.Segmenter();

/** Enough of the text around a place to find the character there: the longest emoji sequences have some 30 units. */
const AROUND = 64;

/** Where the character, as people see characters, starts and ends that `at` is inside of; twice `at` where it is between two. */
export function graphemeAround(text: string, at: number): readonly [start: number, end: number] {
  const from = Math.max(0, at - AROUND);
  const found = segmenter.segment(text.slice(from, at + AROUND)).containing(at - from);
  const start = from + (found?.index ?? 0);
  return found === undefined || start === at ? [at, at] : [start, start + found.segment.length];
}

/** Whether `at` is between the two halves of a surrogate pair. */
export function splitsPair(text: string, at: number): boolean {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff;
}
