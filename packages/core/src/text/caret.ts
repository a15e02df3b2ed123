import type { Seq } from "../log.ts";
import type { Schema } from "../schema/standard-schema.ts";
import { Carets, moveCaret } from "./carets.ts";
import type { Delta, Side } from "./delta.ts";

/** A caret or selection in a text, in UTF-16 code units. */
export interface Caret {
  /** The record that holds the text; `root` for a text at the top of storage. */
  readonly id: string;
  readonly field: string;
  /** Where the selection began. */
  readonly anchor: number;
  /** Where it ends and the caret blinks. */
  readonly head: number;
  /** The `seq` of the log for which the offsets hold. Filled in when it is sent. */
  readonly seq?: Seq;
}

/** What moves carets, for who has any. */
export interface CaretEngine {
  /** The caret after an edit of its text. An insert right at it leaves it to the `stick` of what was inserted. */
  move(caret: Caret, delta: Delta, stick: Side): Caret;
  /** Keeps the carets of a page, which are in these fields of presence. */
  track(names: readonly string[]): Carets;
}

const engine: CaretEngine = { move: moveCaret, track: (names) => new Carets(names) };

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
    "~caret": engine,
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
