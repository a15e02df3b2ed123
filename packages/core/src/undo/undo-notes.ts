import type { Json } from "../json.ts";
import type { Delta } from "../text/delta.ts";
import type { TextEngine } from "../text/engine.ts";
import type { TextValue } from "../text/text-value.ts";
import type { ContainerRef, Op } from "../model/op.ts";

// What a change was about to write over, slot by slot.

/** A plain field, as it was and as it was left. */
export interface FieldNote {
  readonly kind: "field";
  readonly key: string;
  readonly id: string;
  readonly field: string;
  before: Json | undefined;
  after: Json | undefined;
}

/** What was added to a counter. */
export interface SumNote {
  readonly kind: "sum";
  readonly key: string;
  readonly id: string;
  readonly field: string;
  by: number;
}

/** A record that came or went. */
export interface LifeNote {
  readonly kind: "life";
  readonly key: string;
  readonly id: string;
  readonly trashed: boolean;
  /** The record of a map whose key it took. */
  displaced: string | undefined;
}

/** A record that was moved: where it stood, and beside whom. */
export interface PlaceNote {
  readonly kind: "place";
  readonly key: string;
  readonly id: string;
  readonly from: ContainerRef;
  readonly left: string | undefined;
  readonly right: string | undefined;
  readonly to: ContainerRef;
  /** Somebody else has moved it since. */
  isLost: boolean;
}

/** The inverse of an edit of a text, over the text right after it; `marks` has it as it is by now. */
export interface TextNote {
  readonly kind: "text";
  readonly key: string;
  readonly id: string;
  readonly field: string;
  readonly engine: TextEngine;
  /** The text before the edit, until that is known. */
  before: TextValue | undefined;
  delta: Delta;
  /** Where somebody follows the text: what takes the edit back now. */
  marks?: TextMarks;
}

/** What takes an edit of a text back, wherever that is by now. */
export interface TextMarks {
  delta(): Delta;
  /** Takes back what was done after it too, before. */
  join(later: TextMarks): void;
  /** Takes nothing back any more. */
  clear(): void;
}

/** What an op wrote over, in one slot, so that it can be taken back. */
export type Note = FieldNote | SumNote | LifeNote | PlaceNote | TextNote;

/** Names the slot that an op writes: a field, the life or the place of a record, or a key of a map. */
export function slotOf(op: Op): string {
  if (op.op === "move") return `${op.id} at`;
  if (op.op === "put") return keySlot(op.in, op.key);
  return "field" in op ? `${op.id} ${op.field}` : op.id;
}

/** Names a key of a map. */
export function keySlot({ of, field }: ContainerRef, key: string | undefined): string {
  return `${of} ${field} ${key}`;
}
