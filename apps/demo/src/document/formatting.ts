import type Quill from "quill/core.js";
import type { Formats } from "./use-formats.ts";

/** Something that can be switched on and off at the caret or for the selection. */
export interface Format {
  readonly name: string;
  readonly label: string;
  readonly keys?: string;
  readonly value: unknown;
}

export const LETTERS = {
  bold: { name: "bold", label: "Bold", keys: "Ctrl+B", value: true },
  italic: { name: "italic", label: "Italic", keys: "Ctrl+I", value: true },
  underline: { name: "underline", label: "Underline", keys: "Ctrl+U", value: true },
  strike: { name: "strike", label: "Strike through", value: true },
  code: { name: "code", label: "Code in the line", value: true },
} as const satisfies { [icon: string]: Format };

export const LINES = {
  bullets: { name: "list", label: "List", value: "bullet" },
  numbers: { name: "list", label: "Numbered list", value: "ordered" },
  checks: { name: "list", label: "Checklist", value: "unchecked" },
  quote: { name: "blockquote", label: "Quote", value: true },
  codeBlock: { name: "code-block", label: "Code block", value: true },
} as const satisfies { [icon: string]: Format };

/** A checked line of a checklist is one too. */
export function isOn({ name, value }: Format, formats: Formats): boolean {
  const now = formats[name];
  return now === value || (value === "unchecked" && now === "checked");
}

export function toggle(quill: Quill, format: Format): void {
  quill.focus({ preventScroll: true });
  const range = quill.getSelection();
  const on = isOn(format, range ? quill.getFormat(range) : {});
  quill.format(format.name, on ? false : format.value, "user");
}

/** Makes the selected lines headings of a level, or text with 0. */
export function setHeading(quill: Quill, level: number): void {
  quill.focus({ preventScroll: true });
  quill.format("header", level === 0 ? false : level, "user");
}

/** Takes all formats away: of the selection, or at a caret of its line. */
export function clearFormats(quill: Quill): void {
  quill.focus({ preventScroll: true });
  const range = quill.getSelection();
  if (!range) return;
  if (range.length > 0) {
    quill.removeFormat(range.index, range.length, "user");
    return;
  }
  const [line] = quill.getLine(range.index);
  if (line) quill.removeFormat(quill.getIndex(line), line.length(), "user");
}
