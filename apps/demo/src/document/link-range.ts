import type Quill from "quill/core.js";
import type { Op, Range } from "quill/core.js";

interface Linkable {
  readonly range: { readonly index: number; readonly length: number };
  /** Where it leads now. */
  readonly href: string | undefined;
}

/** A link as people see it, whatever else its letters are. */
export interface LinkRun {
  readonly index: number;
  readonly length: number;
  readonly href: string;
}

/** What a link would be made of: the selection, or else the whole link at the caret. */
export function linkAt(quill: Quill): Linkable {
  const range: Range = quill.getSelection(true);
  if (range.length > 0) return { range, href: asString(quill.getFormat(range)["link"]) };
  const link = linkRunAt(quill, range.index);
  return { range: link ?? range, href: link?.href };
}

/** The link that a caret at `index` is in or at an end of. Where two meet, the first. */
export function linkRunAt(quill: Quill, index: number): LinkRun | undefined {
  const [line, offset] = quill.getLine(index);
  if (!line) return undefined;
  const start = index - offset;
  const { ops } = quill.getContents(start, line.length()) as { readonly ops: readonly Op[] };
  return runsOf(ops, start).find((run) => run.index <= index && index <= run.index + run.length);
}

/** The links in `ops`, which begin at `start`. One that is bold in part is several ops. */
function runsOf(ops: readonly Op[], start: number): readonly LinkRun[] {
  const runs: LinkRun[] = [];
  let at = start;
  for (const { insert = "", attributes } of ops) {
    const length = typeof insert === "string" ? insert.length : 1;
    const href = asString(attributes?.["link"]);
    const last = runs.at(-1);
    if (href !== undefined && last?.href === href && last.index + last.length === at)
      runs[runs.length - 1] = { ...last, length: last.length + length };
    else if (href !== undefined) runs.push({ index: at, length, href });
    at += length;
  }
  return runs;
}

/** Links the range, or takes its link away. Where there is no text yet, the address is it. */
export function setLink(
  quill: Quill,
  { index, length }: Linkable["range"],
  to: string | false,
): void {
  if (length > 0) quill.formatText(index, length, "link", to, "user");
  else if (to !== false)
    quill.insertText(index, to.replace(/^(mailto|tel):/, ""), "link", to, "user");
  quill.focus({ preventScroll: true });
}

function asString(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
