import { inWords } from "#words";
import type { Json } from "../json.ts";
import { misused } from "../mistake.ts";
import type { Op } from "../model/op.ts";
import { topKeyOf } from "../model/top-key.ts";
import type { Replica } from "../pending/replica.ts";
import type { RecordSchema } from "../schema/kinds.ts";
import type { PartToRestore } from "./restoring.ts";

/** Letters of a text from one position of it up to another, in UTF-16 code units. */
export type TextRange = readonly [from: number, to: number];

/**
 * A part of a room: a top-level key, the id of a record, or one field of a record (`root` has the top-level ones); of a text, between two
 * positions of it as it is now, in UTF-16 units.
 */
export type RoomPart =
  | string
  | {
      readonly id: string;
      readonly field?: string;
      readonly range?: TextRange;
    };

/** What a part is, by the definition. Throws `TypeError` for what is none. */
export function partOf(schema: RecordSchema, part: RoomPart): PartToRestore {
  if (typeof part === "string") {
    const keys = Array.from(schema.fields.keys(), topKeyOf);
    return keys.includes(part) ? { key: part } : { id: part };
  }
  const { id, field, range } = part;
  const isField = field === undefined || typeof field === "string";
  if (typeof id === "string" && isField && (range === undefined || isRange(range))) return part;
  throw misused(
    "historyOf",
    inWords(() => "part should be a top-level key, a record's id, or { id, field, range }"),
    part,
  );
}

/** Throws `TypeError` for what is no range of a text. */
export function checkRange(range: TextRange | undefined): void {
  if (range === undefined || (isRange(range) && range[0] >= 0 && range[0] <= range[1])) return;
  throw misused(
    "historyOf",
    inWords(() => "the range should be [from, to], two positions in the text"),
    range,
  );
}

function isRange(range: unknown): range is TextRange {
  return Array.isArray(range) && range.length === 2 && range.every(Number.isSafeInteger);
}

/** Whether an op writes to a part. */
export function isOf(part: PartToRestore, key: string, op: Op): boolean {
  if ("key" in part) return part.key === key;
  if (part.field !== undefined)
    return op.id === part.id && "field" in op && op.field === part.field;
  return op.id === part.id || ("in" in op && op.in.of === part.id);
}

/** Where a plain field has the old id of a record that was made anew. */
export function referencesTo(
  replica: Replica,
  renamed: ReadonlyMap<string, string>,
): readonly { readonly id: string; readonly field: string }[] {
  if (renamed.size === 0) return [];
  const found: { id: string; field: string }[] = [];
  for (const node of replica.state.nodes.values())
    for (const field of Object.keys(node.fields))
      if (hasOneOf(replica.field(node, field), renamed)) found.push({ id: node.id, field });
  return found;
}

function hasOneOf(value: Json | undefined, ids: ReadonlyMap<string, string>): boolean {
  if (typeof value === "string") return ids.has(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((one) => hasOneOf(one, ids));
}
