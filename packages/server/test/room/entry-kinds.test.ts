import type { Entry } from "@alongside/core/engine";
import { expect, test, vi } from "vitest";
import { sqlite } from "../../src/store/sqlite.ts";
import { Hub } from "../../src/session/hub.ts";
import { implement } from "../../src/implement.ts";
import { limitsWith } from "../../src/limits.ts";
import { ENTRY_KINDS } from "../../src/room/entry-kinds.ts";
import { folder } from "../store/folder.ts";
import { Board, ROOM, titled, wrong } from "./board.ts";
import { boardAt, read, storedBoard, worldOf } from "./migrating.ts";
import { Peer } from "./peer.ts";
import { settle, TestClock } from "./test-clock.ts";
import { byName, World } from "./world.ts";

/** For the store's threads to start on a busy machine. */
const LONG = { timeout: 20_000 };

/** An entry of a kind to come, which no version has yet. */
const planted = (seq: number, kind: string): Entry =>
  ({ seq, at: 1000 + seq, kind, body: Uint8Array.of(1, 2, 3) }) as unknown as Entry;

/** A world whose room has a title, then an entry of a kind to come; its server knows that kind where `counts` is told. */
async function worldWith(kind: string, counts?: boolean): Promise<World> {
  const before = new World();
  (await before.join("ann")).change(titled("before"));
  await settle();
  await before.store.append(ROOM, 1, [planted(2, kind)]);
  const { disk } = before;
  if (counts === undefined) return new World({ disk });
  return new World({ disk, entryKinds: new Map([...ENTRY_KINDS, [kind, counts]]) });
}

test("[R424] an entry of a kind that the state does not depend on is skipped by who does not know it", async () => {
  const world = await worldWith("note", false);
  const bob = await world.greet("bob", "bob");
  expect((await bob.join()).list).toMatchObject([{ seq: 1 }, { skip: 1 }]);
  bob.change(titled("after"));
  await settle();
  expect(bob.entries()).toMatchObject([{ ack: 1, seq: 3 }]);
  expect((await world.state()).title).toBe("after");
});

test("[R424] also as it happens, and from then on as before", async () => {
  const world = new World();
  const ann = await world.join("ann");
  const bob = await world.greet("bob", "bob", ["change"]);
  await bob.join();
  await world.quiet();
  ann.change(wrong);
  ann.change(titled("seen"));
  bob.change(titled("own"));
  await settle();
  expect(bob.entries()).toMatchObject([
    { skip: 1 },
    { seq: 2, n: 2, client: ann.client },
    { ack: 1, seq: 3 },
  ]);
  expect(ann.entries()).toMatchObject([{ refused: 1 }, { ack: 2 }, { seq: 3 }]);
});

test("[R429] one that the state depends on turns away who does not know it", async () => {
  const world = await worldWith("ghost", true);
  const bob = await world.greet("bob", "bob", ["change", "ghost"]);
  bob.say({ type: "join", room: ROOM, version: 1, ended: 0 });
  await settle();
  expect(bob.frames.filter(({ type }) => type !== "welcome")).toMatchObject([
    { type: "closed", room: ROOM, code: "client.outdated" },
  ]);
  expect(bob.end).toBeUndefined();
  expect(world.errors).toEqual([]);
});

test("[R429] and ends the seat of who is here, behind all that came before", async () => {
  const world = new World();
  const ann = await world.join("ann");
  const old = await world.greet("old", "old", ["outcome"]);
  await old.join();
  await world.quiet();
  old.change(wrong);
  ann.change(titled("seen"));
  ann.change(titled("again"));
  await settle();
  expect(old.frames).toMatchObject([
    { type: "entries", list: [{ refused: 1, seq: 1 }] },
    { type: "closed", code: "client.outdated", message: expect.stringContaining('"change"') },
  ]);
  expect([old.end, world.errors]).toEqual([undefined, []]);
  expect(ann.entries()).toMatchObject([{ skip: 1 }, { ack: 1 }, { ack: 2 }]);
});

test("[R429] a migration turns away who does not know what one is", async () => {
  const Board2 = boardAt(2);
  const world = worldOf(Board2, { disk: await storedBoard() });
  await read(world, Board2);
  const bob = await world.greet("bob", "bob", ["change", "outcome", "prune"]);
  bob.say({ type: "join", room: ROOM, version: 2, ended: 0 });
  await settle();
  expect(bob.take("closed")).toMatchObject([{ code: "client.outdated" }]);
});

test("[R436] a room with an entry that the server knows nothing of does not open", async () => {
  const world = await worldWith("ghost");
  const bob = await world.greet("bob", "bob");
  bob.say({ type: "join", room: ROOM, version: 1, ended: 0 });
  await settle();
  expect(bob.take("closed")).toMatchObject([
    {
      code: "schema.incompatible",
      message: `${ROOM}: entry 2 is of the kind "ghost", which this server is too old for`,
    },
  ]);
});

test("[R424] [R436] so it is with a file", async () => {
  const file = `${folder()}/rooms.db`;
  const store = sqlite(file);
  const bytes = planted(2, "note");
  await store.append(ROOM, 0, [
    {
      seq: 1,
      at: 1,
      actor: "ann",
      client: "ann---------",
      n: 1,
      kind: "change",
      ops: titled("kept"),
    },
    bytes,
  ]);
  await store.append(ROOM.replace("one", "two"), 0, [planted(1, "ghost")]);
  await store.close();
  const again = sqlite(file);
  const errors: unknown[] = [];
  const hub = new Hub({
    rooms: [implement(Board)],
    store: again,
    clock: new TestClock(),
    random: { next: () => 0.5, id: (length) => "x".repeat(length) },
    limits: limitsWith(),
    entryKinds: new Map([...ENTRY_KINDS, ["note", false]]),
    authenticate: byName,
    onError: (error) => void errors.push(error),
  });
  const bob = new Peer("bob---------");
  bob.connection = hub.accept(bob, { url: "/", headers: {}, address: "here" });
  bob.say({ type: "hello", versions: [2], token: "bob" });
  bob.say({ type: "join", room: ROOM, version: 1, ended: 0 });
  await vi.waitFor(() => expect(bob.heard).toContain('"joined"'), LONG);
  expect(bob.take("joined")[0]?.list).toMatchObject([{ seq: 1 }, { skip: 1 }]);
  bob.say({ type: "join", room: "board:two", version: 1, ended: 0 });
  await vi.waitFor(() => expect(bob.heard).toContain('"closed"'), LONG);
  expect(bob.take("closed")).toMatchObject([{ code: "schema.incompatible" }]);
  expect(errors).toMatchObject([{ code: "schema.incompatible" }]);
  const kept: Entry[] = [];
  for await (const entry of again.read(ROOM, 0)) kept.push(entry);
  expect(kept[1]).toEqual(bytes);
  await hub.stop();
  await again.close();
});
