import type { Delta } from "../text/delta.ts";
import { isDelete, isInsert, lengthOf, textOf } from "../text/parts.ts";

/** A stretch of a text between two moments. An embed is one U+FFFC. */
export type TextStretch =
  | { readonly kept: string }
  | { readonly inserted: string; readonly by: string | undefined }
  | { readonly deleted: string; readonly by: string | undefined };

interface Stretch {
  text: string;
  /** Whoever typed it since the first moment; null for what was there. */
  readonly by: string | null | undefined;
  /** Whoever deleted what was there; null for what is. */
  gone: string | null | undefined;
}

/** A text on its way from one moment to another: who typed what of it, and who deleted what was there. */
export class TracedText {
  #stretches: Stretch[];

  constructor(text: string) {
    this.#stretches = text === "" ? [] : [{ text, by: null, gone: null }];
  }

  /** Takes over an edit of `by`. */
  edit(delta: Delta, by: string | undefined): void {
    const out: Stretch[] = [];
    let at = 0;
    let left = this.#stretches[0]?.text ?? "";
    /** Passes over `n` letters that are there, and what was deleted between them. */
    const pass = (n: number, take: (text: string, from: Stretch) => void): void => {
      for (let rest = n; rest > 0 && at < this.#stretches.length;) {
        const from = this.#stretches[at] as Stretch;
        const count = from.gone === null ? Math.min(rest, left.length) : left.length;
        if (from.gone === null) {
          take(left.slice(0, count), from);
          rest -= count;
        } else out.push({ ...from, text: left });
        left = left.slice(count);
        if (left === "") left = this.#stretches[++at]?.text ?? "";
      }
    };
    const keep = (text: string, from: Stretch): void => void out.push({ ...from, text });
    for (const part of delta)
      if (isInsert(part)) out.push({ text: textOf(part), by, gone: null });
      else if (isDelete(part))
        pass(lengthOf(part), (text, from) => {
          if (from.by === null) out.push({ text, by: null, gone: by });
        });
      else pass(lengthOf(part), keep);
    if (left !== "") out.push({ ...(this.#stretches[at] as Stretch), text: left });
    out.push(...this.#stretches.slice(at + 1));
    this.#stretches = joined(out);
  }

  /** From the beginning of the text to its end. */
  stretches(): readonly TextStretch[] {
    return this.#stretches.map(({ text, by, gone }) => {
      if (gone !== null) return { deleted: text, by: gone };
      return by === null ? { kept: text } : { inserted: text, by };
    });
  }
}

/** With neighbours of one kind as one. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const out: Stretch[] = [];
  for (const one of stretches) {
    const last = out.at(-1);
    if (last !== undefined && last.by === one.by && last.gone === one.gone) last.text += one.text;
    else out.push({ ...one });
  }
  return out;
}
