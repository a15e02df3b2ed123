import { createServer, sqlite } from "@alongside/server";
import { fill, momentOf } from "../history/fill.ts";
import { Room } from "../history/room.ts";
import { Samples, type Summary } from "../stats.ts";

/** A room that has been worked in for long, and how often a page of what was done there is read. */
const ENTRIES = 1_000_000;
const READS = 200;
const PAGE = 50;

const ROOM = "board:busy";
const USER = { id: "ann", name: "Ann", color: "red" };

/** How long a page of grouped activity takes, anywhere in the room, with the rights asked. */
export async function activityPages(file: string): Promise<Summary> {
  process.stderr.write("activity\n");
  const store = sqlite(file);
  await fill(store, ROOM, ENTRIES);
  const server = createServer({ rooms: [Room.implementation], store, log: () => undefined });
  const samples = new Samples();
  for (let i = 0; i < READS; i++) {
    // As `cursor` of the page before would say.
    const cursor = JSON.stringify([[ROOM, momentOf(i, ENTRIES)]]);
    const begun = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { items } = await server.activity({ rooms: [ROOM], user: USER, limit: PAGE, cursor });
    samples.add(performance.now() - begun);
    if (items.length === 0) throw new Error(`There is no activity before ${cursor}`);
  }
  await server.close();
  return samples.summary();
}
