import { defineRoom, feed, value } from "@alongside/core";
import { Inbox } from "@alongside/core/inbox";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createServer } from "../../src/server.ts";
import { memory } from "../../src/store/memory.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { implement } from "../../src/implement.ts";
import { folder } from "../store/folder.ts";

const Talk = defineRoom("talk", {
  version: 1,
  storage: { title: value("") },
  feeds: { chat: feed(value("")) },
});

test.each([
  ["memory", () => memory()],
  ["sqlite", () => sqlite(join(folder(), "rooms.db"))],
])(
  "[R1996] who is erased is named in nobody's inbox any more, nor in its log or snapshots: %s",
  async (_, open) => {
    const store = open();
    const server = createServer({ rooms: [implement(Talk)], store, inbox: true, log: () => {} });
    const say = (by: string, title: string) =>
      server.notify("ann", { kind: "task", subject: "a", title, by });
    await say("bob", "A task");
    await say("carl", "Another one");
    await say("bob", "One more");
    await store.saveSnapshot("inbox:ann", 2);
    await server.notify("dora", { kind: "task", subject: "a", title: "A task", by: "carl" });
    const { as, rooms } = await server.erase("bob");
    expect(rooms.map(({ room }) => room)).toEqual(["inbox:ann"]);
    const { items } = await server.room(Inbox, "ann").read();
    const item = items.get("task a");
    expect([item?.by, item?.activities.map(({ by }) => by)]).toEqual([as, [as, "carl", as]]);
    expect([item?.title, item?.count]).toEqual(["One more", 3]);
    const all = [await store.loadSnapshot("inbox:ann", 2)].map((one) => [...(one?.state ?? [])]);
    const log = [];
    for await (const entry of store.read("inbox:ann", 0)) log.push(entry);
    expect(JSON.stringify([all, log])).not.toContain("bob");
    // It goes on as it was.
    await say("carl", "The last one");
    expect((await server.room(Inbox, "ann").read()).items.get("task a")?.count).toBe(4);
    expect((await server.erase("nobody")).rooms).toEqual([]);
    await server.close();
  },
);
