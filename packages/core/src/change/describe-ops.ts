import type { OpsByKey } from "../model/op.ts";
import type { Delta } from "../text/delta.ts";

/**
 * What ops do, for people: `2 added to shapes, title set, 12 letters typed in page`. In the order of the keys, and of each key what came
 * and went first.
 */
export function describeOps(ops: OpsByKey): string {
  const words: string[] = [];
  for (const key of Object.keys(ops)) words.push(...describeKey(key, ops[key] ?? []));
  return words.join(", ");
}

function describeKey(key: string, ops: OpsByKey[string]): readonly string[] {
  const counts = { added: 0, deleted: 0, restored: 0, moved: 0, posted: 0, acted: 0 };
  const made = new Set<string>();
  const changed = new Set<string>();
  const fields = new Set<string>();
  let [typed, removed] = [0, 0];
  for (const op of ops) {
    switch (op.op) {
      case "insert":
      case "put":
        made.add(op.id);
        counts.added += 1;
        break;
      case "delete":
        counts.deleted += 1;
        break;
      case "restore":
        counts.restored += 1;
        break;
      case "move":
        counts.moved += 1;
        break;
      case "text":
        typed += lettersIn(op.delta, true);
        removed += lettersIn(op.delta, false);
        break;
      case "feed":
        counts[op.act[0] === "post" ? "posted" : "acted"] += 1;
        break;
      default:
        if (op.id === "root") fields.add(op.field);
        else if (!made.has(op.id)) changed.add(op.id);
    }
  }
  const words: string[] = [];
  if (counts.added > 0) words.push(`${counts.added} added to ${key}`);
  if (counts.deleted > 0) words.push(`${counts.deleted} deleted from ${key}`);
  if (counts.restored > 0) words.push(`${counts.restored} brought back in ${key}`);
  if (counts.moved > 0) words.push(`${counts.moved} moved in ${key}`);
  if (counts.posted > 0) words.push(`${counts.posted} posted in ${key}`);
  if (counts.acted > 0) words.push(`${counts.acted} acts on posts in ${key}`);
  if (changed.size > 0) words.push(`${changed.size} changed in ${key}`);
  for (const field of fields) words.push(`${field} set`);
  if (typed > 0) words.push(`${letters(typed)} typed in ${key}`);
  if (removed > 0) words.push(`${letters(removed)} deleted in ${key}`);
  if (words.length === 0 && ops.length > 0) words.push(`${key} formatted`);
  return words;
}

function letters(count: number): string {
  return count === 1 ? "1 letter" : `${count} letters`;
}

/** How many units a delta inserts, or deletes; an embed is one. */
function lettersIn(delta: Delta, isInserted: boolean): number {
  let count = 0;
  for (const step of delta) {
    if (typeof step === "number") count += !isInserted && step < 0 ? -step : 0;
    else if (isInserted && typeof step === "string") count += step.length;
    else if (isInserted && typeof step === "object" && "insert" in step)
      count += typeof step.insert === "string" ? step.insert.length : 1;
  }
  return count;
}
