import type { CompileItem, Holder } from "../drafting.ts";

/** Records by key. */
export interface MapOf<out I = unknown> {
  readonly "~kind": "map";
  readonly "~node": <R>(path: string, compile: CompileItem<R>) => MapNode<R>;
  readonly item: I;
  readonly initial?: { readonly [key: string]: unknown };
}

/** A map while it is being written. */
export interface MapDraft<Item, New> extends Iterable<readonly [string, Item]> {
  /** At how many keys it shows a record. */
  readonly size: number;
  /** The record at `key`; writing one of its fields keeps it. */
  get(key: string): Item | undefined;
  has(key: string): boolean;
  /** The keys, in the order of their code units. */
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

/** Records by key. `R` is the schema of one. */
export interface MapNode<R> extends Holder<R> {
  readonly kind: "map";
  /** What a new room begins with; at the top alone. */
  readonly initial?: { readonly [key: string]: unknown };
}
