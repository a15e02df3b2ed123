import { type Path, pathText } from "../errors.ts";
import { isFields, misused, said } from "../mistake.ts";
import { inWords } from "#words";
import type { Attributes, Delta, Embed } from "./delta.ts";
import { lengthBefore, lengthChange } from "./position.ts";
import { checkWhole, tidyDelta, tidyText } from "./text-content.ts";
import type { TextOp } from "./text-op.ts";
import type { TextHolder } from "./text-state.ts";
import type { TextValue } from "./text-value.ts";

/**
 * A text while it is being written. Positions and lengths count UTF-16 code units, an embed is one. All throw `RangeError`
 * for a place the text does not have or one inside a surrogate pair, and `Invalid` for what the definition does not allow.
 */
export interface TextDraft<A = Attributes, E = Embed> {
  /** The text as it is now, with what this change has written. */
  readonly value: TextValue;
  readonly length: number;
  toString(): string;
  /** Inserts text or an embed. Line ends become `\n`. */
  insert(at: number, content: string | E, attributes?: A): void;
  delete(at: number, length: number): void;
  /** Sets attributes of what is there; null takes one away. */
  format(at: number, length: number, attributes: { readonly [K in keyof A]: A[K] | null }): void;
  /** Deletes `length` and inserts in its place. */
  replace(at: number, length: number, content: string | E, attributes?: A): void;
  /** Makes all the edits of a delta. */
  apply(delta: Delta): void;
}

/** What the draft of a text writes to: the change that is being written. */
export interface TextSink {
  readonly replica: { text(node: TextHolder, field: string): TextValue };
  /** Throws `TypeError` once the change is over. */
  check(): void;
  push(key: string, op: TextOp): void;
}

/** What a text may hold. */
export interface TextCheck {
  /** Checks what an edit adds, and the `length` the text then has. Throws `Invalid` for what the definition does not have. */
  check(delta: Delta, length: number, path: Path): void;
}

/** A text while it is being written. See `TextDraft`. */
export class TextWriter implements TextDraft {
  readonly #writer: TextSink;
  readonly #node: TextHolder;
  readonly #field: string;
  readonly #key: string;
  readonly #text: TextCheck;
  readonly #path: string;

  constructor(
    writer: TextSink,
    node: TextHolder,
    field: string,
    key: string,
    text: TextCheck,
    path: string,
  ) {
    this.#writer = writer;
    this.#node = node;
    this.#field = field;
    this.#key = key;
    this.#text = text;
    this.#path = path;
  }

  /** Where the text is: the record that holds it, and its field. */
  get place(): { readonly id: string; readonly field: string; readonly key: string } {
    return { id: this.#node.id, field: this.#field, key: this.#key };
  }

  get value(): TextValue {
    this.#writer.check();
    return this.#writer.replica.text(this.#node, this.#field);
  }

  get length(): number {
    return this.value.length;
  }

  toString(): string {
    return this.value.toString();
  }

  insert(at: number, content: string | Embed, attributes?: Attributes): void {
    if (typeof content !== "string" && !isFields(content))
      throw misused(
        "text",
        inWords(() => `${this.#path}: what is inserted should be a text or an embed`),
        content,
      );
    if (typeof content === "string" && attributes === undefined)
      this.#editAt(at, tidyText(content, this.#path));
    else this.replace(at, 0, content, attributes);
  }

  delete(at: number, length: number): void {
    this.#editAt(at, -checkWhole(length, "A length"));
  }

  format(at: number, length: number, attributes: Attributes): void {
    if (!isFields(attributes))
      throw misused(
        "text",
        inWords(() => `${this.#path}: the attributes should be { bold: true }, say`),
        attributes,
      );
    this.apply([position(at), { retain: length, attributes }]);
  }

  replace(at: number, length: number, content: string | Embed, attributes: Attributes = {}): void {
    this.apply([position(at), { insert: content, attributes }, -checkWhole(length, "A length")]);
  }

  apply(given: Delta): void {
    const before = this.value;
    this.#push(checkedEdit(given, before, this.#text, this.#path));
  }

  /** What people do most: it is in normal form already. */
  #editAt(at: number, part: string | number): void {
    const kept = position(at);
    if (part !== "" && part !== 0) this.#write(kept === 0 ? [part] : [kept, part]);
    else this.#writer.check();
  }

  #write(delta: Delta): void {
    checkEdit(delta, this.value, this.#text, this.#path);
    this.#push(delta);
  }

  #push(delta: Delta): void {
    if (delta.length === 0) return;
    const { id } = this.#node;
    this.#writer.push(this.#key, { op: "text", id, field: this.#field, delta });
  }
}

/** What an app gave as an edit of the text `before`, in normal form. Throws what a draft throws. */
export function checkedEdit(given: Delta, before: TextValue, text: TextCheck, path: Path): Delta {
  const delta = tidyDelta(given, path);
  checkEdit(delta, before, text, path);
  return delta;
}

function checkEdit(delta: Delta, before: TextValue, text: TextCheck, path: Path): void {
  const covers = lengthBefore(delta);
  if (covers > before.length) {
    throw new RangeError(
      said(
        "text",
        inWords(
          () =>
            `${pathText(path)}: the edit reaches to ${covers}, the text has ${before.length} characters`,
        ),
        covers,
      ),
    );
  }
  if (before.splits(delta)) {
    throw new RangeError(
      said(
        "text",
        inWords(() => `${pathText(path)}: the edit cuts a surrogate pair in two`),
        pathText(path),
      ),
    );
  }
  text.check(delta, before.length + lengthChange(delta), path);
}

function position(at: number): number {
  return checkWhole(at, "A position");
}
