import type { Server } from "@alongside/server";
import { Dashboard } from "../rooms/dashboard.ts";

/** How often figures are published, in ms. */
const EVERY_MS = 1000;

/** The room that they are shown in: the one that the page opens without a name. */
const ROOM = "home";

/** Publishes what this process does, once a second, as long as it runs. */
export function publishFigures(server: Server): void {
  const room = server.room(Dashboard, ROOM);
  let before = process.cpuUsage();
  setInterval(() => {
    const spent = process.cpuUsage(before);
    before = process.cpuUsage();
    room
      .people()
      .then((people) =>
        room.series.figures.publish({
          cpu: (spent.user + spent.system) / 10 / EVERY_MS,
          memory: process.memoryUsage().rss / 1e6,
          people: people.length,
        }),
      )
      .catch((error: unknown) => console.error(error));
  }, EVERY_MS).unref();
}
