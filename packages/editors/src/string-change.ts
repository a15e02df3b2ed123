import type { Delta, Part } from "@alongside/core";
import { graphemeEnd, graphemeStart, splitsPair } from "./graphemes.ts";

/**
 * The one edit that makes `before` into `after`. `caret`, where it is after the edit, tells which of several equal letters
 * was typed or deleted. It never cuts a surrogate pair, and what is replaced are whole characters as people see them.
 *
 * Law: the delta, applied to `before`, gives `after`.
 */
export function stringChange(before: string, after: string, caret = after.length): Delta {
  if (before === after) return [];
  const shorter = Math.min(before.length, after.length);
  let end = commonEnd(before, after, Math.min(shorter, after.length - caret));
  let start = commonStart(before, after, shorter - end);
  // What follows the caret was not all that stayed.
  end = commonEnd(before, after, shorter - start);
  const isReplaced = before.length > start + end && after.length > start + end;
  if (isReplaced) {
    start = Math.min(graphemeStart(before, start), graphemeStart(after, start));
    end = Math.min(
      before.length - graphemeEnd(before, before.length - end),
      after.length - graphemeEnd(after, after.length - end),
    );
  } else {
    if (splitsPair(before, start) || splitsPair(after, start)) start--;
    if (splitsPair(before, before.length - end) || splitsPair(after, after.length - end)) end--;
  }
  const parts: Part[] = start > 0 ? [start] : [];
  const text = after.slice(start, after.length - end);
  const gone = before.length - end - start;
  if (text !== "") parts.push(text);
  if (gone > 0) parts.push(-gone);
  return parts;
}

/** `before` after `delta`, as an editor without attributes shows it. */
export function changedString(before: string, delta: Delta): string {
  let at = 0;
  let out = "";
  for (const part of delta) {
    if (typeof part === "string") out += part;
    else if (typeof part === "number") {
      if (part > 0) out += before.slice(at, at + part);
      at += Math.abs(part);
    } else if ("insert" in part) out += plainText(part);
    else {
      out += before.slice(at, at + part.retain);
      at += part.retain;
    }
  }
  return out + before.slice(at);
}

/** What a part inserts, as an editor without attributes shows it: an embed is U+FFFC. */
export function plainText(part: Part): string {
  if (typeof part === "string") return part;
  if (typeof part === "number" || !("insert" in part)) return "";
  return typeof part.insert === "string" ? part.insert : "\uFFFC";
}

function commonStart(a: string, b: string, most: number): number {
  let n = 0;
  while (n < most && a.charCodeAt(n) === b.charCodeAt(n)) n++;
  return n;
}

function commonEnd(a: string, b: string, most: number): number {
  let n = 0;
  while (n < most && a.charCodeAt(a.length - 1 - n) === b.charCodeAt(b.length - 1 - n)) n++;
  return n;
}

/** The same delta with "\n" for each "\r\n" and "\r"; itself where it has none. */
export function withoutReturns(delta: Delta): Delta {
  if (!delta.some((part) => plainText(part).includes("\r"))) return delta;
  return delta.map((part) => (typeof part === "string" ? withNewlines(part) : part));
}

/** The text with "\n" for each "\r\n" and "\r", as shared texts hold it. */
export function withNewlines(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n");
}
