import type Quill from "quill/core.js";
import type { Range } from "quill/core.js";
import Link from "quill/formats/link.js";

interface Linkable {
  readonly range: { readonly index: number; readonly length: number };
  /** Where it leads now. */
  readonly href: string | undefined;
}

/** What a link would be made of: the selection, or else the whole link at the caret. */
export function linkAt(quill: Quill): Linkable {
  const range: Range = quill.getSelection(true);
  const [blot] = quill.scroll.descendant(Link, range.index);
  const href = quill.getFormat(range)["link"];
  if (range.length > 0 || !blot) return { range, href: asString(href) };
  return {
    range: { index: blot.offset(quill.scroll), length: blot.length() },
    href: asString(blot.formats()["link"]),
  };
}

/** Links the range, or takes its link away. Where there is no text yet, the address is it. */
export function setLink(
  quill: Quill,
  { index, length }: Linkable["range"],
  to: string | false,
): void {
  if (length > 0) quill.formatText(index, length, "link", to, "user");
  else if (to !== false) quill.insertText(index, to.replace(/^mailto:/, ""), "link", to, "user");
  quill.focus({ preventScroll: true });
}

function asString(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
