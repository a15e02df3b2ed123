import type { Server } from "@alongside/server";
import { Dashboard } from "../../src/dashboard/definition.ts";
import { Home } from "../../src/home/definition.ts";
import { HOME } from "../home.ts";
import { tellHome } from "../digest.ts";
import { boards } from "./board.ts";
import { code } from "./code.ts";
import { documents } from "./document.ts";
import { ines, jonas, maya, tomas, type Somebody } from "./people.ts";
import { DAY, HOUR, scene, type Scene } from "./story.ts";

/** The rooms of the example, as the home lists them, with who wrote in each, the last one last. */
const ROOMS = [
  ["board", "spring-launch", [maya, tomas, ines, jonas]],
  ["document", "spring-launch", [tomas]],
  ["code", "spring-launch", [jonas]],
  ["board", "first-minute", [tomas]],
  ["document", "harbour-talks", [maya]],
] as const satisfies readonly (readonly [string, string, readonly Somebody[]])[];

const MINUTE = 60_000;

/** A clock that stands where it is put. */
export interface StoryClock {
  time: number;
}

function dashboard(now: number): readonly Scene[] {
  const pin = (minutesAgo: number, by: Somebody, text: string): Scene =>
    scene(minutesAgo, by, [Dashboard, "here"], (doc) => {
      doc.notes.push({ graph: "frames", at: now - minutesAgo * MINUTE, text, by: by.name });
    });
  return [
    pin(26 * HOUR, ines, "Load test, ten times the waiting list"),
    pin(4 * HOUR, jonas, "Newsletter went out"),
  ];
}

/** Whether nothing was ever written here: only then is there a place for an example. */
export async function isFresh(server: Server): Promise<boolean> {
  return (await server.rooms.list({ limit: 1 })).rooms.length === 0;
}

/**
 * Fills a server with the example: what four people did together over three days, each thing at its time. `clock` is the server's, and ends at
 * `now`. Everything goes the way that every change goes.
 */
export async function fillWithExample(server: Server, clock: StoryClock, now: number) {
  const scenes = [...boards(), ...documents(), ...code(), ...dashboard(now)].toSorted(
    (a, b) => b.minutesAgo - a.minutesAgo,
  );
  for (const { minutesAgo, play } of scenes) {
    clock.time = now - minutesAgo * MINUTE;
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as it happened
    await play(server);
  }
  clock.time = now - 4 * DAY * MINUTE;
  const home = server.room(Home, HOME);
  for (const [page, id] of ROOMS)
    // oxlint-disable-next-line no-await-in-loop -- in the order of the list
    await home.mutate("list", { page, id }, { as: maya });
  clock.time = now;
  for (const [page, id, writers] of ROOMS)
    for (const by of writers)
      // oxlint-disable-next-line no-await-in-loop -- the last one is who wrote last
      await tellHome(server, `${page}:${id}`, by);
}
