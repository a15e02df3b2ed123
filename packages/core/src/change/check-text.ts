import { ROOT, type TextOp } from "../model/op.ts";
import type { Replica } from "../pending/replica.ts";
import { BadMessage } from "../protocol/shape.ts";
import { lengthBefore, lengthChange } from "../text/position.ts";
import type { TextValue } from "../text/text-value.ts";
import type { ChangeAuthor } from "./author.ts";
import { wrongType } from "./fault.ts";
import { fieldAt, recordUnder } from "./subject.ts";

/** Whether an edit of a text counts; false when it is void. Throws `Fault`, `Invalid` or `BadMessage`. */
export function checkText(
  replica: Replica,
  key: string,
  op: TextOp,
  author: ChangeAuthor,
): boolean {
  const node = recordUnder(replica, key, op.id, author);
  if (node === undefined) return false;
  const field = fieldAt(replica, key, node, op.field);
  if (field.kind !== "text") throw wrongType(op.field, field, "text");
  const text = replica.text(node, op.field);
  checkFits(key, op, text);
  const path = (): string => `${key}.${op.id}.${op.field}`;
  field.check(op.delta, text.length + lengthChange(op.delta), path);
  return true;
}

/**
 * The inverse of a text edit that is being refused, so that its author can take it back. Undefined when the record or field is no text
 * here. Throws `BadMessage` when the edit reaches past the end of the text or splits a surrogate pair.
 */
export function inverseOf(replica: Replica, key: string, op: TextOp): TextOp | undefined {
  const node = replica.node(op.id);
  if (node === undefined || (op.id !== ROOT && node.key !== key)) return undefined;
  const field = replica.schemaOf(node)?.fields.get(op.field);
  if (field?.kind !== "text") return undefined;
  const text = replica.text(node, op.field);
  checkFits(key, op, text);
  return { ...op, delta: field.engine.invert(op.delta, text) };
}

function checkFits(key: string, op: TextOp, text: TextValue): void {
  const path = `${key}.${op.id}.${op.field}`;
  const covers = lengthBefore(op.delta);
  if (covers > text.length) {
    throw new BadMessage(
      `An edit of ${path} reaches to ${covers}, the text has ${text.length} characters`,
    );
  }
  if (text.splits(op.delta))
    throw new BadMessage(`An edit of ${path} cuts a surrogate pair in two`);
}
