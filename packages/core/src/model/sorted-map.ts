/** Entries in one chunk, at most. Writing copies one chunk and the directory of chunks, whatever the size of the map. */
const CHUNK = 64;

type Pair<V> = readonly [key: string, value: V];
type Chunk<V> = readonly Pair<V>[];

/** An immutable map in the order of its keys. `with` and `without` answer a new one that shares what did not change. */
export class SortedMap<V> implements ReadonlyMap<string, V> {
  static readonly empty: SortedMap<never> = new SortedMap<never>([], 0);
  readonly size: number;
  readonly #chunks: readonly Chunk<V>[];

  private constructor(chunks: readonly Chunk<V>[], size: number) {
    this.#chunks = chunks;
    this.size = size;
  }

  static from<V>(pairs: Iterable<Pair<V>>): SortedMap<V> {
    const sorted = [...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    if (sorted.length === 0) return SortedMap.empty;
    const chunks: Chunk<V>[] = [];
    for (let i = 0; i < sorted.length; i += CHUNK / 2) chunks.push(sorted.slice(i, i + CHUNK / 2));
    return new SortedMap(chunks, sorted.length);
  }

  get(key: string): V | undefined {
    const chunk = this.#chunks[this.#chunkFor(key)];
    if (chunk === undefined) return undefined;
    const pair = chunk[lowerBound(chunk, key)];
    return pair?.[0] === key ? pair[1] : undefined;
  }

  has(key: string): boolean {
    const chunk = this.#chunks[this.#chunkFor(key)];
    return chunk?.[lowerBound(chunk, key)]?.[0] === key;
  }

  with(key: string, value: V): SortedMap<V> {
    if (this.#chunks.length === 0) return new SortedMap([[[key, value]]], 1);
    const at = this.#chunkFor(key);
    const chunk = this.#chunks[at] as Chunk<V>;
    const i = lowerBound(chunk, key);
    const isThere = chunk[i]?.[0] === key;
    if (isThere && chunk[i]?.[1] === value) return this;
    const written = chunk.toSpliced(i, isThere ? 1 : 0, [key, value]);
    const chunks = this.#chunks.slice();
    if (written.length <= CHUNK) chunks[at] = written;
    else chunks.splice(at, 1, written.slice(0, CHUNK / 2), written.slice(CHUNK / 2));
    return new SortedMap(chunks, isThere ? this.size : this.size + 1);
  }

  without(key: string): SortedMap<V> {
    const at = this.#chunkFor(key);
    const chunk = this.#chunks[at];
    if (chunk === undefined) return this;
    const i = lowerBound(chunk, key);
    if (chunk[i]?.[0] !== key) return this;
    if (this.size === 1) return SortedMap.empty;
    const chunks = this.#chunks.slice();
    if (chunk.length === 1) chunks.splice(at, 1);
    else chunks[at] = chunk.toSpliced(i, 1);
    return new SortedMap(chunks, this.size - 1);
  }

  *entries(): MapIterator<[string, V]> {
    for (const chunk of this.#chunks) for (const [key, value] of chunk) yield [key, value];
  }

  *keys(): MapIterator<string> {
    for (const chunk of this.#chunks) for (const [key] of chunk) yield key;
  }

  *values(): MapIterator<V> {
    for (const chunk of this.#chunks) for (const [, value] of chunk) yield value;
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  toJSON(): { readonly [key: string]: unknown } {
    return Object.fromEntries(Array.from(this, ([key, value]) => [key, value]));
  }

  forEach(fn: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this) fn(value, key, this);
  }

  /** The chunk in which `key` is or would be: the last whose first key is not after it. */
  #chunkFor(key: string): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#chunks[middle]?.[0]?.[0] as string) <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function lowerBound<V>(chunk: Chunk<V>, key: string): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chunk[middle]?.[0] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
