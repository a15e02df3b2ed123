import Block from "quill/blots/block.js";
import Quill from "quill/core.js";
import type { Op } from "quill/core.js";
import Blockquote from "quill/formats/blockquote.js";
import Bold from "quill/formats/bold.js";
import CodeBlock, { Code } from "quill/formats/code.js";
import Header from "quill/formats/header.js";
import Indent from "quill/formats/indent.js";
import Italic from "quill/formats/italic.js";
import Link from "quill/formats/link.js";
import List from "quill/formats/list.js";
import Strike from "quill/formats/strike.js";
import Underline from "quill/formats/underline.js";
import { RichDocument } from "./definition.ts";
import { DocumentHistory } from "./history.ts";
import { linkTo } from "./link.ts";
import { TextDrop } from "./text-drop.ts";
import "quill/dist/quill.core.css";

Quill.register("modules/uploader", TextDrop, true);
Quill.register("modules/history", DocumentHistory, true);
Quill.register({
  "formats/blockquote": Blockquote,
  "formats/bold": Bold,
  "formats/code": Code,
  "formats/code-block": CodeBlock,
  "formats/header": Header,
  "formats/indent": Indent,
  "formats/italic": Italic,
  "formats/link": Link,
  "formats/list": List,
  "formats/strike": Strike,
  "formats/underline": Underline,
});

// Each line runs as its first letter says: paragraphs, and all that is made of them.
const create = Block.create;
Block.create = function (this: typeof Block, value?: unknown): HTMLElement {
  const line = create.call(this, value);
  line.dir = "auto";
  return line;
};

// What Quill shows of a link that leads elsewhere is "about:blank".
Link.PROTOCOL_WHITELIST = ["http", "https", "mailto", "tel"];

/** Quill in `place`, with the formats that a document may have and no others. */
export function openQuill(place: HTMLElement): Quill {
  const root = place.appendChild(document.createElement("div"));
  const quill = new Quill(root, {
    formats: Object.keys(RichDocument.storage.body.attributes),
    placeholder: "Write something. Everyone with the link sees it as you type.",
    modules: { history: { userOnly: true } },
  });
  quill.root.setAttribute("aria-label", "Text of this document");
  quill.root.setAttribute("role", "textbox");
  quill.root.setAttribute("aria-multiline", "true");
  // Quill leaves out what it does not know.
  quill.clipboard.addMatcher("img, picture, svg, video, audio, iframe, object", (_node, delta) => {
    dropOf(quill).upload();
    return delta;
  });
  quill.clipboard.addMatcher("td, th", (cell, delta) => {
    delta.ops = cellOf(cell, delta.ops);
    return delta;
  });
  quill.root.addEventListener("click", ({ target, ctrlKey, metaKey }) => {
    const link = target instanceof Element ? target.closest("a") : null;
    if (link === null || !(ctrlKey || metaKey)) return;
    const to = linkTo(link.getAttribute("href") ?? "");
    if (to !== undefined) window.open(to, "_blank", "noopener,noreferrer");
  });
  quill.clipboard.addMatcher("a", (_node, delta) => {
    for (const { attributes } of delta.ops) {
      if (!attributes || !("link" in attributes)) continue;
      const link = linkTo(String(attributes["link"]));
      if (link === undefined) delete attributes["link"];
      else attributes["link"] = link;
    }
    return delta;
  });
  return quill;
}

/** A cell of a table that is pasted: a row becomes a line, with a tab between its cells. */
function cellOf(cell: Node, ops: readonly Op[]): Op[] {
  const isLast = cell instanceof Element && cell.nextElementSibling === null;
  const words = ops.map(({ insert = "", attributes = {} }, i) => {
    if (typeof insert !== "string") return { insert, attributes };
    // A cell's own end, and what stands on lines of its own in it.
    const text = i === ops.length - 1 ? insert.trimEnd() : insert;
    return { insert: text.replaceAll(/\s*\n\s*/g, " "), attributes };
  });
  return [...words.filter(({ insert }) => insert !== ""), { insert: isLast ? "\n" : "\t" }];
}

/** What takes in files and what is dropped, in an editor that `openQuill` made. */
export function dropOf(quill: Quill): TextDrop {
  return quill.getModule("uploader") as TextDrop;
}

/** The history of an editor that `openQuill` made. */
export function historyOf(quill: Quill): DocumentHistory {
  return quill.history as DocumentHistory;
}
