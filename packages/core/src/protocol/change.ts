import type { SeenField } from "../change/check-seen.ts";
import type { Json } from "../json.ts";
import type { Seq } from "../log.ts";
import type { OpsByKey } from "../model/op.ts";
import { type Numbers, numbersPart, parseNumbers } from "./numbers.ts";
import { encodeOps, parseOps } from "./ops.ts";
import { encodeSeen, parseSeen } from "./seen.ts";
import { asArray, asCount, asFlag, asJson, asSeat, asString, asTuple, trimmed } from "./shape.ts";

/** A named mutation and its arguments. The server runs it for real. */
export interface MutationCall {
  readonly name: string;
  readonly args: Json;
}

/** Which change is to be taken back, where what that writes is too large for a message or not known to its author. */
export interface UndoCall {
  /** The counter of the change, one of the same client. */
  readonly n: number;
  /** Its entry comes after this one. */
  readonly after: Seq;
  /** Edits that put letters back which that change deleted. */
  readonly texts?: readonly Reinsertion[];
}

/** An edit of a text that inserts, in order, all that a change deleted from it. */
export interface Reinsertion {
  readonly key: string;
  readonly id: string;
  readonly field: string;
  /** A delta with `[n]` where it inserts the next n units of what was deleted. */
  readonly steps: readonly (number | readonly [number])[];
}

/**
 * One change. Its `n` ends exactly once, as an entry of the log: committed or refused. On the wire it is one of
 *
 * - `["c", seat, n, base, ops, strict?, gesture?, seen?]`
 * - `["m", seat, n, base, [mutation, args], strict?, gesture?]`
 * - `["u", seat, n, base, ops, [undone n, after, texts?], strict?]`, a text `[key, id, field, steps]`
 * - `["x", seat, n]`, which ends numbers that had ended in a log that went back
 *
 * where `strict` is 1, or 0 before a `gesture` or `seen`, `gesture` is null before `seen` where there is none, and `n` is `[first, n]` for one that was composed of several, or for several numbers.
 */
export interface Change extends Numbers {
  readonly type: "change";
  readonly seat: number;
  /** The last `seq` its author had seen. */
  readonly base: Seq;
  /** What to write; or, for a mutation, which one to run. */
  readonly ops?: OpsByKey;
  readonly mutation?: MutationCall;
  /** The server writes what takes that change back; `ops` are edits of texts that belong to it. */
  readonly undo?: UndoCall;
  /** Refuse the whole change when something it writes to is gone. */
  readonly strict?: true;
  /** The gesture which this change ends. */
  readonly gesture?: number;
  /** Refuse the whole change when one of these fields holds something else by now. */
  readonly seen?: readonly SeenField[];
  /** It writes nothing: its numbers went with a log that went back, and end as refused. */
  readonly isGone?: true;
}

export function parseChange(parts: readonly unknown[]): Change {
  if (parts[0] === "x") return parseGone(parts);
  const isUndo = parts[0] === "u";
  asTuple(parts, "change", isUndo ? 6 : 5, parts[0] === "c" ? 8 : 7);
  const change: { -readonly [Field in keyof Change]: Change[Field] } = {
    type: "change",
    seat: asSeat(parts[1], "change.seat"),
    ...parseNumbers(parts[2], "change.n"),
    base: asCount(parts[3], "change.base"),
  };
  if (parts[0] === "m") change.mutation = parseMutation(parts[4]);
  else change.ops = parseOps(parts[4]);
  if (isUndo) change.undo = parseUndo(parts[5]);
  const at = isUndo ? 6 : 5;
  if (parts.length > at && asFlag(parts[at], "change.strict")) change.strict = true;
  const hasSeen = parts.length > 7;
  if (!isUndo && parts.length > 6 && !(hasSeen && parts[6] === null))
    change.gesture = asCount(parts[6], "change.gesture", 1);
  if (hasSeen) change.seen = parseSeen(parts[7]);
  return change;
}

function parseGone(parts: readonly unknown[]): Change {
  asTuple(parts, "change", 3);
  const numbers = parseNumbers(parts[2], "change.n");
  return {
    type: "change",
    seat: asSeat(parts[1], "change.seat"),
    ...numbers,
    base: 0,
    isGone: true,
  };
}

function parseMutation(value: unknown): MutationCall {
  const call = asTuple(value, "change.mutation", 2);
  return {
    name: asString(call[0], "change.mutation.name"),
    args: asJson(call[1], "change.mutation.args"),
  };
}

/** Texts of which one undo may put letters back, and the steps of all of them. */
const MAX_TEXTS = 1000;
const MAX_STEPS = 200_000;

function parseUndo(value: unknown): UndoCall {
  const call = asTuple(value, "change.undo", 2, 3);
  const n = asCount(call[0], "change.undo.n", 1);
  const after = asCount(call[1], "change.undo.after");
  if (call.length === 2) return { n, after };
  const texts = asArray(call[2], "change.undo.texts", MAX_TEXTS).map(parseReinsertion);
  return { n, after, texts };
}

function parseReinsertion(value: unknown): Reinsertion {
  const what = "change.undo.texts";
  const text = asTuple(value, what, 4);
  const steps = asArray(text[3], `${what}.steps`, MAX_STEPS).map((step) => {
    if (!Array.isArray(step)) return asCount(step, `${what}.steps`, -Number.MAX_SAFE_INTEGER);
    return [asCount(asTuple(step, `${what}.steps`, 1)[0], `${what}.steps`, 1)] as const;
  });
  return {
    key: asString(text[0], `${what}.key`, 256),
    id: asString(text[1], `${what}.id`, 256),
    field: asString(text[2], `${what}.field`, 256),
    steps,
  };
}

/** The frame of a change, as it goes over the wire: its ops, or the mutation or undo that it names. */
export function encodeChange(change: Omit<Change, "type">): string {
  const { seat, base, ops = {}, mutation, undo, strict, gesture, seen } = change;
  const n = numbersPart(change);
  if (change.isGone) return encoded("x", seat, n);
  const isLast = gesture === undefined && seen === undefined;
  const isStrict = strict === true ? 1 : isLast ? undefined : 0;
  const rest = [isStrict, gesture ?? (seen && null)];
  if (mutation !== undefined)
    return encoded("m", seat, n, base, [mutation.name, mutation.args], ...rest);
  if (undo === undefined)
    return encoded("c", seat, n, base, encodeOps(ops), ...rest, seen && encodeSeen(seen));
  const texts = undo.texts?.map(({ key, id, field, steps }) => [key, id, field, steps]);
  const call = trimmed([undo.n, undo.after, texts]);
  return encoded("u", seat, n, base, encodeOps(ops), call, isStrict);
}

function encoded(...parts: readonly unknown[]): string {
  return JSON.stringify(trimmed(parts));
}
