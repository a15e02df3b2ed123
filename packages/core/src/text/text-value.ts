import { equalJson } from "../json.ts";
import { DeltaBuilder, normalize } from "./builder.ts";
import { composeInto } from "./compose.ts";
import type { Attributes, Delta, Insert } from "./delta.ts";
import { asEdit } from "./edit.ts";
import type { Edit } from "./edit.ts";
import { attributesOf, isInsert, lengthOf, textOf } from "./parts.ts";
import { lengthBefore, lengthChange } from "./position.ts";
import { PartReader } from "./reader.ts";

/** A text as JSON: a string, or when it has attributes or embeds its stretches in order. */
export type TextJson = string | readonly (string | Insert)[];

/** A stretch of a text in memory. The chunks of a text, one after the other, are a delta that inserts it. */
type Chunk = string | Insert;

/** The chunk that was edited last, open where the edit was: it reads `left + right`. */
interface Place {
  /** Its index; what the chunks have there is out of date. */
  readonly index: number;
  readonly start: number;
  readonly left: string;
  readonly right: string;
  readonly attributes: Attributes | undefined;
}

/**
 * A text, plain or rich, that never changes: `apply` answers another one, which shares nearly all memory with this one.
 * Positions count UTF-16 code units; an embed is 1 long.
 *
 * Edits near the last one take constant time: versions share their chunks, and differ in the one that is open.
 */
export class TextValue {
  static readonly empty = new TextValue(0, []);

  readonly length: number;
  readonly #chunks: readonly Chunk[];
  readonly #place: Place | undefined;

  private constructor(length: number, chunks: readonly Chunk[], place?: Place) {
    this.length = length;
    this.#chunks = chunks;
    this.#place = place;
  }

  /** The text that `toJSON` gave. */
  static from(json: TextJson): TextValue {
    return TextValue.empty.apply(normalize(typeof json === "string" ? [json] : json));
  }

  /** The text after `delta`. Throws a RangeError when the delta is for a longer text. */
  apply(delta: Delta): TextValue {
    if (delta.length === 0) return this;
    const edit = asEdit(delta);
    const before = edit === undefined ? lengthBefore(delta) : edit.at + edit.gone;
    if (before > this.length)
      throw new RangeError(`The delta covers ${before} units, the text has ${this.length}`);
    const near = edit && (this.#edit(edit) ?? this.#openAt(edit).#edit(edit));
    if (near !== undefined) return near;
    const length = this.length + lengthChange(delta);
    const out = composeInto(new DeltaBuilder(chunkSize(length)), this.#settled(), delta);
    return new TextValue(length, out.done() as readonly Chunk[]);
  }

  /** The text from `from` up to `to`, an embed as U+FFFC. */
  slice(from = 0, to: number = this.length): string {
    return this.#stretch(from, to).map(textOf).join("");
  }

  toString(): string {
    return this.slice();
  }

  toJSON(): TextJson {
    const [first = "", ...more] = this.#stretch();
    return typeof first === "string" && more.length === 0 ? first : [first, ...more];
  }

  /** The delta that inserts the text, or its part from `from` up to `to`. */
  toDelta(from = 0, to: number = this.length): Delta {
    return this.#stretch(from, to);
  }

  /** The attributes of the unit at `position`; none at the end of the text. */
  attributesAt(position: number): Attributes {
    const [unit = ""] = this.#stretch(position, position + 1);
    return attributesOf(unit) ?? {};
  }

  /** Whether `delta` begins, ends or changes something between the two halves of a surrogate pair of this text. */
  splits(delta: Delta): boolean {
    let at = 0;
    for (const part of delta) {
      if (isInsert(part)) continue;
      at += lengthOf(part);
      if ((this.slice(at - 1, at + 1).codePointAt(0) ?? 0) > 0xffff) return true;
    }
    return false;
  }

  /** Whether both read the same, attributes and embeds included. */
  equals(other: TextValue): boolean {
    return (
      this === other ||
      (this.length === other.length && equalJson(this.#stretch(), other.#stretch()))
    );
  }

  #stretch(from = 0, to: number = this.length): readonly Chunk[] {
    const out = new DeltaBuilder();
    const reader = new PartReader(this.#settled());
    let skip = Math.max(0, from);
    let wanted = Math.min(to, this.length) - skip;
    while (skip > 0 && reader.more) skip -= lengthOf(reader.take(skip));
    while (wanted > 0) {
      const chunk = reader.take(wanted);
      wanted -= lengthOf(chunk);
      out.push(chunk);
    }
    return out.done() as readonly Chunk[];
  }

  /** The text after `edit`, when that is all in the open chunk. */
  #edit(edit: Edit): TextValue | undefined {
    const place = this.#place;
    if (place === undefined) return undefined;
    const { index, start, left, right, attributes } = place;
    const from = edit.at - start;
    const to = from + edit.gone;
    const size = left.length + right.length;
    if (from < 0 || to > size || size > 2 * chunkSize(this.length)) return undefined;
    if (edit.text !== "" && !equalJson(edit.attributes, attributes)) return undefined;
    const before =
      from === left.length
        ? left
        : from < left.length
          ? left.slice(0, from)
          : left + right.slice(0, from - left.length);
    const after =
      to === left.length
        ? right
        : to > left.length
          ? right.slice(to - left.length)
          : left.slice(to) + right;
    return new TextValue(this.length + edit.text.length - edit.gone, this.#chunks, {
      index,
      start,
      left: before + edit.text,
      right: after,
      attributes,
    });
  }

  /** The same text with the chunk open in which `edit` begins, or this one when that is an embed. */
  #openAt(edit: Edit): TextValue {
    const chunks = this.#settled();
    let start = 0;
    for (let index = 0; index < chunks.length; index++) {
      const chunk = chunks[index] as Chunk;
      const end = start + lengthOf(chunk);
      // What is inserted between two chunks goes on with the first.
      if (edit.gone > 0 ? edit.at < end : edit.at <= end) {
        const text = typeof chunk === "string" ? chunk : chunk.insert;
        if (typeof text !== "string") break;
        const attributes = attributesOf(chunk);
        return new TextValue(this.length, chunks, {
          index,
          start,
          left: text,
          right: "",
          attributes,
        });
      }
      start = end;
    }
    return this;
  }

  /** The chunks with what is open written back; joined and cut where it became too short or long. */
  #settled(): readonly Chunk[] {
    const place = this.#place;
    if (place === undefined) return this.#chunks;
    const { index, attributes } = place;
    const text = flat(place.left + place.right);
    const chunks = [...this.#chunks];
    chunks[index] = attributes === undefined ? text : { insert: text, attributes };
    const size = chunkSize(this.length);
    if (text.length > size / 4 && text.length <= 2 * size) return chunks;
    const out = new DeltaBuilder(size);
    for (const chunk of chunks) out.push(chunk);
    return out.done() as readonly Chunk[];
  }
}

/** How long chunks of a text of this length are, about. */
function chunkSize(length: number): number {
  return Math.max(500, Math.floor(Math.sqrt(length)));
}

/** The same text in memory of its own. A text cut out of a longer one, or put together, would keep all that it came from. */
function flat(text: string): string {
  return `${text} `.slice(0, -1);
}
