import { TextValue } from "@alongside/core";
import { compose, diff, normalize } from "@alongside/core/text";
import type { Delta, Format, Insert, Part } from "@alongside/core/text";
import type { Op } from "quill";

/**
 * Quill's contents and the shared text hold the same, but for Quill's last newline, which every document there has. It is outside
 * the shared text unless it carries line attributes, or only plain empty lines are between it and a newline that does: of two
 * documents that differ by an empty line at the end, no two are the same text.
 */
export function coversEnd(text: TextValue): boolean {
  for (let at = text.length; at > 0 && text.slice(at - 1, at) === "\n"; at--)
    for (const _ in text.attributesAt(at - 1)) return true;
  return false;
}

/** Tells which formats are kinds of lines in Quill, where a line is of one kind: a heading, a list item. */
export type IsKind = (format: string) => boolean;

/**
 * What Quill shows for a shared text. Where people made one line a heading and a list item at the same time, it is in all of their
 * editors what comes first by name.
 */
export function quillText(text: TextValue, isKind: IsKind): TextValue {
  const whole = coversEnd(text) ? text : text.apply(newlineAt(text.length));
  if (!hasClash(whole, isKind)) return whole;
  return TextValue.empty.apply(normalize(whole.toDelta().map((part) => shownPart(part, isKind))));
}

/** A change of Quill's contents as one of the shared text, which is `before`. Lines that are formatted are what they are shown as. */
export function fromQuill(change: Delta, before: TextValue, isKind: IsKind): Delta {
  const whole = coversEnd(before) ? change : compose(newlineAt(before.length), change);
  const after = before.apply(whole);
  if (formatsClash(change, before, isKind)) {
    const shown = quillText(before, isKind).apply(change);
    return diff(before, withoutEnd(shown));
  }
  return coversEnd(after) ? whole : compose(whole, [...keep(after.length - 1), -1]);
}

/** A change of the shared text, which is `before`, as one of Quill's contents. */
export function toQuill(change: Delta, before: TextValue, isKind: IsKind): Delta {
  const after = before.apply(change);
  const isSame =
    coversEnd(before) === coversEnd(after) &&
    !formatsClash(change, before, isKind) &&
    !formatsClash(change, after, isKind);
  if (isSame) return change;
  return diff(quillText(before, isKind), quillText(after, isKind));
}

/** Quill's ops as a delta. */
export function deltaOf(ops: readonly Op[]): Delta {
  return normalize(ops.map(partOf));
}

/** A delta as Quill's ops. */
export function opsOf(delta: Delta): Op[] {
  return delta.map((part): Op => {
    if (typeof part === "string") return { insert: part };
    if (typeof part === "number") return part < 0 ? { delete: -part } : { retain: part };
    return part;
  });
}

/** The delta without formats and embeds that are not allowed; itself where all are. */
export function limited(delta: Delta, isAllowed: (name: string) => boolean): Delta {
  const allowed = delta.flatMap((part): readonly Part[] => {
    if (typeof part !== "object") return [part];
    if ("insert" in part && typeof part.insert === "object")
      if (!Object.keys(part.insert).every(isAllowed)) return [];
    return [
      Object.keys(part.attributes ?? {}).every(isAllowed) ? part : formatted(part, isAllowed),
    ];
  });
  return allowed.length === delta.length && allowed.every((part, i) => part === delta[i])
    ? delta
    : normalize(allowed);
}

/** An op as a part in no normal form. */
function partOf({ insert, retain, delete: gone, attributes }: Op): Part {
  if (gone !== undefined) return -gone;
  // What changes inside an embed is no text.
  const kept = typeof retain === "number" ? retain : 1;
  return { ...(insert === undefined ? { retain: kept } : { insert }), attributes } as Part;
}

/** The shared text of which Quill shows this. */
function withoutEnd(shown: TextValue): TextValue {
  return coversEnd(shown) ? shown : shown.apply([...keep(shown.length - 1), -1]);
}

/** Whether `delta` says of lines what kind they are, in a text where some are of several. */
function formatsClash(delta: Delta, text: TextValue, isKind: IsKind): boolean {
  return (
    delta.some((part) => typeof part === "object" && kindsOf(part, isKind).length > 0) &&
    hasClash(text, isKind)
  );
}

function hasClash(text: TextValue, isKind: IsKind): boolean {
  return text.toDelta().some((part) => kindsOf(part, isKind).length > 1);
}

function kindsOf(part: Part, isKind: IsKind): readonly string[] {
  return Object.keys((part as Insert).attributes ?? {}).filter(isKind);
}

/** A part with one kind of line only. */
function shownPart(part: Part, isKind: IsKind): Part {
  if (typeof part !== "object") return part;
  const [kind] = kindsOf(part, isKind).toSorted();
  return formatted(part, (name) => name === kind || !isKind(name));
}

/** A part with those of its attributes that `isKept` names. */
function formatted(part: Insert | Format, isKept: (name: string) => boolean): Part {
  const kept = Object.entries(part.attributes ?? {}).filter(([name]) => isKept(name));
  return { ...part, attributes: Object.fromEntries(kept) };
}

function newlineAt(length: number): Delta {
  return [...keep(length), "\n"];
}

function keep(length: number): Delta {
  return length > 0 ? [length] : [];
}
