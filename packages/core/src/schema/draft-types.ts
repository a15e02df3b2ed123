import type { Position } from "../model/op.ts";
import type { Attributes, Delta, Embed } from "../text/delta.ts";
import type { TextValue } from "../text/text-value.ts";

/**
 * A list while it is being written. `Item` is a record's draft, `New` what makes one. `move`, `delete` and `restore` throw
 * `RangeError` for an id that is neither in this list nor in its trash.
 */
export interface ListDraft<Item, New> extends Iterable<Item> {
  readonly length: number;
  /** The record, or `undefined` when it is not in this list. */
  get(id: string): Item | undefined;
  /** The record at an index; negative ones count from the end. */
  at(index: number): Item | undefined;
  has(id: string): boolean;
  find(test: (item: Item, index: number) => boolean): Item | undefined;
  map<T>(fn: (item: Item, index: number) => T): T[];
  /** Inserts at `position`, by default the end. Answers the new id. Throws `Invalid` when the schema refuses the value. */
  insert(value: New, position?: Position): string;
  /** Appends, after what this client has appended and not yet heard of. Answers the new id. Throws `Invalid` as `insert` does. */
  push(value: New): string;
  /** Gives a record another place in this list. */
  move(id: string, position: Position): void;
  /** Moves a record into another list. Throws `TypeError` when that list is under another top-level key. */
  move(id: string, to: ListDraft<Item, New>, position?: Position): void;
  /** Puts a record into the trash, from where `restore` brings back all of it. Writes nothing for one that is there already. */
  delete(id: string): void;
  /** Writes nothing for a record that is not in the trash. */
  restore(id: string): void;
}

/** A map while it is being written. */
export interface MapDraft<Item, New> extends Iterable<readonly [string, Item]> {
  readonly size: number;
  /** The record at `key`; writing one of its fields keeps it. */
  get(key: string): Item | undefined;
  has(key: string): boolean;
  keys(): IterableIterator<string>;
  /** Makes a new record at `key`; the one that was there goes to the trash. Answers the new id. Throws `Invalid` when the schema refuses the value. */
  set(key: string, value: New): string;
  /** Puts the record at `key` into the trash, if there is one. */
  delete(key: string): void;
  /**
   * Brings a record back to its key; the one that is there now goes to the trash. Throws `RangeError` for an id that is not in
   * this map.
   */
  restore(id: string): void;
}

/** A counter while it is being written. */
export interface CounterDraft {
  readonly value: number;
  /** Adds `n`, by default 1. Concurrent additions add up. Throws `RangeError` unless the sum is a safe integer. */
  add(n?: number): void;
}

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
