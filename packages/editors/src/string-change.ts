import { normalize } from "@alongside/core/text";
import type { Delta } from "@alongside/core/text";
import { graphemeAround, splitsPair } from "./graphemes.ts";

/**
 * The one edit that makes `before` into `after`. `caret`, where it is after the edit, tells which of several equal letters
 * was typed or deleted. It never cuts a surrogate pair, and what is replaced are whole characters as people see them.
 *
 * Law: the delta, applied to `before`, gives `after`.
 */
export function stringChange(before: string, after: string, caret = after.length): Delta {
  const shorter = Math.min(before.length, after.length);
  let end = commonEnd(before, after, Math.min(shorter, after.length - caret));
  let start = 0;
  while (start < shorter - end && before[start] === after[start]) start++;
  // What follows the caret was not all that stayed.
  end = commonEnd(before, after, shorter - start);
  const isSplit = (text: string): boolean =>
    splitsPair(text, start) || splitsPair(text, text.length - end);
  if (shorter > start + end || isSplit(before) || isSplit(after)) {
    const startIn = (text: string): number => graphemeAround(text, start)[0];
    const endIn = (text: string): number =>
      text.length - graphemeAround(text, text.length - end)[1];
    [start, end] = [
      Math.min(startIn(before), startIn(after)),
      Math.min(endIn(before), endIn(after)),
    ];
  }
  const gone = before.length - end - start;
  return normalize([start, after.slice(start, after.length - end), -gone]);
}

function commonEnd(a: string, b: string, most: number): number {
  let n = 0;
  while (n < most && a[a.length - 1 - n] === b[b.length - 1 - n]) n++;
  return n;
}

/** The same delta with "\n" for each "\r\n" and "\r"; itself where it has none. */
export function withoutReturns(delta: Delta): Delta {
  if (!delta.some((part) => typeof part === "string" && part.includes("\r"))) return delta;
  return delta.map((part) => (typeof part === "string" ? withNewlines(part) : part));
}

/** The text with "\n" for each "\r\n" and "\r", as shared texts hold it. */
export function withNewlines(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n");
}
