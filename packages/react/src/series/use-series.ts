import type { Room } from "@alongside/client";
import { type LiveSeries, seriesOf, type SeriesHere } from "@alongside/client/series";
import type { RoomDefinition } from "@alongside/core";
import { useEffect, useRef } from "react";
import { given } from "../given.ts";
import { isNowhere } from "../room-nowhere.ts";

/** A series where there is no room: while rendering on a server. */
const NOWHERE: LiveSeries<unknown, string, unknown> = {
  status: { get: () => ({ name: "idle" }), subscribe: () => () => {} },
  keys: () => [],
  newest: () => undefined,
  window: () => [],
  table: (keys) => [[], ...keys.map(() => [])],
  subscribe: () => () => {},
  publish: () => false,
};

/**
 * A series of a room, watched while the component is shown: the same object every time. Nothing is rendered for what comes. `draw` is
 * called instead, at most once for each frame of the display, with the keys that have something new: draw there, by a ref to a canvas or
 * an element. It is called with the newest `draw` that was given, and once at first, with no keys. Throws `TypeError` for what is not a
 * room, and for a series that it does not have.
 */
export function useSeries<D extends RoomDefinition, N extends keyof D["series"] & string>(
  room: Room<D>,
  name: N,
  draw?: (series: SeriesHere<D>[N], keys: ReadonlySet<string>) => void,
): SeriesHere<D>[N] {
  if (typeof room !== "object" || room === null || !("definition" in room))
    throw new TypeError(`useSeries needs a room, as useRoom() returns it, got ${given(room)}`);
  if (!Object.hasOwn(room.definition.series, name))
    throw new TypeError(`useSeries: ${room.definition.name} has no series ${given(name)}`);
  const series = (isNowhere(room) ? NOWHERE : seriesOf(room)[name]) as SeriesHere<D>[N];
  const latest = useRef(draw);
  useEffect(() => {
    latest.current = draw;
  });
  useEffect(() => {
    const live = series as LiveSeries<unknown, string, unknown>;
    let fresh = new Set<string>();
    let frame: number | undefined;
    const show = (): void => {
      frame = undefined;
      const keys = fresh;
      fresh = new Set();
      latest.current?.(series, keys);
    };
    const later = (): void => {
      frame ??= requestAnimationFrame(show);
    };
    const stop = live.subscribe((keys) => {
      for (const key of keys) fresh.add(key);
      later();
    });
    later();
    return () => {
      stop();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [series]);
  return series;
}
