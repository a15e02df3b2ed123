import { ENTRIES, FRAMES } from "./frame.ts";
import type { LongReader } from "./long-reader.ts";
import { Scale } from "./scale.ts";

/** What was published of one gauge in a bucket, or has been so far. */
export interface Bucket {
  /** When it begins, in ms of the server's clock. */
  readonly at: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly last: number;
  /** So many values. */
  readonly count: number;
}

/** The columns of one gauge, a place for each bucket of the window. */
class Gauge {
  readonly key: string;
  readonly field: string;
  readonly count: Uint32Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly sum: Float64Array;
  readonly last: Float64Array;
  /** The newest value that was told, in steps. */
  newest = 0;
  /** In which bucket it is. */
  newestAt = 0;

  constructor(key: string, field: string, keep: number) {
    this.key = key;
    this.field = field;
    this.count = new Uint32Array(keep);
    this.min = new Float64Array(keep);
    this.max = new Float64Array(keep);
    this.sum = new Float64Array(keep);
    this.last = new Float64Array(keep);
  }
}

/**
 * A series as frames tell of it: for each gauge, which is one number of a key, the newest buckets. Its memory is that of the window,
 * however long it goes on.
 */
export class SeriesMirror {
  /** Names what the owner has in memory, and since when, in ms. Another run begins empty. */
  run = 0;
  since = 0;
  resolutionMs = 1;
  keep = 0;
  /** The newest bucket that was told of. */
  head = 0;
  #scale = new Scale(1);
  #number = 0;
  #gauges: (Gauge | undefined)[] = [];
  readonly #keys = new Map<string, Map<string, Gauge>>();

  /** Keys that have a value in the window, in the order in which they came. */
  keys(): readonly string[] {
    return Array.from(this.#keys.keys()).filter((key) => this.newest(key) !== undefined);
  }

  /** The fields of a key that have a value in the window; of plain numbers it is one, without a name. */
  fields(key: string): readonly string[] {
    const gauges = Array.from(this.#keys.get(key)?.values() ?? []);
    return gauges.filter((gauge) => this.#isKept(gauge)).map(({ field }) => field);
  }

  /** The newest value of each field of a key; undefined where the window has none. */
  newest(key: string): { readonly [field: string]: number } | undefined {
    let values: { [field: string]: number } | undefined;
    for (const [field, gauge] of this.#keys.get(key) ?? []) {
      if (!this.#isKept(gauge)) continue;
      (values ??= {})[field] = this.#scale.valueOf(gauge.newest);
    }
    return values;
  }

  /** The buckets of a gauge in which anything was published, oldest first. */
  buckets(key: string, field = ""): readonly Bucket[] {
    const gauge = this.#keys.get(key)?.get(field);
    const buckets: Bucket[] = [];
    for (let bucket = Math.max(0, this.head - this.keep + 1); bucket <= this.head; bucket++) {
      const found = gauge && this.#read(gauge, bucket);
      if (found !== undefined) buckets.push(found);
    }
    return buckets;
  }

  /** What a gauge has in one bucket. */
  at(key: string, field: string, bucket: number): Bucket | undefined {
    const gauge = this.#keys.get(key)?.get(field);
    const isKept = bucket <= this.head && bucket > this.head - this.keep;
    return gauge && isKept ? this.#read(gauge, bucket) : undefined;
  }

  #isKept({ newestAt, count }: Gauge): boolean {
    return newestAt > this.head - this.keep && (count[newestAt % this.keep] ?? 0) > 0;
  }

  #read(gauge: Gauge, bucket: number): Bucket | undefined {
    const place = bucket % this.keep;
    const count = gauge.count[place] ?? 0;
    if (count === 0) return undefined;
    const value = (column: Float64Array): number => this.#scale.valueOf(column[place] ?? 0);
    return {
      at: bucket * this.resolutionMs,
      min: value(gauge.min),
      max: value(gauge.max),
      mean: value(gauge.sum) / count,
      last: value(gauge.last),
      count,
    };
  }

  /**
   * Takes in a frame, from behind its name on. `onKey` hears of each key that has something new. Returns false, and nothing has changed,
   * where the frame does not follow what is here: a window has to be asked for.
   */
  take(reader: LongReader, onKey?: (key: string) => void): boolean {
    const number = reader.long();
    const isWindow = reader.number() === FRAMES.window;
    if (isWindow) this.#window(reader);
    else if (number !== this.#number + 1 || this.keep === 0) return false;
    this.#number = number;
    this.#names(reader, isWindow);
    while (!reader.isDone) this.#part(reader, onKey);
    return true;
  }

  #window(reader: LongReader): void {
    const [run, since, resolutionMs, keep] = [
      reader.long(),
      reader.long(),
      reader.number(),
      reader.number(),
    ];
    const step = reader.float();
    const from = reader.long();
    const head = reader.long();
    if (run !== this.run || keep !== this.keep || resolutionMs !== this.resolutionMs) {
      this.#gauges = [];
      this.#keys.clear();
      this.head = head;
    }
    Object.assign(this, { run, since, resolutionMs, keep });
    this.#scale = new Scale(step);
    this.#advance(head);
    const oldest = Math.max(from, this.head - keep + 1);
    for (const gauge of this.#gauges)
      if (gauge !== undefined)
        for (let bucket = oldest; bucket <= this.head; bucket++) gauge.count[bucket % keep] = 0;
  }

  /** A number may be given to another gauge once nothing of the one before is in the window. A window names all of them. */
  #names(reader: LongReader, isWindow: boolean): void {
    const named = new Set<number>();
    for (let left = reader.number(); left > 0; left--) {
      const index = reader.number();
      const key = reader.text(reader.number());
      const field = reader.text(reader.number());
      named.add(index);
      const before = this.#gauges[index];
      const fields = this.#keys.get(key) ?? new Map<string, Gauge>();
      // A tick names what is new; a window what is here already, too. A number may be left with one that has another by now.
      if (isWindow && before?.key === key && fields.get(field) === before) continue;
      this.#drop(index);
      const gauge = new Gauge(key, field, this.keep);
      this.#gauges[index] = gauge;
      this.#keys.set(key, fields.set(field, gauge));
    }
    if (!isWindow) return;
    for (const index of this.#gauges.keys()) if (!named.has(index)) this.#drop(index);
  }

  #drop(index: number): void {
    const gauge = this.#gauges[index];
    if (gauge === undefined) return;
    this.#gauges[index] = undefined;
    const fields = this.#keys.get(gauge.key);
    if (fields?.get(gauge.field) === gauge) fields.delete(gauge.field);
    if (fields?.size === 0) this.#keys.delete(gauge.key);
  }

  /** Makes place for the buckets up to `bucket`. */
  #advance(bucket: number): void {
    const { head, keep } = this;
    if (bucket <= head) return;
    const from = Math.max(head + 1, bucket - keep + 1);
    for (const gauge of this.#gauges)
      if (gauge !== undefined)
        for (let next = from; next <= bucket; next++) gauge.count[next % keep] = 0;
    this.head = bucket;
  }

  #part(reader: LongReader, onKey?: (key: string) => void): void {
    const bucket = reader.long();
    this.#advance(bucket);
    const place = bucket % this.keep;
    let index = -1;
    for (let left = reader.number(); left > 0; left--) {
      const head = reader.number();
      index += (head >>> 2) + 1;
      const gauge = this.#gauges[index];
      if (gauge === undefined)
        throw new RangeError(`A series tells of a gauge ${index} without a name`);
      gauge.newestAt = bucket;
      if ((head & 3) === ENTRIES.one) add(gauge, place, gauge.newest + reader.signedLong());
      else set(gauge, place, reader, (head & 3) === ENTRIES.large);
      onKey?.(gauge.key);
    }
  }
}

/** One value more. The owner counts it by the same steps, so that both have the same sum to the last bit. */
function add(gauge: Gauge, place: number, value: number): void {
  const count = gauge.count[place] ?? 0;
  gauge.min[place] = count === 0 ? value : Math.min(gauge.min[place] ?? 0, value);
  gauge.max[place] = count === 0 ? value : Math.max(gauge.max[place] ?? 0, value);
  gauge.sum[place] = count === 0 ? value : (gauge.sum[place] ?? 0) + value;
  gauge.last[place] = gauge.newest = value;
  gauge.count[place] = count + 1;
}

function set(gauge: Gauge, place: number, reader: LongReader, isLarge: boolean): void {
  const count = reader.number();
  const last = reader.signedLong();
  gauge.count[place] = count;
  gauge.last[place] = gauge.newest = last;
  gauge.min[place] = count === 1 ? last : last - reader.long();
  gauge.max[place] = count === 1 ? last : last + reader.long();
  if (count === 1) gauge.sum[place] = last;
  else gauge.sum[place] = isLarge ? reader.float() : count * last + reader.signedLong();
}
