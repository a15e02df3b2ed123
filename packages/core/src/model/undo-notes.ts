import type { Json } from "../json.ts";
import type { Delta } from "../text/delta.ts";
import type { TextEngine } from "../text/engine.ts";
import type { TextValue } from "../text/text-value.ts";
import type { ContainerRef } from "./op.ts";

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
}

/** What takes an edit of a text back. It stands over the text as it is seen once every later step was taken back. */
export interface TextNote {
  readonly kind: "text";
  readonly key: string;
  readonly id: string;
  readonly field: string;
  readonly engine: TextEngine;
  /** The text before the edit, until that is known. */
  before: TextValue | undefined;
  delta: Delta;
}

export type Note = FieldNote | SumNote | LifeNote | PlaceNote | TextNote;
