import type { CheckSchema } from "../check-types.ts";
import type { Out, Schema } from "../standard-schema.ts";

/** What is published of one key: a number, or a few by name. */
export type SeriesPoint = number | { readonly [field: string]: number };

/** How long a bucket is: ms, or a text such as "1s", "500ms" or "5m". */
export type Resolution = number | `${number}ms` | `${number}s` | `${number}m` | `${number}h`;

/** Options of `series`. */
export interface SeriesOptions<K extends string> {
  /**
   * How many keys it may have at a time, up to 10,000, or their names. A key of which nothing was published for the whole window is
   * none any more. @default 1000
   */
  readonly keys?: number | readonly K[];
  /** Buckets that are kept of each key, up to 10,000. With `keys` it is 2,000,000 at most in all. @default 600 */
  readonly keep?: number;
  /** How long a bucket is: "100ms" to "24h". @default "1s" */
  readonly resolution?: Resolution;
  /**
   * What values are rounded to: 1, or 1 divided by a whole number, or more than 1. They reach 2^51 of it from 0, which is
   * 2,251,799,813,685 for 0.001. @default 0.001
   */
  readonly step?: number;
}

/** Live values by key: made by `series`. */
export interface Series<P extends SeriesPoint = SeriesPoint, K extends string = string> {
  /** What values are like; for the compiler alone. */
  readonly "~types"?: { readonly point: P; readonly key: K };
  readonly "~series": SeriesNode;
}

/** What a series is, at run time. */
export interface SeriesNode {
  readonly point: Schema;
  /** How many keys it has at most ... */
  readonly most: number;
  /** ... and which, where only those may be. */
  readonly names: readonly string[] | undefined;
  readonly keep: number;
  readonly resolutionMs: number;
  readonly step: number;
}

/** Series by name. */
export interface SeriesFields {
  readonly [name: string]: Series;
}

type NotNumbers = "The schema of a series gives a number, or an object whose fields are numbers";
type NameOfStorage = "This is the name of a field of storage; a series needs one of its own";

/** Checks the schema of a point. */
export type CheckPoint<S extends Schema> = [Out<S>] extends [number]
  ? CheckSchema<S>
  : [Out<S>] extends [object]
    ? [Out<S>[keyof Out<S>]] extends [number | undefined]
      ? CheckSchema<S>
      : NotNumbers
    : NotNumbers;

/** Checks the names of series. */
export type CheckSeries<S, L> = string extends keyof S
  ? unknown
  : { readonly [N in keyof L]: N extends keyof S ? NameOfStorage : unknown };

/** What a schema's points are. */
export type PointOf<S extends Schema> = Out<S> extends SeriesPoint ? Out<S> : never;

/** A point of a series. */
export type PointIn<L> = L extends Series<infer P> ? P : never;
/** The names of a series' keys: `string` where the definition names none. */
export type KeyIn<L> = L extends Series<SeriesPoint, infer K> ? K : never;
