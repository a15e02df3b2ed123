import type { Path } from "../../errors.ts";
import type { Delta } from "../../text/delta.ts";
import type { TextEngine } from "../../text/engine.ts";
import type { TextCheck, TextDraft, TextSink } from "../../text/text-draft.ts";
import type { TextHolder } from "../../text/text-state.ts";
import type { TextJson, TextValue } from "../../text/text-value.ts";
import type { Drafted } from "../drafting.ts";
import type { Schemas } from "../standard-schema.ts";

/** A text that many people type in. `A` are its attributes, `E` what may stand in it besides text. */
export interface Text<A extends Schemas = Schemas, E extends Schemas = Schemas> {
  readonly "~kind": "text";
  readonly "~node": (path: string) => TextNode;
  readonly attributes: A;
  readonly embeds: E;
}

/** A text that many people edit at once. */
export interface TextNode extends TextCheck, Drafted<unknown> {
  readonly kind: "text";
  readonly engine: TextEngine;
  draft(writer: TextSink, node: TextHolder, name: string, key: string, path: string): TextDraft;
  /** An app's edit of the text `before`, in normal form. Throws what the draft throws. */
  checked(given: Delta, before: TextValue, path: Path): Delta;
  /** What a new record's text begins with, as it is stored; undefined for nothing. Throws `Invalid`. */
  create(value: unknown, path: Path): TextJson | undefined;
}
