/** Entries in one chunk, at most. Writing copies one chunk and the directory of chunks, whatever the size of the map. */
const CHUNK = 64;
/** Entries in a chunk to begin with, so that there is room. */
const BEGUN = 48;

type Pair<V> = readonly [key: string, value: V];

interface Chunk<V> {
  readonly keys: readonly string[];
  readonly values: readonly V[];
}

let empty: SortedMap<never> | undefined;

/** An immutable map in the order of its keys. `with` and `without` answer a new one that shares what did not change. */
export class SortedMap<V> implements ReadonlyMap<string, V> {
  readonly size: number;
  /** The first key of each chunk. */
  readonly #firsts: readonly string[];
  readonly #chunks: readonly Chunk<V>[];

  private constructor(firsts: readonly string[], chunks: readonly Chunk<V>[], size: number) {
    this.#firsts = firsts;
    this.#chunks = chunks;
    this.size = size;
  }

  // Not a static field: TypeScript 7.0 emits one that makes its own class with a name that is not set yet.
  static get empty(): SortedMap<never> {
    return (empty ??= new SortedMap<never>([], [], 0));
  }

  static from<V>(pairs: Iterable<Pair<V>>): SortedMap<V> {
    const sorted = [...pairs].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    if (sorted.length === 0) return SortedMap.empty;
    const chunks: Chunk<V>[] = [];
    for (let i = 0; i < sorted.length; i += BEGUN) {
      const part = sorted.slice(i, i + BEGUN);
      chunks.push({ keys: part.map(([key]) => key), values: part.map(([, value]) => value) });
    }
    return new SortedMap(chunks.map(firstOf), chunks, sorted.length);
  }

  get(key: string): V | undefined {
    const chunk = this.#chunks[lastUpTo(this.#firsts, key)];
    if (chunk === undefined) return undefined;
    const i = lastUpTo(chunk.keys, key);
    return chunk.keys[i] === key ? chunk.values[i] : undefined;
  }

  has(key: string): boolean {
    const keys = this.#chunks[lastUpTo(this.#firsts, key)]?.keys;
    return keys !== undefined && keys[lastUpTo(keys, key)] === key;
  }

  with(key: string, value: V): SortedMap<V> {
    const at = lastUpTo(this.#firsts, key);
    const chunk = this.#chunks[at];
    if (chunk === undefined) return new SortedMap([key], [{ keys: [key], values: [value] }], 1);
    const { keys } = chunk;
    const i = lastUpTo(keys, key);
    if (keys[i] === key) {
      if (chunk.values[i] === value) return this;
      const values = chunk.values.slice();
      values[i] = value;
      const chunks = this.#chunks.slice();
      chunks[at] = { keys, values };
      return new SortedMap(this.#firsts, chunks, this.size);
    }
    const after = (keys[i] as string) < key ? i + 1 : i;
    return this.#splice(
      at,
      split({
        keys: keys.toSpliced(after, 0, key),
        values: chunk.values.toSpliced(after, 0, value),
      }),
      1,
    );
  }

  without(key: string): SortedMap<V> {
    const at = lastUpTo(this.#firsts, key);
    const chunk = this.#chunks[at];
    if (chunk === undefined) return this;
    const i = lastUpTo(chunk.keys, key);
    if (chunk.keys[i] !== key) return this;
    if (this.size === 1) return SortedMap.empty;
    const left = { keys: chunk.keys.toSpliced(i, 1), values: chunk.values.toSpliced(i, 1) };
    return this.#splice(at, left.keys.length === 0 ? [] : [left], -1);
  }

  *entries(): MapIterator<[string, V]> {
    for (const { keys, values } of this.#chunks) {
      for (let i = 0; i < keys.length; i++) yield [keys[i] as string, values[i] as V];
    }
  }

  *keys(): MapIterator<string> {
    for (const { keys } of this.#chunks) yield* keys;
  }

  *values(): MapIterator<V> {
    for (const { values } of this.#chunks) yield* values;
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  toJSON(): { readonly [key: string]: unknown } {
    return Object.fromEntries(this.entries());
  }

  forEach(fn: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this) fn(value, key, this);
  }

  /** The same with other chunks in place of one. */
  #splice(at: number, chunks: readonly Chunk<V>[], grows: 1 | -1): SortedMap<V> {
    return new SortedMap(
      this.#firsts.toSpliced(at, 1, ...chunks.map(firstOf)),
      this.#chunks.toSpliced(at, 1, ...chunks),
      this.size + grows,
    );
  }
}

function split<V>(chunk: Chunk<V>): readonly Chunk<V>[] {
  const { keys, values } = chunk;
  if (keys.length <= CHUNK) return [chunk];
  const half = CHUNK / 2;
  return [
    { keys: keys.slice(0, half), values: values.slice(0, half) },
    { keys: keys.slice(half), values: values.slice(half) },
  ];
}

function firstOf<V>({ keys }: Chunk<V>): string {
  return keys[0] as string;
}

/** The index of the last key that is not after `key`; 0 when all are. */
function lastUpTo(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((keys[middle] as string) <= key) low = middle;
    else high = middle - 1;
  }
  return low;
}
