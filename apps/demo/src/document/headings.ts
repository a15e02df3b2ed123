import { textOf } from "@alongside/core/text";
import type { TextValue } from "@alongside/core";

/** A heading of a document, and where its line begins. */
export interface Heading {
  readonly text: string;
  /** 1 is the largest. */
  readonly level: number;
  readonly at: number;
}

/** The headings in order. What makes a line a heading stands on the `"\n"` at its end. */
export function headingsOf(body: TextValue): readonly Heading[] {
  const headings: Heading[] = [];
  let line = "";
  let lineAt = 0;
  for (const part of body.toDelta()) {
    const level = typeof part === "object" ? part.attributes?.["header"] : undefined;
    for (const [i, piece] of textOf(part).split("\n").entries()) {
      if (i > 0) {
        const text = line.trim();
        if (typeof level === "number" && text) headings.push({ text, level, at: lineAt });
        lineAt += line.length + 1;
        line = "";
      }
      line += piece;
    }
  }
  return headings;
}
