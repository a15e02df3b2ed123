import { isDelete, isInsert, lengthOf, textOf } from "@alongside/core/text";
import type { Delta, Part } from "@alongside/core/text";
import { Text } from "@codemirror/state";
import type { ChangeSet, ChangeSpec } from "@codemirror/state";

/** CodeMirror's changes of a document as one delta; whatever ends the lines there, here it is "\n". */
export function deltaOf(changes: ChangeSet): Delta {
  const parts: Part[] = [];
  let at = 0;
  changes.iterChanges((from, to, _fromNow, _toNow, inserted) => {
    if (from > at) parts.push(from - at);
    if (inserted.length > 0) parts.push(inserted.sliceString(0, inserted.length, "\n"));
    if (to > from) parts.push(from - to);
    at = to;
  });
  return parts;
}

/** A delta as changes of a document, without attributes. */
export function changesOf(delta: Delta): ChangeSpec[] {
  return replacements(delta).map(({ from, to, text }) => ({
    from,
    to,
    insert: Text.of(text.split("\n")),
  }));
}

/** A stretch of a text and what comes in its place. */
interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** What a delta replaces, in order and in the text before, as an editor without attributes shows it: an embed is U+FFFC. */
function replacements(delta: Delta): readonly Replacement[] {
  const out: Replacement[] = [];
  let at = 0;
  for (const part of delta) {
    const text = isInsert(part) ? textOf(part) : "";
    const to = isInsert(part) ? at : at + lengthOf(part);
    const last = out.at(-1);
    if (text !== "" || isDelete(part)) {
      if (last?.to === at) out.splice(-1, 1, { from: last.from, to, text: last.text + text });
      else out.push({ from: at, to, text });
    }
    at = to;
  }
  return out;
}
