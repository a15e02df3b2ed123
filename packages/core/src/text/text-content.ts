import { Invalid, type Path, pathText } from "../errors.ts";
import { checkJson } from "../json.ts";
import { normalize } from "./builder.ts";
import type { Delta, Insert } from "./delta.ts";
import { TextValue, type TextJson } from "./text-value.ts";

/** Text as a room holds it: lines end with `\n` alone. */
export function unixLines(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/** What an app gave as a text's content, as it is stored: undefined for nothing. Throws `Invalid` for what is no text. */
export function textContent(value: unknown, path: Path): TextJson | undefined {
  if (value === undefined || value === "") return undefined;
  if (value instanceof TextValue) return value.length === 0 ? undefined : value.toJSON();
  checkJson(value, path);
  if (typeof value === "string") return unixLines(value);
  const delta = Array.isArray(value) ? (value as Delta) : [0];
  if (!delta.every(isInsert))
    throw new Invalid(pathText(path), "should be a text, or an array of what it consists of");
  return TextValue.empty.apply(tidyDelta(delta)).toJSON();
}

/** A delta in normal form, whose lines end with `\n` alone. */
export function tidyDelta(delta: Delta): Delta {
  return normalize(
    delta.map((part) => {
      if (typeof part === "string") return unixLines(part);
      if (typeof part === "number" || !("insert" in part) || typeof part.insert !== "string")
        return part;
      return { ...part, insert: unixLines(part.insert) };
    }),
  );
}

function isInsert(part: unknown): part is string | Insert {
  return (
    typeof part === "string" || (typeof part === "object" && part !== null && "insert" in part)
  );
}
