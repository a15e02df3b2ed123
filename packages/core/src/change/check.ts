import { Invalid, Refused } from "../errors.ts";
import { isVisible } from "../model/node.ts";
import type { Op, OpsByKey } from "../model/op.ts";
import { sumOf } from "../model/state.ts";
import type { OpenChange } from "../pending/open-change.ts";
import type { Replica } from "../pending/replica.ts";
import { hasName } from "../schema/record/paths.ts";
import type { ChangeAuthor } from "./author.ts";
import { checkAct } from "./check-act.ts";
import { checkMove, checkNew } from "./check-structure.ts";
import { checkText } from "./check-text.ts";
import { Fault, wrongType } from "./fault.ts";
import { checkId, fieldAt, recordUnder } from "./subject.ts";

/** How checking ended. Where it is `ok`, the ops that count are in the change; else nothing of it is. */
export type Checked =
  | {
      readonly ok: true;
      /** What was written. */
      readonly ops: OpsByKey;
      /** Ops that had nothing to write to, by their place in what was asked for. */
      readonly void: readonly (readonly [key: string, index: number])[];
      /** Whether what was written is not what was asked for, op by op. */
      readonly differs: boolean;
    }
  | { readonly ok: false; readonly code: string; readonly message: string };

/**
 * Checks the ops somebody sent against the schema and the state, and writes those that count to `change`, one by one, as an
 * op may lean on the one before. An op on a record that does not exist, or that its author may not read, is void; so is the
 * insert of one that exists where its author may not read. A refused change is aborted. Throws
 * `BadMessage`, with the change aborted, for an edit that cannot have been made to the text it names, and for a new record's
 * counter that is no number.
 */
export function checkOps(
  replica: Replica,
  change: OpenChange,
  ops: OpsByKey,
  author: ChangeAuthor,
): Checked {
  let gone: (readonly [string, number])[] | undefined;
  try {
    for (const key in ops) {
      const isFeed = replica.schema.feeds?.has(key) === true;
      if (!isFeed && !hasName(replica.schema, key)) {
        throw new Fault("op.unknown-field", `There is no top-level key ${JSON.stringify(key)}`);
      }
      const list = ops[key] ?? [];
      for (let index = 0; index < list.length; index++) {
        const op = list[index] as Op;
        if ((op.op === "feed") !== isFeed)
          throw new Fault("op.wrong-type", `${key} is ${isFeed ? "" : "not "}a feed`);
        const isVoid = !checkOp(replica, key, op, author);
        if (author.strict && (isVoid || isGone(replica, op))) {
          throw new Fault("op.void", `${key}: a record that the change writes to is gone`);
        }
        if (isVoid) (gone ??= []).push([key, index]);
        else change.push(key, op);
      }
    }
  } catch (error) {
    change.abort();
    return faultOf(error);
  }
  const written = change.ops();
  const differs = gone !== undefined || !sameOps(ops, written);
  return { ok: true, ops: written, void: gone ?? [], differs };
}

/**
 * Writes ops that take a change back, each made once the one before is written, as far as they count. A refused change is
 * aborted. Throws as `checkOps` does.
 */
export function checkInverse(
  replica: Replica,
  change: OpenChange,
  ops: Iterable<readonly [key: string, op: Op]>,
  author: ChangeAuthor,
): Checked {
  try {
    for (const [key, op] of ops) if (checkOp(replica, key, op, author)) change.push(key, op);
  } catch (error) {
    change.abort();
    return faultOf(error);
  }
  return { ok: true, ops: change.ops(), void: [], differs: true };
}

/** Why a change is refused. Throws any other error. */
function faultOf(error: unknown): Checked {
  if (error instanceof Fault || error instanceof Refused)
    return { ok: false, code: error.code, message: error.message };
  if (error instanceof Invalid)
    return { ok: false, code: refusalCode(error), message: error.message };
  throw error;
}

/** Whether the op counts; false when it is void. Throws `Fault` or `Invalid`. */
function checkOp(replica: Replica, key: string, op: Op, author: ChangeAuthor): boolean {
  switch (op.op) {
    case "insert":
    case "put":
      return checkNew(replica, key, op, author);
    case "set": {
      const node = recordUnder(replica, key, op.id, author);
      if (node === undefined) return false;
      const field = fieldAt(replica, key, node, op.field);
      if (field.kind !== "plain") throw wrongType(op.field, field, "plain value");
      const path = (): string => `${key}.${op.id}.${op.field}`;
      if (op.value !== undefined) field.parse(op.value, path);
      else if (!field.optional)
        throw new Invalid(path(), "is not optional, so it cannot be removed");
      return true;
    }
    case "add": {
      const node = recordUnder(replica, key, op.id, author);
      if (node === undefined) return false;
      const field = fieldAt(replica, key, node, op.field);
      if (field.kind !== "counter") throw wrongType(op.field, field, "counter");
      const sum = sumOf(replica.field(node, op.field)) + op.by;
      if (!Number.isSafeInteger(op.by) || !Number.isSafeInteger(sum)) {
        throw new Fault(
          "counter.range",
          `${op.field} would be ${sum}, which is not a safe integer`,
        );
      }
      return true;
    }
    case "text":
      return checkText(replica, key, op, author);
    case "feed":
      return checkAct(replica, key, op, author);
    case "move":
      return checkMove(replica, key, op, author);
    case "delete":
    case "restore":
      checkId(op.id);
      return recordUnder(replica, key, op.id, author) !== undefined;
  }
}

/** Whether something an op writes to cannot be seen. */
function isGone(replica: Replica, op: Op): boolean {
  if (op.op === "restore" || op.op === "feed") return false;
  const ids = op.op === "insert" || op.op === "put" ? [op.in.of] : [op.id];
  if (op.op === "move") ids.push(op.in.of);
  return ids.some((id) => {
    const node = replica.node(id);
    return node === undefined || !isVisible(node, replica.state.root);
  });
}

/** The code of a change that the schema refuses. */
export function refusalCode(error: Invalid): string {
  return error.code === "text.too-long" ? error.code : "schema.invalid";
}

function sameOps(a: OpsByKey, b: OpsByKey): boolean {
  for (const key in a) {
    const mine = a[key] ?? [];
    const theirs = b[key];
    if (mine.length !== (theirs?.length ?? 0)) return false;
    for (let i = 0; i < mine.length; i++) if (mine[i] !== theirs?.[i]) return false;
  }
  return true;
}
