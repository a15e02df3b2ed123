import type { Json } from "../json.ts";
import type { Seq } from "../log.ts";
import type { OpsByKey } from "../model/op.ts";
import { parseOps } from "./ops.ts";
import { asCount, asJson, asObject, asString } from "./shape.ts";

/** A named mutation and its arguments. The server runs it for real. */
export interface MutationCall {
  readonly name: string;
  readonly args: Json;
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
  if (mutation === undefined) change.ops = parseOps(message["ops"]);
  else change.mutation = parseMutation(mutation);
  if (message["strict"] === true) change.strict = true;
  if (message["gesture"] !== undefined)
    change.gesture = asCount(message["gesture"], "change.gesture", 1);
  return change;
}

function parseMutation(value: unknown): MutationCall {
  const call = asObject(value, "change.mutation");
  return {
    name: asString(call["name"], "change.mutation.name"),
    args: asJson(call["args"], "change.mutation.args"),
  };
}
