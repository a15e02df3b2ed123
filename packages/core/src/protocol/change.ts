import type { Json } from "../json.ts";
import type { Seq } from "../log.ts";
import type { OpsByKey } from "../model/op.ts";
import { parseOps } from "./ops.ts";
import { asArray, asCount, asJson, asObject, asString, BadMessage } from "./shape.ts";

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

/** One change. Its `n` ends exactly once, as an entry of the log: committed or refused. */
export interface Change {
  readonly type: "change";
  readonly room: string;
  /** This client's counter in this room: exactly one more than the last. */
  readonly n: number;
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
}

export function parseChange(value: unknown): Change {
  const message = asObject(value, "change");
  const mutation = message["mutation"];
  const change: { -readonly [Field in keyof Change]: Change[Field] } = {
    type: "change",
    room: asString(message["room"], "change.room", 256),
    n: asCount(message["n"], "change.n", 1),
    base: asCount(message["base"], "change.base"),
  };
  const undo = message["undo"];
  if (undo !== undefined && mutation !== undefined)
    throw new BadMessage("A change runs a mutation or takes another one back, not both");
  if (mutation === undefined)
    change.ops = parseOps(message["ops"] ?? (undo === undefined ? undo : {}));
  else change.mutation = parseMutation(mutation);
  if (message["strict"] === true) change.strict = true;
  if (message["gesture"] !== undefined)
    change.gesture = asCount(message["gesture"], "change.gesture", 1);
  if (undo !== undefined) change.undo = parseUndo(undo);
  return change;
}

function parseMutation(value: unknown): MutationCall {
  const call = asObject(value, "change.mutation");
  return {
    name: asString(call["name"], "change.mutation.name"),
    args: asJson(call["args"], "change.mutation.args"),
  };
}

/** Texts of which one undo may put letters back, and the steps of all of them. */
const MAX_TEXTS = 1000;
const MAX_STEPS = 200_000;

function parseUndo(value: unknown): UndoCall {
  const call = asObject(value, "change.undo");
  const n = asCount(call["n"], "change.undo.n", 1);
  const after = asCount(call["after"], "change.undo.after");
  if (call["texts"] === undefined) return { n, after };
  const texts = asArray(call["texts"], "change.undo.texts", MAX_TEXTS).map(parseReinsertion);
  return { n, after, texts };
}

function parseReinsertion(value: unknown): Reinsertion {
  const text = asObject(value, "change.undo.texts");
  const name = (part: string): string => asString(text[part], `change.undo.texts.${part}`, 256);
  const steps = asArray(text["steps"], "change.undo.texts.steps", MAX_STEPS).map((step) => {
    if (!Array.isArray(step))
      return asCount(step, "change.undo.texts.steps", -Number.MAX_SAFE_INTEGER);
    return [asCount(step[0], "change.undo.texts.steps", 1)] as const;
  });
  return { key: name("key"), id: name("id"), field: name("field"), steps };
}
