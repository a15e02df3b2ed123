/** Where in a list: right beside the anchor, in an order that keeps trashed records. */
export type Position = "start" | "end" | { readonly after: string } | { readonly before: string };

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
  /** Inserts at `position`, by default the end. Returns the new id. Throws `Invalid` when the schema refuses the value. */
  insert(value: New, position?: Position): string;
  /** Appends, after what this client has appended and not yet heard of. Returns the new id. Throws `Invalid` as `insert` does. */
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
  /** Makes a new record at `key`; the one that was there goes to the trash. Returns the new id. Throws `Invalid` when the schema refuses the value. */
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
