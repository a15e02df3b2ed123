import { type Clock, systemClock } from "@alongside/core/engine";
import { createServer, sqlite } from "@alongside/server";
import { Digest } from "../digest.ts";
import { roomsOf } from "../rooms.ts";
import { fillWithExample, isFresh } from "./example.ts";

/** Puts the example into a database in which nothing was ever written. Rejects with `CheckFailed` where another server has it. */
export async function exampleIn(file: string): Promise<void> {
  const story = { time: Date.now() };
  const now = story.time;
  const clock: Clock = { now: () => story.time, after: systemClock.after };
  const nobody = new Digest(() => {});
  const server = createServer({
    rooms: roomsOf(nobody),
    store: sqlite(file),
    clock,
    log: () => {},
  });
  try {
    if (await isFresh(server)) await fillWithExample(server, story, now);
  } finally {
    await server.close();
  }
}
