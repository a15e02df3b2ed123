import { equalJson } from "../json.ts";
import { inWords } from "#words";
import { said } from "../mistake.ts";
import { DeltaBuilder, ownMemory } from "./builder.ts";
import { composeInto } from "./compose.ts";
import type { Attributes, Delta, Insert } from "./delta.ts";
import { asEdit } from "./edit.ts";
import type { Edit } from "./edit.ts";
import { attributesOf, bodyOf, cut, isInsert, lengthOf, partOf, textOf } from "./parts.ts";
import { lengthBefore, lengthChange } from "./position.ts";

/** A text as JSON: a string, or when it has attributes or embeds its stretches in order. */
export type TextJson = string | readonly (string | Insert)[];

/** A stretch of a text in memory. */
type Chunk = string | Insert;

/** All of a text, in order: a delta that inserts it, in no normal form. */
type Chunks = readonly Chunk[];

/**
 * A text, plain or rich, that never changes: `apply` answers another one, which shares nearly all memory with this one.
 * Positions count UTF-16 code units; an embed is 1 long.
 *
 * Edits near the last one take constant time: versions share their chunks and differ in the one that is open.
 */
export class TextValue {
  // `this`: in the compiled module the name TextValue stands for nothing yet.
  static readonly empty: TextValue = new this(0, []);

  readonly length: number;
  readonly #chunks: Chunks;
  /** The chunk that was edited last. What `#chunks` has at `#index` is out of date. */
  readonly #open: Chunk;
  /** The index of the open chunk; -1 when none is. */
  readonly #index: number;
  /** Where the open chunk starts. */
  readonly #start: number;
  /** Whether a surrogate was ever in it: most texts have none, and nobody has to look for pairs in those. */
  readonly #mayHavePairs: boolean;

  private constructor(
    length: number,
    chunks: Chunks,
    mayHavePairs = false,
    open: Chunk = "",
    index = -1,
    start = 0,
  ) {
    this.length = length;
    this.#chunks = chunks;
    this.#mayHavePairs = mayHavePairs;
    this.#open = open;
    this.#index = index;
    this.#start = start;
  }

  /** The text that `toJSON` gave. */
  static from(json: TextJson): TextValue {
    return TextValue.empty.apply(typeof json === "string" ? [json] : json);
  }

  /** The text after `delta`. Throws a RangeError when the delta is for a longer text. */
  apply(delta: Delta): TextValue {
    if (delta.length === 0) return this;
    const before = lengthBefore(delta);
    if (before > this.length)
      throw new RangeError(
        said(
          "text",
          inWords(() => `The delta covers ${before} units, the text has ${this.length}`),
          before,
        ),
      );
    const edit = asEdit(delta);
    const edited = edit && this.#edited(edit);
    if (edited !== undefined) return edited;
    const length = this.length + lengthChange(delta);
    const out = composeInto(new DeltaBuilder(chunkSize(length)), this.#settled(), delta, true);
    const mayHavePairs =
      this.#mayHavePairs || delta.some((part) => isInsert(part) && hasHalf(textOf(part)));
    return new TextValue(length, out.done() as Chunks, mayHavePairs);
  }

  /** The text from `from` up to `to`, an embed as U+FFFC. */
  slice(from?: number, to?: number): string {
    return this.toDelta(from, to).map(textOf).join("");
  }

  toString(): string {
    return this.slice();
  }

  toJSON(): TextJson {
    const parts = this.toDelta();
    const [first = ""] = parts;
    return parts.length < 2 && typeof first === "string" ? first : parts;
  }

  /** The delta that inserts the text, or its part from `from` up to `to`. */
  toDelta(from = 0, to: number = this.length): readonly (string | Insert)[] {
    const out = new DeltaBuilder();
    const isNear = this.#index >= 0 && from >= this.#start;
    let at = isNear ? this.#start : 0;
    for (let i = isNear ? this.#index : 0; at < to && i < this.#chunks.length; i++) {
      const chunk = i === this.#index ? this.#open : (this.#chunks[i] as Chunk);
      const end = at + lengthOf(chunk);
      const skipped = Math.max(0, from - at);
      if (end > from) out.add(cut(chunk, skipped, Math.min(end, to) - at - skipped));
      at = end;
    }
    return out.done() as Chunks;
  }

  /** The attributes of the unit at `position`; none at the end of the text. */
  attributesAt(position: number): Attributes {
    const [unit = ""] = this.toDelta(position, position + 1);
    return attributesOf(unit) ?? {};
  }

  /** Whether `delta` has a boundary between the two halves of a surrogate pair of this text. */
  splits(delta: Delta): boolean {
    if (!this.#mayHavePairs) return false;
    // Where there are many, it is cheaper to have the text in one piece.
    const whole = delta.length > 8 ? this.toString() : undefined;
    let at = 0;
    for (const part of delta) {
      if (isInsert(part)) continue;
      at += lengthOf(part);
      if (isHalf(this.#unitAt(at - 1, whole), 0xd800) && isHalf(this.#unitAt(at, whole), 0xdc00))
        return true;
    }
    return false;
  }

  /** The code unit at a position, where an embed is U+FFFC; NaN at the end. `whole` may be the text in one piece. */
  #unitAt(position: number, whole: string | undefined): number {
    if (whole !== undefined) return whole.charCodeAt(position);
    // The caret is mostly where the last edit was.
    if (this.#index >= 0 && position >= this.#start) {
      const open = textOf(this.#open);
      if (position - this.#start < open.length) return open.charCodeAt(position - this.#start);
    }
    return this.slice(position, position + 1).charCodeAt(0);
  }

  /** Whether both read the same, attributes and embeds included. */
  equals(other: TextValue): boolean {
    return this === other || equalJson(this.toDelta(), other.toDelta());
  }

  /** The text after `edit`, when all of that is in one chunk, which is then open. */
  #edited({ at, text, attributes, gone }: Edit): TextValue | undefined {
    let chunks = this.#chunks;
    let index = this.#index;
    let start = this.#start;
    let open: Chunk | undefined = this.#open;
    let size = lengthOf(open);
    const isOpen = index >= 0 && at >= start && at + gone <= start + size;
    if (!isOpen || size > 2 * chunkSize(this.length)) {
      chunks = this.#settled();
      // Where chunks were joined or cut, the rest is in other places.
      if (index < 0 || at <= start || !this.#isSized) index = start = 0;
      size = 0;
      // What is inserted between two chunks goes on with the first.
      for (; index < chunks.length; index++) {
        start += size;
        const chunk = chunks[index] as Chunk;
        size = typeof chunk === "string" ? chunk.length : lengthOf(chunk);
        if (at < start + size || (at === start + size && gone === 0)) break;
      }
      open = chunks[index];
    }
    const old = open && bodyOf(open);
    const from = at - start;
    if (open === undefined || typeof old !== "string" || from + gone > size) return undefined;
    if (text !== "" && !equalJson(attributes, attributesOf(open))) return undefined;
    const now = old.slice(0, from) + text + old.slice(from + gone);
    const length = this.length + text.length - gone;
    const mayHavePairs = this.#mayHavePairs || hasHalf(text);
    const chunk = partOf(now, attributesOf(open)) as Chunk;
    return new TextValue(length, chunks, mayHavePairs, chunk, index, start);
  }

  /** The chunks with the open one written back; joined with its neighbours or cut where it became too short or too long. */
  #settled(): Chunks {
    const chunks = this.#chunks;
    const at = this.#index;
    if (at < 0) return chunks;
    const open = ownMemory(this.#open);
    if (this.#isSized) return chunks.with(at, open);
    const from = Math.max(0, at - 1);
    const to = Math.min(chunks.length, at + 2);
    const out = new DeltaBuilder(chunkSize(this.length));
    for (let i = from; i < to; i++) out.push(i === at ? open : (chunks[i] as Chunk));
    return chunks.toSpliced(from, to - from, ...(out.done() as Chunks));
  }

  /** Whether the open chunk is as long as chunks should be. */
  get #isSized(): boolean {
    const size = chunkSize(this.length);
    const length = lengthOf(this.#open);
    return length > size / 4 && length <= 2 * size;
  }
}

/** Whether a text has a surrogate in it. */
function hasHalf(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (isHalf(text.charCodeAt(i), 0xd800)) return true;
  return false;
}

/** Whether a code unit is one of the 1024 halves of pairs from `first` on. */
function isHalf(unit: number, first: number): boolean {
  return unit >= first && unit < first + 0x400;
}

/** How long the chunks of a text of this length are, about. */
function chunkSize(length: number): number {
  return Math.max(500, Math.floor(Math.sqrt(length)));
}
