import type { Json } from "../json.ts";
import { compose } from "./compose.ts";
import type { Delta } from "./delta.ts";
import { diff } from "./diff.ts";
import { invert } from "./invert.ts";
import { packOps } from "./packed.ts";
import { PendingTexts } from "./pending-texts.ts";
import { textContent } from "./text-content.ts";
import type { TextState } from "./text-state.ts";
import { TextValue, type TextJson } from "./text-value.ts";
import { cross } from "./transform.ts";

/** All that a room with texts needs and another room does not: `text()` brings it along, so nobody else loads it. */
export interface TextEngine {
  /** The text that is stored as `json`; the empty one for nothing. */
  open(json: Json | undefined): TextValue;
  /** The text that is written as `json`, of any length. Throws `Invalid`, with the path, for what is no text. */
  parse(json: unknown, path: string): TextValue;
  readonly compose: typeof compose;
  readonly cross: typeof cross;
  readonly diff: typeof diff;
  readonly pack: typeof packOps;
  invert(delta: Delta, before: TextValue): Delta;
  /** The own edits of a room's texts that are not in the log. */
  pending(state: TextState): PendingTexts;
}

/** The arithmetic of texts. Definitions that hold a `text()` bring it along, so that pages without texts do not load it. */
export const textEngine: TextEngine = {
  open: (json) => (json === undefined ? TextValue.empty : TextValue.from(json as TextJson)),
  parse: (json, path) => TextValue.from(textContent(json, path, Infinity) ?? ""),
  compose,
  cross,
  diff,
  invert,
  pack: packOps,
  pending: (state) => new PendingTexts(state),
};
