import type { PointsOf, RoomDefinition } from "@alongside/core";
import type { Bucket, KeyIn, PointIn } from "@alongside/core/engine";
import type { Readable } from "../readable.ts";

/** How it stands with a series on this page. */
export type SeriesStatus =
  /** Nobody here has subscribed to it. */
  | { readonly name: "idle" }
  /** The server was asked for it, or will be once the room is entered. */
  | { readonly name: "loading" }
  /** What there is of it is here. The server has it since then, in ms of its clock, and knows nothing of before. */
  | { readonly name: "live"; readonly since: number; readonly resolutionMs: number }
  /** The server does not tell of it. */
  | { readonly name: "refused"; readonly code: string; readonly message: string };

/** A series of a room, as this page has it. Its objects are not changed by what comes. */
export interface LiveSeries<P, K extends string, Points> {
  readonly status: Readable<SeriesStatus>;
  /** The keys that have a value in the window, in the order in which they came. */
  keys(): readonly K[];
  /** The newest value of a key; undefined where the window has none. */
  newest(key: K): P | undefined;
  /** The buckets of a key in which anything was published, oldest first. Of points with fields, those of the one named. */
  window(key: K, field?: keyof P & string): readonly Bucket[];
  /**
   * Columns for a graph: when each bucket of the window begins, in ms, and below it a value for each of the keys, null where there is none.
   * `of` is "last" unless another one is named.
   */
  table(
    keys: readonly K[],
    options?: { readonly of?: Exclude<keyof Bucket, "at">; readonly field?: keyof P & string },
  ): [at: number[], ...values: (number | null)[][]];
  /**
   * Hears of each tick, with the keys that have something new: some thirty times a second at most. The series is told to this page while
   * anybody has subscribed. Returns what ends that.
   */
  subscribe(listener: (keys: ReadonlySet<K>) => void): () => void;
  /**
   * Publishes values by key, all or none, where the room's rule lets this user; why it does not goes to `onError`. False, and nothing
   * is sent, where the room is not connected. Throws `Refused` with `message.too-big`.
   */
  publish(points: Points): boolean;
}

/** The series of a room, by name. */
export type SeriesHere<D extends RoomDefinition> = {
  readonly [N in keyof D["series"]]: LiveSeries<
    PointIn<D["series"][N]>,
    KeyIn<D["series"][N]>,
    PointsOf<D>[N]
  >;
};
