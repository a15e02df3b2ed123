import { isDelete, isInsert, lengthOf, normalize, textOf } from "@alongside/core";
import type { Delta } from "@alongside/core";
import { graphemeEnd, graphemeStart, splitsPair } from "./graphemes.ts";

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
  if (shorter > start + end) {
    start = Math.min(graphemeStart(before, start), graphemeStart(after, start));
    end = Math.min(
      before.length - graphemeEnd(before, before.length - end),
      after.length - graphemeEnd(after, after.length - end),
    );
  } else {
    if (splitsPair(before, start) || splitsPair(after, start)) start--;
    if (splitsPair(before, before.length - end) || splitsPair(after, after.length - end)) end--;
  }
  const gone = before.length - end - start;
  return normalize([start, after.slice(start, after.length - end), -gone]);
}

function commonEnd(a: string, b: string, most: number): number {
  let n = 0;
  while (n < most && a[a.length - 1 - n] === b[b.length - 1 - n]) n++;
  return n;
}

/** A stretch of a text and what comes in its place. */
interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** What a delta replaces, in order and in the text before, as an editor without attributes shows it: an embed is U+FFFC. */
export function replacements(delta: Delta): readonly Replacement[] {
  const out: Replacement[] = [];
  let at = 0;
  for (const part of delta) {
    const text = isInsert(part) ? textOf(part) : "";
    const to = isInsert(part) ? at : at + lengthOf(part);
    const last = out.at(-1);
    if (text !== "" || isDelete(part)) {
      if (last?.to === at) out.splice(-1, 1, { from: last.from, to, text: last.text + text });
      else out.push({ from: at, to, text });
    }
    at = to;
  }
  return out;
}

/** `before` after `delta`, as an editor without attributes shows it. */
export function changedString(before: string, delta: Delta): string {
  let at = 0;
  let out = "";
  for (const { from, to, text } of replacements(delta)) {
    out += before.slice(at, from) + text;
    at = to;
  }
  return out + before.slice(at);
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
