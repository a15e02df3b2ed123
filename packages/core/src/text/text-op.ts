import type { Delta } from "./delta.ts";

/** Edits a text. In the log the delta stands over the text as it was at the entry before. A change has one for each text it edits. */
export interface TextOp {
  readonly op: "text";
  readonly id: string;
  readonly field: string;
  readonly delta: Delta;
}
