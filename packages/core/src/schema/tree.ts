import type { Path } from "../errors.ts";
import type { Json } from "../json.ts";
import type { CaretEngine } from "../text/carets.ts";
import type { TextEngine } from "../text/engine.ts";
import type { TextCheck } from "../text/text-draft.ts";
import type { TextJson } from "../text/text-value.ts";

/** A plain value: replaced whole, checked by its schema. */
export interface PlainNode {
  readonly kind: "plain";
  /** The field may be absent. */
  readonly optional: boolean;
  /**
   * Checks a value that somebody else wrote and answers it as it came. Throws `Invalid` when it is not canonical JSON, when
   * the schema refuses it, would change it, or answers with a promise.
   */
  parse(value: unknown, path: Path): Json;
  /**
   * The value to write for what the app gave: a copy with defaults filled in. `undefined` when an optional field stays
   * absent. Throws `Invalid` when the schema refuses it or changes more than absent parts.
   */
  create(value: unknown, path: Path): Json | undefined;
  /**
   * What the field reads as where nothing is stored: the schema's answer to `undefined`. The same object each time. Throws
   * `Incompatible` when the schema refuses, or answers differently each time.
   */
  initial(path?: Path): Json | undefined;
  /** It is a caret in a text, which moves with the text. */
  readonly caret?: CaretEngine;
}

/** A sum that everybody adds to. */
export interface CounterNode {
  readonly kind: "counter";
}

/** A text that many people edit at once. */
export interface TextNode extends TextCheck {
  readonly kind: "text";
  readonly engine: TextEngine;
  /** What a new record's text begins with, as it is stored; undefined for nothing. Throws `Invalid`. */
  create(value: unknown, path: Path): TextJson | undefined;
}

/** Records in order. `plain`: its items are plain values, kept in the one field `value`. */
export interface ListNode {
  readonly kind: "list";
  readonly item: RecordSchema;
  readonly plain: boolean;
  /** What a new room begins with; at the top alone. */
  readonly initial?: readonly unknown[];
}

/** Records by key. `plain`: its items are plain values, kept in the one field `value`. */
export interface MapNode {
  readonly kind: "map";
  readonly item: RecordSchema;
  readonly plain: boolean;
  /** What a new room begins with; at the top alone. */
  readonly initial?: { readonly [key: string]: unknown };
}

/** One field of a record, at run time. */
export type FieldNode = PlainNode | CounterNode | TextNode | ListNode | MapNode;

/** What stands right in a record, or in a record() of it. */
export interface Level {
  /** Before the names of these fields in the owner's: empty, or `meta.`. */
  readonly prefix: string;
  /** Fields by their own names. */
  readonly own: ReadonlyMap<string, FieldNode>;
  /** What `record()` made, by name. */
  readonly records: ReadonlyMap<string, Level> | undefined;
}

/** The fields of a record, at run time. A recursive definition makes a cyclic tree. */
export interface RecordSchema extends Level {
  /** All its fields by their paths, as on the wire and in the log: those of a record() in it are `meta.title`. */
  readonly fields: ReadonlyMap<string, FieldNode>;
  /** Of the whole storage: there are texts somewhere in it. */
  readonly textEngine?: TextEngine;
}
