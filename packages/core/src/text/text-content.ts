import { Invalid, type Path, pathText } from "../errors.ts";
import { inWords } from "#words";
import { said } from "../mistake.ts";
import { checkJson, type Json } from "../json.ts";
import { normalize } from "./builder.ts";
import type { Delta, Embed, Format, Insert, Part } from "./delta.ts";
import { asEdit, normalOf } from "./edit.ts";
import { MAX_PARTS, partOf } from "./parts.ts";
import { TextValue, type TextJson } from "./text-value.ts";

/** Half of what the wire takes: what others do meanwhile may cut parts in two. */
const MOST_PARTS = MAX_PARTS / 2;

/** Text as a room holds it: lines end with `\n` alone. */
export function unixLines(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/**
 * What an app gave as a text's content, as it is stored: undefined for nothing. Throws `Invalid` for what is no text, or has more
 * than `most` parts.
 */
export function textContent(
  value: unknown,
  path: Path,
  most: number = MOST_PARTS,
): TextJson | undefined {
  if (value === undefined || value === "") return undefined;
  if (value instanceof TextValue) {
    checkParts(value.toDelta(), path, most);
    return value.length === 0 ? undefined : value.toJSON();
  }
  checkJson(value, path);
  if (typeof value === "string") return unixLines(value);
  if (!Array.isArray(value) || value.some((part) => typeof part === "number" || isFormat(part)))
    throw new Invalid(
      pathText(path),
      inWords(() => "should be a text, or an array of what it consists of"),
    );
  const delta = tidyDelta(value, path, most);
  return delta.length === 0 ? undefined : TextValue.empty.apply(delta).toJSON();
}

/**
 * What an app gave as a delta, in normal form: lines end with `\n` alone, and nothing is inserted with an attribute that is
 * null. Throws `RangeError` for lengths that cannot be, `Invalid` for what is no delta or is not well-formed text.
 */
export function tidyDelta(given: unknown, path: Path, most: number = MOST_PARTS): Delta {
  if (!Array.isArray(given))
    throw new Invalid(
      pathText(path),
      inWords(() => "should be a delta, an array of parts"),
    );
  const parts = given.map((part: unknown) => tidyPart(part, path));
  const edit = asEdit(parts);
  const delta = edit?.attributes === undefined && edit ? normalOf(parts, edit) : normalize(parts);
  checkParts(delta, path, most);
  return delta;
}

function checkParts({ length }: Delta, path: Path, most: number): void {
  if (length > most)
    throw new Invalid(
      pathText(path),
      inWords(() => `has ${length} parts, one change may have ${most}`),
    );
}

function tidyPart(part: unknown, path: Path): Part {
  if (typeof part === "string") return tidyText(part, path);
  if (typeof part === "number") return checkWhole(part, "A length in a delta", -Infinity);
  if (isFormat(part)) return partOf(checkWhole(part.retain, "A length"), part.attributes);
  const { insert, attributes = {} } =
    isObject(part) && "insert" in part ? (part as unknown as Insert) : { insert: part as Embed };
  const names = Object.entries(attributes).filter(([, value]) => value !== null);
  return partOf(content(insert, path), Object.fromEntries(names));
}

/** Text as it is inserted. Throws `Invalid` for a lone surrogate. */
export function tidyText(given: string, path: Path): string {
  if (given.isWellFormed()) return unixLines(given);
  throw new Invalid(
    pathText(path),
    inWords(() => "text has a lone surrogate"),
    "value.json",
  );
}

/** What is inserted, text or an embed. */
function content(given: unknown, path: Path): string | Embed {
  if (typeof given === "string") return tidyText(given, path);
  if (!isObject(given))
    throw new Invalid(
      pathText(path),
      inWords(() => `should insert text or an embed, got ${String(given)}`),
    );
  const keys = Object.keys(given).length;
  if (keys !== 1)
    throw new Invalid(
      pathText(path),
      inWords(() => `an embed has one key, got ${keys}`),
    );
  return given;
}

/** The number, when it is an integer from `least`. Throws `RangeError` otherwise. */
export function checkWhole(n: number, what: string, least = 0): number {
  if (Number.isSafeInteger(n) && n >= least) return n;
  throw new RangeError(
    said(
      "text",
      inWords(() => `${what} is an integer${least === 0 ? " from 0" : ""}, got ${n}`),
      n,
    ),
  );
}

function isFormat(part: unknown): part is Format {
  return isObject(part) && "retain" in part;
}

function isObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null;
}
