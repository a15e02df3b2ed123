import type { Position } from "./op.ts";

/** Items in one chunk, at most. What is done to an order costs a chunk and a look at the row of chunks, however long the order is. */
export const CHUNK = 256;

/** What an order holds. */
export interface Placed {
  /** Whether it counts among what is shown. */
  readonly isShown: boolean;
  /** Its chunk in the log's order. */
  chunk: Chunk | undefined;
  /** Its chunk in a copy of that order, where the copy has changed around it. */
  overChunk: Chunk | undefined;
}

/** A stretch of an order. */
export class Chunk {
  /** The order that may write to it; undefined once that is let go of. */
  of: object | undefined;
  items: Placed[];
  /** Where it last was in the row of chunks; searches begin there. */
  at: number;
  /** How many items are shown; -1 while nobody has counted. */
  shown = -1;
  /** The items that are shown, as they were last read; undefined while nobody has since one came, went, or was shown or hidden. */
  view: object[] | undefined = undefined;
  /** Where that begins in all that the order shows. */
  start = 0;

  constructor(of: object, items: Placed[], at: number) {
    this.of = of;
    this.items = items;
    this.at = at;
  }

  /** Call when an item came or went, or is shown or hidden. */
  touch(): void {
    this.shown = -1;
    this.view = undefined;
  }
}

/**
 * Items in an order of their own, in chunks. Each item knows its chunk, so that it is found, moved and counted without a walk
 * through the order. A copy shares the chunks of its original until it writes to them.
 */
export class Order<T extends Placed> implements Iterable<T> {
  /** None is empty. */
  readonly chunks: Chunk[] = [];
  readonly #isCopy: boolean;

  constructor(isCopy = false) {
    this.#isCopy = isCopy;
  }

  static of<T extends Placed>(items: readonly T[]): Order<T> {
    const order = new Order<T>();
    order.append(items);
    return order;
  }

  /** Puts items, which are not here, behind all others. */
  append(items: readonly T[]): void {
    for (let i = 0; i < items.length; i += CHUNK)
      this.#add(this.chunks.length, items.slice(i, i + CHUNK));
  }

  /** An order of its own that begins as this one is. An item is in one copy at a time. */
  copy(): Order<T> {
    const copy = new Order<T>(true);
    for (const chunk of this.chunks) copy.chunks.push(chunk);
    return copy;
  }

  /** Ends a copy: its items do not know it any more. */
  release(): void {
    for (const chunk of this.chunks) {
      if (chunk.of !== this) continue;
      chunk.of = undefined;
      chunk.items = [];
    }
    this.chunks.length = 0;
  }

  *[Symbol.iterator](): Generator<T, undefined> {
    for (const { items } of this.chunks) yield* items as T[];
  }

  forEach(fn: (item: T) => void): void {
    for (const { items } of this.chunks) for (const item of items as T[]) fn(item);
  }

  /**
   * Puts `item`, which is not here, where `at` says: right beside the anchor, so of two inserts at one anchor the later stands
   * nearer. `anchor` is the record that `at` names; undefined when that is not here, which means the end.
   */
  insert(item: T, at: Position, anchor: T | undefined): void {
    const { chunks } = this;
    let index = at === "start" ? 0 : chunks.length - 1;
    if (anchor !== undefined) index = this.indexOf(anchor);
    const items = chunks[index]?.items;
    if (items === undefined) return this.#add(0, [item]);
    let offset = at === "start" ? 0 : items.length;
    if (anchor !== undefined && typeof at !== "string")
      offset = items.indexOf(anchor) + ("after" in at ? 1 : 0);
    if (items.length >= CHUNK) {
      // Who adds at an edge fills chunks; who adds inside shares the chunk out.
      if (offset === 0 && index === 0) return this.#add(0, [item]);
      if (offset === items.length && index === chunks.length - 1)
        return this.#add(index + 1, [item]);
      const full = this.#own(index);
      this.#add(index + 1, full.items.splice(CHUNK / 2));
      full.touch();
      if (offset > CHUNK / 2) {
        offset -= CHUNK / 2;
        index += 1;
      }
    }
    const chunk = this.#own(index);
    if (offset === chunk.items.length) chunk.items.push(item);
    else chunk.items.splice(offset, 0, item);
    chunk.touch();
    this.#claim(item, chunk);
  }

  /** Takes out `item`, which is here. */
  remove(item: T): void {
    const index = this.indexOf(item);
    const chunk = this.#own(index);
    const { items } = chunk;
    items.splice(items.indexOf(item), 1);
    chunk.touch();
    this.#claim(item, undefined);
    if (items.length === 0) this.#drop(index);
    else if (items.length < CHUNK / 4 && this.chunks.length > 1) this.#shorten(index);
  }

  /** The next item that is shown, going by `step` from `from`, or from the first or last item. `except` is passed over. */
  nextShown(from: T | undefined, step: 1 | -1, except?: T): T | undefined {
    const { chunks } = this;
    let index = step === 1 ? 0 : chunks.length - 1;
    if (from !== undefined) index = this.indexOf(from);
    for (let isFirst = from !== undefined; index >= 0 && index < chunks.length; index += step) {
      const chunk = chunks[index] as Chunk;
      const { items } = chunk;
      let i = step === 1 ? 0 : items.length - 1;
      if (isFirst) i = items.indexOf(from as T) + step;
      else if (shownIn(chunk) === 0) continue;
      isFirst = false;
      for (; i >= 0 && i < items.length; i += step) {
        const item = items[i] as T;
        if (item !== except && item.isShown) return item;
      }
    }
    return undefined;
  }

  /** How many items are shown. */
  get shown(): number {
    let shown = 0;
    for (const chunk of this.chunks) shown += shownIn(chunk);
    return shown;
  }

  /** The item at `index` among those that are shown. */
  shownAt(index: number): T | undefined {
    let left = index;
    for (const chunk of this.chunks) {
      const shown = shownIn(chunk);
      if (left >= shown) {
        left -= shown;
        continue;
      }
      for (const item of chunk.items) if (item.isShown && left-- === 0) return item as T;
    }
    return undefined;
  }

  /** Whether `item`, which is here, is shown may have changed. */
  changed(item: T): void {
    const chunk = this.#isCopy ? this.#own(this.indexOf(item)) : item.chunk;
    chunk?.touch();
  }

  /** The index of the chunk of `item`, which is here. */
  indexOf(item: T): number {
    const over = this.#isCopy ? item.overChunk : undefined;
    const chunk = over?.of === this ? over : item.chunk;
    const index = chunk === undefined ? -1 : this.#indexOfChunk(chunk);
    // The original has joined chunks that the copy still has as they were.
    return index >= 0 ? index : this.chunks.findIndex(({ items }) => items.includes(item));
  }

  /** The chunk of `item`, which is here. */
  chunkOf(item: T): Chunk | undefined {
    return this.chunks[this.indexOf(item)];
  }

  /** Chunks shift little between two looks, so the search goes outward from where it last was. */
  #indexOfChunk(chunk: Chunk): number {
    const { chunks } = this;
    if (chunks[chunk.at] === chunk) return chunk.at;
    let left = Math.min(chunk.at, chunks.length - 1);
    for (let right = left + 1; left >= 0 || right < chunks.length; left--, right++) {
      if (chunks[left] === chunk) return left;
      if (chunks[right] === chunk) return right;
    }
    return -1;
  }

  /** The chunk at `index`, made this order's own. */
  #own(index: number): Chunk {
    const chunk = this.chunks[index] as Chunk;
    return chunk.of === this ? chunk : this.#put(index, chunk.items.slice());
  }

  #put(index: number, items: Placed[]): Chunk {
    const chunk = new Chunk(this, items, index);
    for (const item of items) this.#claim(item, chunk);
    this.chunks[index] = chunk;
    return chunk;
  }

  #add(index: number, items: Placed[]): void {
    const { chunks } = this;
    if (index < chunks.length) chunks.splice(index, 0, chunks[index] as Chunk);
    this.#put(index, items);
    this.#number(index + 1);
  }

  #drop(index: number): void {
    this.chunks.splice(index, 1);
    this.#number(index);
  }

  /** A chunk has become short: joins it with a neighbour that is short too. */
  #shorten(index: number): void {
    if (!this.#join(index) && index > 0) this.#join(index - 1);
  }

  /** Joins a chunk with the one after it, where both are short. Returns whether it did. */
  #join(index: number): boolean {
    const items = this.chunks[index]?.items;
    const next = this.chunks[index + 1]?.items;
    if (items === undefined || next === undefined) return false;
    if (items.length + next.length > CHUNK / 2) return false;
    this.#put(index, items.concat(next));
    this.#drop(index + 1);
    return true;
  }

  #number(from: number): void {
    for (let i = from; i < this.chunks.length; i++) {
      const chunk = this.chunks[i] as Chunk;
      if (chunk.of === this) chunk.at = i;
    }
  }

  #claim(item: Placed, chunk: Chunk | undefined): void {
    if (this.#isCopy) item.overChunk = chunk;
    else item.chunk = chunk;
  }
}

function shownIn(chunk: Chunk): number {
  if (chunk.shown >= 0) return chunk.shown;
  let shown = 0;
  for (const item of chunk.items) if (item.isShown) shown += 1;
  return (chunk.shown = shown);
}

/** The item right before (`step` -1) or after (1) one that is in an order. */
export function beside<T extends Placed>(order: Order<T>, item: T, step: 1 | -1): T | undefined {
  const index = order.indexOf(item);
  const items = order.chunks[index]?.items ?? [];
  const next = items[items.indexOf(item) + step];
  return (next ?? order.chunks[index + step]?.items.at(step === 1 ? 0 : -1)) as T | undefined;
}
