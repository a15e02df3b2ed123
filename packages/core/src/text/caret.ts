import type { Seq } from "../ids.ts";
import type { Delta, Side } from "./delta.ts";
import { mapPosition } from "./position.ts";

/** A caret or selection in a text, in UTF-16 code units. */
export interface Caret {
  /** The record that holds the text; `root` for a text at the top of storage. */
  readonly id: string;
  readonly field: string;
  /** Where the selection began. */
  readonly anchor: number;
  /** Where it ends and the caret blinks. */
  readonly head: number;
  /** The `seq` of the log for which the offsets hold. Filled in when it is sent. */
  readonly seq?: Seq;
}

/** The caret after an edit of its text. An insert right at it leaves it to the `stick` of what was inserted. */
export function moveCaret(caret: Caret, delta: Delta, stick: Side): Caret {
  const anchor = mapPosition(caret.anchor, delta, stick);
  const head = mapPosition(caret.head, delta, stick);
  return anchor === caret.anchor && head === caret.head ? caret : { ...caret, anchor, head };
}
