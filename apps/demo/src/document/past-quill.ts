import type { WrittenStretch } from "@alongside/client/history";
import type { TextValue } from "@alongside/core";
import type { Op } from "quill/core.js";
import Quill from "quill/core.js";
import { RichDocument } from "./definition.ts";
import "./quill.ts";

const { Scope, StyleAttributor } = Quill.import("parchment");

/** Whose letters these are, as a colour. Only the past has it: an editor takes in the formats of a document and no others. */
const writer = new StyleAttributor("writer", "border-bottom-color", { scope: Scope.INLINE });

Quill.register("formats/writer", writer, true);

/** Quill in `place`, to read in: nothing is written to it but by `showPast`. */
export function openPast(place: HTMLElement): Quill {
  const root = place.appendChild(document.createElement("div"));
  const quill = new Quill(root, {
    formats: [...Object.keys(RichDocument.storage.body.attributes), "writer"],
    placeholder: "Nothing was written here yet.",
    readOnly: true,
  });
  quill.root.setAttribute("aria-label", "The document as it was");
  quill.root.setAttribute("role", "document");
  return quill;
}

/** Shows a text, each stretch of it in the colour of who wrote it. */
export function showPast(
  quill: Quill,
  body: TextValue,
  written: readonly WrittenStretch[],
  colorOf: (id: string | undefined) => string,
): void {
  const ops: Op[] = [];
  let at = 0;
  function add(to: number, attributes: { readonly writer?: string }): void {
    for (const part of body.toDelta(at, to)) {
      const given = typeof part === "string" ? { insert: part } : part;
      ops.push({ ...given, attributes: { ...given.attributes, ...attributes } });
    }
    at = to;
  }
  for (const { text, by } of written) add(at + text.length, { writer: colorOf(by?.id) });
  add(body.length, {});
  // Quill has a line of its own at the end.
  quill.setContents([...ops, { insert: "\n" }], "silent");
}

/** Brings into sight where a text differs from what it was. */
export function showChange(quill: Quill, before: TextValue, after: TextValue): void {
  const [was, is] = [before.toString(), after.toString()];
  if (was === is) return;
  let at = 0;
  while (at < is.length && was[at] === is[at]) at++;
  const [line] = quill.getLine(at);
  if (line?.domNode instanceof HTMLElement) line.domNode.scrollIntoView({ block: "nearest" });
}
