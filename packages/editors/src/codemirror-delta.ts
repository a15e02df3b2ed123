import type { Delta, Part } from "@alongside/core";
import { Text } from "@codemirror/state";
import type { ChangeSet, ChangeSpec } from "@codemirror/state";
import { plainText } from "./string-change.ts";

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
export function changesOf(delta: Delta): readonly ChangeSpec[] {
  const changes: ChangeSpec[] = [];
  let at = 0;
  let text = "";
  const insert = (to: number): void => {
    if (text !== "" || to > at) changes.push({ from: at, to, insert: Text.of(text.split("\n")) });
    text = "";
    at = to;
  };
  for (const part of delta) {
    text += plainText(part);
    if (typeof part === "number" && part < 0) insert(at - part);
    else {
      const kept =
        typeof part === "number"
          ? part
          : typeof part === "object" && "retain" in part
            ? part.retain
            : 0;
      if (kept > 0) {
        insert(at);
        at += kept;
      }
    }
  }
  insert(at);
  return changes;
}
