import { type Clock, systemClock } from "@alongside/core/engine";
import { createServer, memory, sqlite } from "@alongside/server";
import { Digest } from "../digest.ts";
import { roomsOf } from "../rooms.ts";
import { fillWithExample, isFresh } from "./example.ts";

/** Nobody hears of anything, and nothing is said. */
const QUIET = { log: () => {} };

/**
 * Puts the example into a database in which nothing was ever written: made in memory, and moved there room by room, which takes a moment. Rejects with
 * `CheckFailed` where another server has the database.
 */
export async function exampleIn(file: string): Promise<void> {
  const rooms = roomsOf(new Digest(() => {}));
  const target = createServer({ rooms, store: sqlite(file), ...QUIET });
  try {
    if (await isFresh(target)) await moveExample(target);
  } finally {
    await target.close();
  }
}

async function moveExample(target: ReturnType<typeof createServer>): Promise<void> {
  const story = { time: Date.now() };
  const clock: Clock = { now: () => story.time, after: systemClock.after };
  const rooms = roomsOf(new Digest(() => {}));
  const source = createServer({ rooms, store: memory(), clock, ...QUIET });
  try {
    await fillWithExample(source, story, story.time);
    const { rooms: ids } = await source.rooms.list();
    await Promise.all(ids.map((id) => target.rooms.import(id, source.rooms.export(id))));
  } finally {
    await source.close();
  }
}
