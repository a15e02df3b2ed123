import type { Server } from "@alongside/server";
import { Inbox, inboxOf } from "@alongside/core/inbox";
import { crossingWords, Dashboard, MOST_WATCHERS } from "../src/dashboard/definition.ts";

/** A batch makes so many writes at most. */
const MOST_WRITES = 1000;

/** Notifies those who want it of each figure that crosses its threshold: once each, also where the server ends in between. */
export function tellWatchers(server: Server): void {
  const options = {
    rooms: [Dashboard],
    kinds: ["change"],
    from: "now",
    batch: Math.floor(MOST_WRITES / MOST_WATCHERS),
  } as const;
  server.follow("demo.thresholds", options, async ({ entries, state }, write) => {
    const crossings = entries.flatMap(
      ({ mutation }) => (mutation?.name === "crossed" && crossingWords(mutation.args)) || [],
    );
    if (crossings.length === 0) return;
    const { watchers } = await state();
    for (const { figure, isAbove, words } of crossings)
      for (const user of watchers.keys()) {
        const inbox = inboxOf(user);
        if (inbox === undefined) continue;
        write.mutate(Inbox, inbox, "notify", {
          kind: "threshold",
          subject: `dashboard ${figure}`,
          title: words,
          link: "/dashboard",
          priority: isAbove ? "important" : "normal",
          by: "server",
        });
      }
  });
}
