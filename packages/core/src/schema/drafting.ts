import type { Json } from "../json.ts";
import type { ListBox, MapBox, Node } from "../model/node.ts";
import type { ContainerRef, FieldValues, InsertOp, Op, PutOp } from "../model/op.ts";
import type { TextHolder } from "../text/text-state.ts";
import type { TextValue } from "../text/text-value.ts";

/** What is seen of the room while a change is written: the log's state with all that is pending over it. */
export interface Seen {
  node(id: string): Node | undefined;
  /** A plain value or counter; undefined where nothing is written. */
  field(node: Node, field: string): Json | undefined;
  text(node: TextHolder, field: string): TextValue;
  list(node: Node, field: string): ListBox | undefined;
  map(node: Node, field: string): MapBox | undefined;
  /** The record at a key of a map. */
  at(box: MapBox, key: string): Node | undefined;
  /** The keys at which a map shows something, in order. */
  keys(box: MapBox): readonly string[];
  /** At how many keys a map shows something. */
  size(box: MapBox): number;
}

/** Makes the op of a new record, once its fields are known to be right. */
export type NewOp = (id: string, fields: FieldValues) => InsertOp | PutOp;

/** What a new list or map begins with: what the app gave for one record, where that is, and what makes the record. */
export interface FirstItem {
  readonly value: unknown;
  readonly path: string;
  readonly make: NewOp;
}

/** The change that is being written, as the drafts of its fields see it. `R` is the schema of a record. */
export interface Drafting<R> {
  readonly replica: Seen;
  readonly change: { isShared(node: Node, field: string): boolean };
  /** Throws `TypeError` once the change is over. */
  check(): void;
  push(key: string, op: Op): void;
  /** How much a record's place is this client's: see `Writer`. */
  ownership(node: Node): number;
  /** Writes a new record and what is in it; returns its id. Throws `Invalid` before anything is written. */
  create(
    owner: Node,
    value: unknown,
    holder: Holder<R>,
    key: string,
    path: string,
    make: NewOp,
  ): string;
  /** The draft of a record. */
  record(node: Node, schema: R, path: string): object;
}

/** What each kind of field does when a change writes to it. */
export interface Drafted<R> {
  /** The draft of the field `name` of the record `node`, under the top-level key `key`; of a plain value the value itself. */
  draft(writer: Drafting<R>, node: Node, name: string, key: string, path: string): unknown;
}

/** A list or map: what holds records. `R` is the schema of one. */
export interface Holder<R> extends Drafted<R> {
  readonly item: R;
  /** Its items are plain values, kept in the one field `value`. */
  readonly plain: boolean;
  /** The records of what an app gave to begin it with. Throws `Invalid`, with the path. */
  items(given: unknown, ref: ContainerRef, path: string): Iterable<FirstItem>;
}

/** Compiles what a list or map holds. Throws `TypeError`, with the path. */
export type CompileItem<R> = (
  item: unknown,
  path: string,
) => { readonly item: R; readonly plain: boolean };
