import type { TextValue } from "./text-value.ts";

/** A record, as far as its texts go. */
export interface TextHolder {
  readonly id: string;
  /** Only its id and place are known: what it holds is not. */
  readonly stub: boolean;
  /** The texts of it that were read or edited, by field. */
  readonly texts: ReadonlyMap<string, TextValue> | undefined;
}

/** Where the texts of a room stand, as its log has them. The model is given in from above: texts know nothing of it. */
export interface TextState {
  /** The records in the log. */
  readonly nodes: ReadonlyMap<string, TextHolder>;
  /** Records that only pending ops have made. */
  readonly unborn: ReadonlyMap<string, TextHolder>;
  text(node: TextHolder, field: string): TextValue;
  writeText(node: TextHolder, field: string, text: TextValue): void;
}

/** The texts of a room as they are seen. */
export interface SeenTexts {
  node(id: string): TextHolder | undefined;
  text(node: TextHolder, field: string): TextValue;
}

/** The change that an edit belongs to. Edits are ordered as their changes are. */
export interface TextOwner {
  readonly n: number | string;
}
