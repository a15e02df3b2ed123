import type { Caret } from "../../text/caret.ts";
import { type CaretEngine, caretEngine } from "../../text/carets.ts";
import type { Schema } from "../standard-schema.ts";

/** The schema of a caret that everybody sees in its place while the text changes around it. */
export interface CaretSchema extends Schema<Caret | null, Caret | null> {
  readonly "~caret": CaretEngine;
}

/**
 * A field of presence: where somebody's caret is, or null. It stays on its letter while everybody types: the server and the
 * readers move it along.
 */
export function caret(): CaretSchema {
  return {
    "~caret": caretEngine,
    "~standard": {
      version: 1,
      vendor: "alongside",
      validate: (given) =>
        given === null || isCaret(given)
          ? { value: given }
          : { issues: [{ message: "should be null or { id, field, anchor, head }" }] },
    },
  };
}

function isCaret(given: unknown): given is Caret {
  if (typeof given !== "object" || given === null) return false;
  const { id, field, anchor, head, seq = 0, ...rest } = given as Partial<Caret>;
  return (
    isName(id) &&
    isName(field) &&
    [anchor, head, seq].every((n) => Number.isSafeInteger(n) && (n as number) >= 0) &&
    Object.keys(rest).length === 0
  );
}

function isName(name: unknown): boolean {
  return typeof name === "string" && name.length > 0 && name.length <= 256;
}
