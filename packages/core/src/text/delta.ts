import type { Json } from "../json.ts";

/** Attributes of a stretch of text, by name: `{ bold: true }`. In a `retain`, null takes one away. */
export interface Attributes {
  readonly [name: string]: Json;
}

/** Something in a text that is no text, an image say: `{ image: "…" }`. One key, and one place long. */
export interface Embed {
  readonly [kind: string]: Json;
}

/** Inserts text with attributes, or an embed. Text without attributes is inserted by a string alone. */
export interface Insert {
  readonly insert: string | Embed;
  readonly attributes?: Attributes;
}

/** Keeps a stretch of text and changes its attributes. What keeps them is a number alone. */
export interface Format {
  readonly retain: number;
  readonly attributes: Attributes;
}

/** One step of a delta: `n > 0` keeps n, `n < 0` deletes -n, a string inserts. In UTF-16 code units; an embed is 1. */
export type Part = number | string | Insert | Format;

/**
 * A change to a text, read left to right over the text before: `[5, "abc", -2]`. In normal form: an insert comes before a delete
 * at the same spot, alike neighbours are one, nothing is empty, and the end has no plain retain. `[]` changes nothing.
 */
export type Delta = readonly Part[];

/** Which of two inserts at one spot comes first, and whose attribute counts where both set one. */
export type Side = "left" | "right";
