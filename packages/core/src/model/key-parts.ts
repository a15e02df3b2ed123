import type { RecordState } from "./record-state.ts";

/** A record of a part. `more`: an earlier part has begun it, and this one has further records that stand in it. */
export interface PartRecord extends RecordState {
  readonly more?: true;
}

/** What is open where a text is cut. */
interface Frame {
  readonly kind: "key" | "records" | "record" | "boxes" | "other";
  /** What opened it, as it is written again where the next part begins. */
  open: string;
  readonly close: "}" | "]";
  /** The last name in it, as JSON. */
  name: string;
}

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const OPENERS = { 91: "]", 123: "}" } as const;
const CLOSERS = new Set([93, 125]);

/**
 * Cuts the JSON of a `KeyState` into JSON of about `size` characters each, between records of any depth, so that a large room is
 * read in steps. Each part is a `KeyState` of `PartRecord`s; `loadPart` takes them in order. A single value is never cut.
 */
export function* keyParts(text: string, size: number): Generator<string> {
  if (text.length <= size) {
    yield text;
    return;
  }
  const stack: Frame[] = [];
  let from = 0;
  let reopened = "";
  let last = "";
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const top = stack.at(-1);
    if (code === QUOTE) {
      const end = endOfString(text, i);
      // Values of fields are passed over unread.
      if (top?.kind !== "other") last = text.slice(i, end + 1);
      i = end;
    } else if (code === COLON) {
      if (top !== undefined) top.name = last;
    } else if (code === COMMA) {
      if (top?.kind === "record" && top.name === '"id"') top.open = `{"id":${last},"more":true,`;
      if (top?.kind !== "records" || i - from < size) continue;
      yield reopened + text.slice(from, i) + closed(stack);
      from = i + 1;
      reopened = opened(stack);
    } else if (code === 91 || code === 123) {
      stack.push(frameIn(top, OPENERS[code]));
    } else if (CLOSERS.has(code)) {
      stack.pop();
    }
  }
  yield reopened + text.slice(from);
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  for (let code = text.charCodeAt(i); code !== QUOTE; code = text.charCodeAt(i)) {
    i += code === BACKSLASH ? 2 : 1;
    if (i >= text.length) throw new SyntaxError(`A string that begins at ${start} has no end`);
  }
  return i;
}

function frameIn(holder: Frame | undefined, close: "}" | "]"): Frame {
  const name = holder?.name ?? "";
  switch (holder?.kind) {
    case undefined:
      return { kind: "key", open: "{", close, name: "" };
    case "key":
      // A plain value is an object or array of its own.
      return name === '"list"' || name === '"map"'
        ? { kind: "records", open: `${name}:[`, close, name: "" }
        : { kind: "other", open: "", close, name: "" };
    case "records":
      return { kind: "record", open: "{", close, name: "" };
    case "record":
      return name === '"lists"' || name === '"maps"'
        ? { kind: "boxes", open: `${name}:{`, close, name: "" }
        : { kind: "other", open: "", close, name: "" };
    case "boxes":
      return { kind: "records", open: `${name}:[`, close, name: "" };
    case "other":
      return { kind: "other", open: "", close, name: "" };
  }
}

function opened(stack: readonly Frame[]): string {
  return stack.map(({ open }) => open).join("");
}

function closed(stack: readonly Frame[]): string {
  return stack
    .toReversed()
    .map(({ close }) => close)
    .join("");
}
