import { implement, type Rules } from "@alongside/server";
import { Home } from "../src/home/definition.ts";

/** The one home of this server. */
export const HOME = "here";

const MUTATIONS: ReadonlySet<string> = new Set(["list", "unlist"]);

/** People put rooms on the home and take them off; all else there is the server's. */
const rules: Rules<typeof Home> = {
  authorize: (_user, room) => (room === HOME ? "write" : "none"),
  allow: ({ mutation }, { user }) =>
    user.id === "server" ||
    (mutation !== undefined && MUTATIONS.has(mutation.name)) || {
      code: "home.closed",
      message: "Rooms are put on the home and taken off it; the rest is the server's to write",
    },
  retention: { days: 7, entries: 5000 },
};

/** The home with its rules, for a server that hears of changes. */
export function homeHeard(onChange: NonNullable<Rules<typeof Home>["onChange"]>) {
  return implement(Home, { ...rules, onChange });
}
