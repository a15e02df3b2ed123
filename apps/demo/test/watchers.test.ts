import { createServer } from "@alongside/server";
import { Inbox, inboxOf } from "@alongside/core/inbox";
import { expect, onTestFinished, test } from "vitest";
import { tellWatchers } from "../server/tell-watchers.ts";
import { Dashboard } from "../src/dashboard/definition.ts";

test("[R1947] whoever wants it is notified once of each figure that crosses its threshold, and nobody else", async () => {
  const server = createServer({ rooms: [Dashboard], inbox: { feeds: false }, log: () => {} });
  onTestFinished(() => server.close());
  tellWatchers(server);
  const room = server.room(Dashboard, "here");
  const itemsOf = async (user: string) => {
    const { items } = await server.room(Inbox, inboxOf(user) ?? "").read();
    return Array.from(items.values(), ({ title, count, priority }) => ({ title, count, priority }));
  };
  await room.mutate("watch", { on: true }, { as: "guest:ada" });
  await room.mutate("watch", { on: true }, { as: "guest:ben" });
  await room.mutate("watch", { on: false }, { as: "guest:ben" });
  await room.mutate("crossed", { figure: "cpu", value: 63, isAbove: true });
  await room.mutate("crossed", { figure: "memory", value: 120, isAbove: true });
  await room.mutate("crossed", { figure: "cpu", value: 31, isAbove: false });
  await room.update((doc) => void doc.notes.push({ graph: "cpu", at: 1, text: "a", by: "b" }));
  await expect
    .poll(async () => (await itemsOf("guest:ada")).toSorted((a, b) => a.count - b.count))
    .toEqual([
      { title: "Memory rose to 120 MB", count: 1, priority: "important" },
      { title: "CPU fell back to 31% of a core", count: 2, priority: "normal" },
    ]);
  expect(await itemsOf("guest:ben")).toEqual([]);
});
