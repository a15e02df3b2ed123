import type { RoomDefinition } from "@alongside/core";
import { LongReader, type SeriesFrame } from "@alongside/core/engine";
import type { RoomSession } from "../room/room.ts";
import { sessionOf } from "../room/sessions.ts";
import type { Room } from "../room/types.ts";
import { WatchedSeries } from "./watched-series.ts";
import type { SeriesHere } from "./types.ts";

const found = new WeakMap<object, unknown>();

/**
 * The series of a room that `join` returned, by name: the same objects each time. What they need of the page is loaded with this module
 * alone. Throws `TypeError` for anything else.
 */
export function seriesOf<D extends RoomDefinition>(room: Room<D>): SeriesHere<D> {
  const session = sessionOf(room, "seriesOf");
  const known = found.get(session);
  if (known !== undefined) return known as SeriesHere<D>;
  const here = made(session);
  found.set(session, here);
  return here;
}

function made<D extends RoomDefinition>(session: RoomSession<D>): SeriesHere<D> {
  const all = new Map<string, WatchedSeries>();
  for (const name of Object.keys(session.definition.series))
    all.set(name, new WatchedSeries(session as unknown as RoomSession<RoomDefinition>, name));
  session.onSeries = (message?: SeriesFrame) => {
    if (message === undefined) {
      for (const series of all.values()) series.ask();
      return;
    }
    // What comes over a link that was left is for a seat before this one.
    if (message.seat !== session.copy.seat) return;
    const reader = new LongReader(message.frame, 1);
    reader.number();
    all.get(reader.text(reader.number()))?.take(reader);
  };
  return Object.fromEntries(all) as unknown as SeriesHere<D>;
}
