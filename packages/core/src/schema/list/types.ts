import type { Position } from "../../model/place.ts";
import type { CompileItem, Holder } from "../drafting.ts";

/** Records in order, each with an `id`. */
export interface List<out I = unknown> {
  readonly "~kind": "list";
  readonly "~node": <R>(path: string, compile: CompileItem<R>) => ListNode<R>;
  readonly item: I;
  readonly initial?: readonly unknown[];
}

/**
 * A list while it is being written. `Item` is a record's draft, `New` what makes one. `move`, `delete` and `restore` throw
 * `RangeError` for an id that is neither in this list nor in its trash.
 */
export interface ListDraft<Item, New> extends Iterable<Item> {
  /** How many records it shows; those in the trash do not count. */
  readonly length: number;
  /** The record, or `undefined` when it is not in this list. */
  get(id: string): Item | undefined;
  /** The record at an index; negative ones count from the end. */
  at(index: number): Item | undefined;
  /** Whether the record is in this list, and not in the trash. */
  has(id: string): boolean;
  /** The first record of which `test` says true. */
  find(test: (item: Item, index: number) => boolean): Item | undefined;
  map<T>(fn: (item: Item, index: number) => T): T[];
  /** Inserts at `position`, at the end where none is given. Returns the new id. Throws `Invalid` when the schema refuses the value, `RangeError` for a neighbour that is not in this list. */
  insert(value: New, position?: Position): string;
  /** Appends, after what this client has appended and not yet heard of. Returns the new id. Throws `Invalid` as `insert` does. */
  push(value: New): string;
  /** Gives a record another place in this list. Throws `RangeError` for a neighbour that is not in it. */
  move(id: string, position: Position): void;
  /** Moves a record into another list. Throws `TypeError` when that list is under another top-level key. */
  move(id: string, to: ListDraft<Item, New>, position?: Position): void;
  /** Puts a record into the trash, from where `restore` brings back all of it. Writes nothing for one that is there already. */
  delete(id: string): void;
  /** Writes nothing for a record that is not in the trash. */
  restore(id: string): void;
}

/** Records in order. `R` is the schema of one. */
export interface ListNode<R> extends Holder<R> {
  readonly kind: "list";
  /** What a new room begins with; at the top alone. */
  readonly initial?: readonly unknown[];
}
