import { defineRoom, list, text, value } from "@alongside/core";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import { createServer } from "../../src/server.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { Board, ROOM } from "../room/board.ts";
import { settle } from "../room/test-clock.ts";
import { World } from "../room/world.ts";
import { folder } from "../store/folder.ts";

const rooms = [implement(Board, { erase: ["title", "kind"] })];
const shape = (id: string, kind: string) => ({
  shapes: [
    {
      op: "insert" as const,
      id,
      in: { of: "root", field: "shapes" },
      at: "end" as const,
      fields: { kind },
    },
  ],
});

test("[R1682] what erasing left behind is nobody to be erased", async () => {
  const { hub } = new World({ rooms });
  const error = await Promise.resolve()
    .then(() => hub.erasures.erase("erased:0123456789abcdef"))
    .catch((reason: unknown) => reason);
  expect(String(error)).toContain("the user should be somebody, and not what erasing left behind");
});

test("[R1465] somebody is erased from rooms with people in them; these get the room anew, and what they write goes on", async () => {
  const world = new World({ rooms });
  const eve = await world.join("eve", "eve");
  const bob = await world.join("bob", "bob");
  eve.change(shape(`${eve.client}.1.0`, "secret"));
  bob.change(shape(`${bob.client}.1.0`, "for all"));
  await world.quiet();
  const erased = world.hub.erasures.erase("eve");
  // Typing goes on meanwhile.
  eve.change(shape(`${eve.client}.2.0`, "secret again"));
  const report = await erased;
  await settle();
  expect(report).toMatchObject({ rooms: [{ room: ROOM }], skipped: [], failed: [] });
  expect(report.letters).toBeGreaterThanOrEqual(6);
  expect(bob.take("closed")).toMatchObject([{ code: "room.reset" }]);
  bob.frames = [];
  const joined = await bob.join({ after: 2 });
  expect(joined.log.generation).toBe(1);
  const { shapes } = joined.state as unknown as { shapes: { list: unknown[] } };
  expect(JSON.stringify(joined)).not.toContain("secret");
  expect(JSON.stringify([shapes, joined.list])).toContain("for all");
  bob.change(shape(`${bob.client}.2.0`, "later"));
  await world.quiet();
  expect(JSON.stringify(await world.log())).not.toMatch(/secret|eve"/);
  expect((await world.state()).shapes.map(({ kind }) => kind)).toContain("later");
});

test("[R1466] what an erased person had queued before is refused with auth.erased, what they write later is not", async () => {
  const world = new World({ rooms });
  const eve = await world.join("eve", "eve");
  eve.change(shape(`${eve.client}.1.0`, "secret"));
  await world.quiet();
  const { epochs } = await world.store.origin(ROOM);
  const last = { epoch: epochs[0]?.epoch ?? "", generation: 0, seq: 1, at: 1 };
  await world.hub.erasures.erase("eve");
  const again = await world.greet("eve-queue", "eve");
  const before = { type: "join", room: ROOM, version: 1, ended: 0, last } as const;
  again.say(before);
  await settle();
  expect(again.take("closed")).toMatchObject([{ code: "auth.erased" }]);
  // Under the id by which they wrote, whatever they say that they have.
  const drained = await world.greet("eve", "eve");
  drained.say({ type: "join", room: ROOM, version: 1, ended: 1, quiet: true });
  await settle();
  expect(drained.take("closed")).toMatchObject([{ code: "auth.erased" }]);
  // A page that begins anew, and somebody else who has the room as it was.
  const later = await world.join("eve-later", "eve");
  later.change(shape(`${later.client}.1.0`, "later"));
  await world.quiet();
  expect((await world.state()).shapes.map(({ kind }) => kind)).toEqual(["██████", "later"]);
});

test("[R1700] who was erased goes on with a page that began since, also once somebody else is erased", async () => {
  const world = new World({ rooms });
  for (const name of ["eve", "bob"]) {
    const page = await world.join(name, name);
    page.change(shape(`${page.client}.1.0`, "secret"));
    await world.quiet();
  }
  const { epochs } = await world.store.origin(ROOM);
  await world.hub.erasures.erase("eve");
  const has = { epoch: epochs[0]?.epoch ?? "", seq: 2, at: 1 };
  const before = await world.greet("eve-before", "eve");
  const since = await world.greet("eve-since", "eve");
  await world.hub.erasures.erase("bob");
  const asked = { type: "join", room: ROOM, version: 1, ended: 0 } as const;
  before.say({ ...asked, last: { ...has, generation: 0 } });
  since.say({ ...asked, last: { ...has, generation: 1 } });
  await settle();
  expect(before.take("closed")).toMatchObject([{ code: "auth.erased" }]);
  expect(since.take("closed")).toEqual([]);
  expect(since.take("joined")).toMatchObject([{ log: { generation: 2 } }]);
});

test("[R1467] erasing somebody unknown, or twice, changes nothing", async () => {
  const world = new World({ rooms });
  const eve = await world.join("eve", "eve");
  eve.change(shape(`${eve.client}.1.0`, "secret"));
  await world.quiet();
  expect((await world.hub.erasures.erase("nobody")).rooms).toEqual([]);
  await settle();
  expect(eve.take("closed")).toEqual([]);
  const [first, second] = await Promise.all([
    world.hub.erasures.erase("eve"),
    world.hub.erasures.erase("eve"),
  ]);
  expect([first.rooms.length, second.rooms.length]).toEqual([1, 0]);
  expect((await world.store.origin(ROOM)).generation).toBe(1);
  expect(() => world.hub.erasures.erase("")).toThrow(TypeError);
  expect(() => implement(Board, { erase: ["votes"] })).toThrow(/erase/);
});

test("[R1468] what fails is told, stays to be done, and is done by the next process", async () => {
  const world = new World({ rooms });
  const eve = await world.join("eve", "eve");
  eve.change(shape(`${eve.client}.1.0`, "secret"));
  await world.quiet();
  world.failing.add("erase");
  const { failed } = await world.hub.erasures.erase("eve");
  expect(failed).toMatchObject([{ room: ROOM }]);
  world.failing.clear();
  const [pending] = await world.store.erasures();
  expect(pending).toMatchObject({ user: "eve" });
  world.hub.erasures.resume();
  const done = await world.hub.erasures.erase("nobody");
  expect(done.failed).toEqual([]);
  expect(await world.store.erasures()).toEqual([]);
  expect(JSON.stringify(await world.log())).not.toContain("secret");
});

const Paper = defineRoom("paper", {
  version: 1,
  storage: { body: text(), notes: list({ by: value("") }) },
});

test("[R1464] a server erases from rooms on disk that nobody is in, and no file has the words then", async () => {
  const at = folder();
  const file = join(at, "rooms.db");
  const open = () =>
    createServer({
      rooms: [implement(Paper, { erase: ["by"] })],
      store: sqlite(file),
      log: () => undefined,
    });
  const first = open();
  for (const name of ["a", "b"])
    await first.room(Paper, name).update((doc) => {
      doc.body.insert(0, "words-of-the-server");
      doc.notes.push({ by: "signed-by-it" });
    });
  await first.close();
  const second = open();
  const report = await second.erase("server");
  expect(report.rooms.map(({ room }) => room)).toEqual(["paper:a", "paper:b"]);
  await second.close();
  const bytes = Buffer.concat(readdirSync(at).map((name) => readFileSync(join(at, name))));
  for (const word of ["words-of-the", "signed-by"]) expect(bytes.includes(word)).toBe(false);
  const third = open();
  await third.room(Paper, "a").update((doc) => doc.body.insert(0, "on "));
  await third.close();
});
