import type { Delta } from "@alongside/core/text";

/** The field of a record that is a text. */
export interface TextPlace {
  readonly id: string;
  readonly field: string;
}

/** What happened to a text as it is seen. */
export interface TextEvent extends TextPlace {
  /** What changed. Undefined when the two texts could not be compared: whoever listens reads the text anew. */
  readonly delta: Delta | undefined;
  /** An own edit, made just now. */
  readonly isOwn: boolean;
  /** The handle that made it. */
  readonly by?: object | undefined;
}
