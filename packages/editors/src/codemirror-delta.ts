import type { Delta, Part } from "@alongside/core";
import { Text } from "@codemirror/state";
import type { ChangeSet, ChangeSpec } from "@codemirror/state";
import { replacements } from "./string-change.ts";

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
