import type { PointsOf, RoomDefinition } from "@alongside/core";
import type { Bucket, KeyIn, PointIn } from "@alongside/core/engine";
import type { RoomSeries } from "./room-series.ts";

/** What a series has of one key, or of one field of it. */
export interface SeriesWindow {
  /** When the owner began with it, in ms: of before nothing is known. */
  readonly since: number;
  readonly resolutionMs: number;
  /** The buckets in which anything was published, oldest first. */
  readonly buckets: readonly Bucket[];
}

/** One series in the server's own hands. */
export interface SeriesHands<P, K extends string, Points> {
  /**
   * Publishes values by key, all or none, as of now. What comes twice within a tick counts in its bucket, and viewers see the newest. Rejects
   * with `Invalid`, with the path, for what is no point of the series, and with `Refused` with `limit.series` for more keys than it has.
   */
  publish(points: Points): Promise<void>;
  /** The newest value of each key, as of the last tick. */
  newest(): Promise<{ readonly [key in K]?: P }>;
  /** The window of a key as of the last tick; of points with fields, that of one of them. */
  window(key: K, field?: keyof P & string): Promise<SeriesWindow>;
}

/** The series of a room in the server's own hands, by name. */
export type SeriesOf<D extends RoomDefinition> = {
  readonly [N in keyof D["series"]]: SeriesHands<
    PointIn<D["series"][N]>,
    KeyIn<D["series"][N]>,
    PointsOf<D>[N]
  >;
};

export function seriesHands<D extends RoomDefinition>(
  definition: D,
  series: () => RoomSeries,
): SeriesOf<D> {
  const hands: Record<string, SeriesHands<unknown, string, unknown>> = {};
  for (const name of Object.keys(definition.series))
    hands[name] = {
      async publish(points) {
        series().publish(name, points);
      },
      async newest() {
        return newestOf(series().read(name));
      },
      async window(key, field) {
        const mirror = series().read(name);
        const { since, resolutionMs } = mirror;
        return { since, resolutionMs, buckets: mirror.buckets(key, field) };
      },
    };
  return hands as SeriesOf<D>;
}

/** The newest value of each key that has one: a number, or an object of numbers. */
export function newestOf(
  mirror: ReturnType<RoomSeries["read"]>,
  keys: Iterable<string> = mirror.keys(),
): { [key: string]: unknown } {
  const values: (readonly [string, unknown])[] = [];
  for (const key of keys) {
    const fields = mirror.newest(key);
    if (fields !== undefined) values.push([key, fields[""] ?? fields]);
  }
  return Object.fromEntries(values);
}
