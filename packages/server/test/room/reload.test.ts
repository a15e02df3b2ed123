import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { entriesUpTo } from "../../src/room/earlier.ts";
import { createServer } from "../../src/server.ts";
import { memory } from "../../src/store/memory.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { RawClient } from "../live/client.ts";
import { Board as LiveBoard } from "../live/server.ts";
import { entries } from "../store/entries.ts";
import { folder } from "../store/folder.ts";
import { ROOM, titled } from "./board.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

describe("[R295] a reloaded room brings back the newest entries of its log", () => {
  test("also those that a snapshot covers: who is behind gets what they missed, and no state", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    ann.drop();
    for (let n = 1; n <= 40; n++) bob.change(titled(`${n}`));
    await settle();
    await world.hub.stop();
    await world.store.saveSnapshot(ROOM, 40);
    world.crash();
    const joined = await (await world.greet("ann")).join({ after: 0, mark: "1:*" });
    expect(joined.state).toBeUndefined();
    expect(joined.from).toBe(0);
    expect(joined.list).toHaveLength(40);
    // A newcomer still gets the snapshot.
    expect(await (await world.greet("cy", "cy")).join()).toMatchObject({ from: 40, list: [] });
  });

  test("no more than a tail keeps, and without a gap", async () => {
    const store = memory();
    await store.append("board:a", 0, entries(1, 2000));
    const found = await entriesUpTo(store, "board:a", 1900);
    expect(found.map(({ entry }) => entry.seq)).toEqual(
      Array.from({ length: 1000 }, (_, i) => 901 + i),
    );
    const few = await entriesUpTo(store, "board:a", 5);
    expect(few.map(({ entry }) => entry.seq)).toEqual([1, 2, 3, 4, 5]);
    expect(await entriesUpTo(store, "board:a", 0)).toEqual([]);
  });

  test("large ones only as far as a megabyte or so", async () => {
    const store = memory();
    await store.append("board:a", 0, entries(1, 100, 100_000));
    const found = await entriesUpTo(store, "board:a", 100);
    expect(found.map(({ entry }) => entry.seq)).toEqual(
      Array.from({ length: 16 }, (_, i) => 85 + i),
    );
    await store.append("board:b", 0, entries(1, 8, 1_000_000));
    expect(await entriesUpTo(store, "board:b", 8)).toEqual([]);
  });

  test("none that were forgotten", async () => {
    const store = memory();
    await store.append("board:a", 0, entries(1, 60));
    await store.append("board:a", 60, entries(61, 40));
    await store.saveSnapshot("board:a", 100);
    await store.dropBefore("board:a", 60);
    const found = await entriesUpTo(store, "board:a", 100);
    expect(found[0]?.entry.seq).toBeGreaterThan(60);
    expect(found.at(-1)?.entry.seq).toBe(100);
  });

  test("on a server that was stopped gracefully and started again on its file", async () => {
    const file = join(folder(), "rooms.db");
    const start = async () => {
      const server = createServer({
        rooms: [LiveBoard],
        store: sqlite(file),
        log: () => {},
      });
      onTestFinished(() => server.close());
      return { server, url: (await server.listen(0, "127.0.0.1")).url };
    };
    const first = await start();
    const ann = await RawClient.greet(first.url, { id: "ann-ann-ann-ann-", guest: "ann" });
    const asked = { type: "join", room: ROOM, version: 1, ended: 0 } as const;
    ann.say(asked);
    const { log } = await ann.next("joined");
    ann.close();
    await ann.ended;
    const bob = await RawClient.join(first.url, ROOM, { guest: "bob" });
    for (let n = 1; n <= 30; n++) bob.setTitle(ROOM, n, `title ${n}`);
    await bob.next("entries", ({ list }) =>
      list.some((entry) => "ack" in entry && entry.ack === 30),
    );
    await first.server.close();
    const store = sqlite(file);
    await store.saveSnapshot(ROOM, await store.head(ROOM));
    await store.close();
    const second = await start();
    const again = await RawClient.greet(second.url, { id: "ann-ann-ann-ann-", guest: "ann" });
    again.say({ ...asked, last: { ...log, seq: 0, at: 0 }, mark: "1:*" });
    const joined = await again.next("joined");
    expect(joined.state).toBeUndefined();
    expect(joined.list).toHaveLength(30);
  });
});
