import { Refused } from "@alongside/core";
import { FRAMES, type SeriesNode } from "@alongside/core/engine";
import { Writer } from "../room/writer.ts";
import { Gauge } from "./gauge.ts";

/** A value of one field of a key, in steps. */
export interface Put {
  readonly key: string;
  readonly field: string;
  readonly steps: number;
}

/** A bucket that is over, as frames tell of it. */
interface Closed {
  readonly bucket: number;
  readonly bytes: Uint8Array;
}

/** What a closed bucket and a gauge cost beside their bytes, about. */
const BUCKET_BYTES = 100;
const GAUGE_BYTES = 200;

/**
 * One series of a room, in memory alone: the newest buckets of each gauge. Those that are over are kept as the bytes that a window is put
 * together from, so that whoever comes costs a copy.
 */
export class Ring {
  readonly node: SeriesNode;
  /** Names this stretch: who has buckets of another one begins anew. */
  readonly run: number;
  /** When it began, in ms: of before nothing is known. */
  readonly since: number;
  /** How many ticks there were. */
  number = 0;
  /** The bucket that is open. */
  bucket: number;
  /** The one that was open at the last tick: who was told that has all before it. */
  toldBucket: number;
  readonly #keys = new Map<string, Map<string, Gauge>>();
  readonly #gauges: (Gauge | undefined)[] = [];
  #closed: Closed[] = [];
  #closedBytes = 0;
  /** Gauges that were not named yet. */
  #unnamed = new Set<Gauge>();
  /** What is new of buckets that closed since the last tick. */
  #news = new Writer();
  #hasNews = false;
  /** What is new tells of a gauge that is gone, so that only a window tells what is here. */
  #isTorn = false;

  constructor(node: SeriesNode, run: number, now: number) {
    this.node = node;
    this.run = run;
    this.since = now;
    this.bucket = this.toldBucket = this.#bucketAt(now);
  }

  /** Bytes of memory, about. */
  get bytes(): number {
    return this.#closedBytes + this.#gauges.length * GAUGE_BYTES;
  }

  /** Whether there is anything that viewers were not told. */
  get hasNews(): boolean {
    return this.#hasNews;
  }

  /** Whether the next tick cannot be told: everybody needs a window. */
  get isTorn(): boolean {
    return this.#isTorn;
  }

  /** Takes all of the values or none: throws `Refused` with `limit.series` where there would be too many keys. */
  put(now: number, puts: readonly Put[]): void {
    this.#goTo(Math.max(this.bucket, this.#bucketAt(now)));
    const { most } = this.node;
    const more = new Set<string>();
    for (const { key } of puts) if (!this.#keys.has(key)) more.add(key);
    if (this.#keys.size + more.size > most)
      throw new Refused(
        "limit.series",
        `${this.#keys.size} keys are there and ${more.size} came, the series has ${most}: publish fewer, or give it more keys`,
      );
    for (const { key, field, steps } of puts) {
      const gauge = this.#gaugeOf(key, field);
      gauge.bucket = this.bucket;
      gauge.add(steps);
      this.#hasNews = true;
    }
  }

  /** Lets go of the oldest bucket that is over. Returns whether there was one. */
  shorten(): boolean {
    const oldest = this.#closed[0];
    if (oldest === undefined) return false;
    this.#forget(oldest.bucket);
    return true;
  }

  /** What is new since the tick before, in bytes behind the name of the series. */
  tick(): Uint8Array {
    this.number += 1;
    const writer = new Writer(16 + 4 * this.#gauges.length);
    writer.long(this.number);
    writer.number(FRAMES.tick);
    this.#writeNames(writer, this.#unnamed);
    this.#unnamed.clear();
    this.#writeNews();
    writer.all(this.#news.bytes);
    this.#news.clear();
    this.#hasNews = false;
    this.toldBucket = this.bucket;
    return writer.bytes;
  }

  /** What is new is told to nobody, but in windows. */
  settle(): void {
    for (const gauge of this.#gauges) gauge?.settle();
    this.#unnamed.clear();
    this.#news.clear();
    this.#hasNews = this.#isTorn = false;
    this.toldBucket = this.bucket;
  }

  /** All buckets from one on, as of the last tick: to be asked for where nothing is untold. */
  window(from: number): Uint8Array {
    const { keep, resolutionMs, step } = this.node;
    const writer = new Writer(1024);
    writer.long(this.number);
    writer.number(FRAMES.window);
    for (const part of [this.run, this.since]) writer.long(part);
    writer.number(resolutionMs);
    writer.number(keep);
    writer.float(step);
    writer.long(from);
    writer.long(this.bucket);
    const gauges = this.#gauges.filter((gauge) => gauge !== undefined);
    this.#writeNames(writer, gauges);
    for (const { bucket, bytes } of this.#closed) {
      if (bucket < from) continue;
      writer.long(bucket);
      writer.all(bytes);
    }
    const open = this.#encodeOpen();
    if (open === undefined) return writer.bytes;
    writer.long(this.bucket);
    writer.all(open);
    return writer.bytes;
  }

  #bucketAt(now: number): number {
    return Math.floor(now / this.node.resolutionMs);
  }

  #gaugeOf(key: string, field: string): Gauge {
    const fields = this.#keys.get(key) ?? new Map<string, Gauge>();
    const known = fields.get(field);
    if (known !== undefined) return known;
    const free = this.#gauges.indexOf(undefined);
    const gauge = new Gauge(key, field, free < 0 ? this.#gauges.length : free);
    this.#gauges[gauge.index] = gauge;
    this.#keys.set(key, fields.set(field, gauge));
    this.#unnamed.add(gauge);
    return gauge;
  }

  #writeNames(writer: Writer, gauges: ReadonlySet<Gauge> | readonly Gauge[]): void {
    writer.number("size" in gauges ? gauges.size : gauges.length);
    for (const { index, key, field } of gauges) {
      writer.number(index);
      writer.text(key);
      writer.text(field);
    }
  }

  /** Closes the bucket that is open, where another one begins. */
  #goTo(bucket: number): void {
    if (bucket === this.bucket) return;
    this.#writeNews();
    const bytes = this.#encodeOpen();
    if (bytes !== undefined) {
      // A copy: the writer has room for more.
      this.#closed.push({ bucket: this.bucket, bytes: bytes.slice() });
      this.#closedBytes += bytes.length + BUCKET_BYTES;
    }
    for (const gauge of this.#gauges) if (gauge !== undefined) gauge.count = 0;
    this.bucket = bucket;
    this.#forget(bucket - this.node.keep);
  }

  /** Lets go of the buckets up to one, and of the gauges that have nothing in a later one. */
  #forget(upTo: number): void {
    const first = this.#closed.findIndex(({ bucket }) => bucket > upTo);
    const gone = this.#closed.splice(0, first < 0 ? this.#closed.length : first);
    if (gone.length === 0) return;
    for (const { bytes } of gone) this.#closedBytes -= bytes.length + BUCKET_BYTES;
    for (const gauge of this.#gauges) {
      if (gauge === undefined || gauge.bucket > upTo || gauge.count > 0) continue;
      this.#gauges[gauge.index] = undefined;
      this.#isTorn ||= this.#hasNews;
      this.#unnamed.delete(gauge);
      const fields = this.#keys.get(gauge.key);
      fields?.delete(gauge.field);
      if (fields?.size === 0) this.#keys.delete(gauge.key);
    }
  }

  /** Writes down what is new of the bucket that is open. */
  #writeNews(): void {
    const fresh = this.#gauges.filter((gauge) => gauge !== undefined && gauge.untold > 0);
    if (fresh.length === 0) return;
    this.#news.long(this.bucket);
    this.#news.number(fresh.length);
    let before = -1;
    for (const gauge of fresh as Gauge[]) {
      gauge.writeNews(this.#news, before);
      before = gauge.index;
    }
  }

  /** How many gauges the bucket that is open has, and all of each; undefined where it has none. */
  #encodeOpen(): Uint8Array | undefined {
    const held = this.#gauges.filter((gauge) => gauge !== undefined && gauge.count > 0) as Gauge[];
    if (held.length === 0) return undefined;
    const writer = new Writer(16 + 12 * held.length);
    writer.number(held.length);
    let before = -1;
    for (const gauge of held) {
      gauge.writeBucket(writer, before);
      before = gauge.index;
    }
    return writer.bytes;
  }
}
