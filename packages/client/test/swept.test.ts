import { systemClock, type RoomId } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { sweepRoom } from "../../server/src/retention/sweep-room.ts";
import { colors, openBoards, shown, threeShapes, update } from "./support/drawers.ts";
import type { InMemoryServer } from "./support/in-memory-server.ts";
import { openPapers, page } from "./support/paper.ts";

/** Lets all entries go but the last, and takes the room out of memory, so that nobody is told what only memory had. */
async function sweep(
  server: Pick<InMemoryServer, "store" | "restart" | "pass">,
  room: RoomId,
): Promise<void> {
  const { store } = server;
  const rest = () => Promise.resolve();
  const { entries } = await sweepRoom({ store, clock: systemClock, rest }, room, { entries: 1 });
  expect(entries).toBeGreaterThan(5);
  server.restart();
  await server.pass(100);
}

test("[R1438] who comes back to a log whose entries have gone sees the room as it is, and what they did meanwhile merges", async () => {
  const {
    server,
    people: [ann, bob],
  } = await openBoards(["ann", "bob"]);
  const [one] = threeShapes(ann);
  await server.pass(50);
  ann.away();
  update(ann, (doc) => doc.votes.add(5));
  update(ann, (doc) => void (doc.title = "Harbour"));
  update(ann, (doc) => doc.shapes.delete(one));
  for (let i = 0; i < 20; i++) {
    update(bob, (doc) => doc.votes.add(1));
    await server.pass(20);
  }
  await sweep(server, "board:r");
  ann.back();
  await server.pass(4000);
  expect(ann.room.status.get()).toMatchObject({ name: "live", pending: 0, saved: "server" });
  expect(ann.room.get()).toMatchObject({ title: "Harbour", votes: 25 });
  expect(colors(bob)).toBe("two three");
  expect(shown(bob)).toBe(shown(ann));
  expect(ann.room.rejected.get()).toEqual([]);
  expect(server.errors).toEqual([]);
});

test("[R1438] what was typed over letters of a log whose entries have gone stands where it was typed", async () => {
  const {
    server,
    writers: [ann, bob],
  } = await openPapers(["ann", "bob"]);
  ann.text.edit(["the end"]);
  await server.pass(100);
  ann.away();
  ann.text.edit([4, "bitter "]);
  for (let i = 0; i < 20; i++) {
    bob.text.edit([bob.text.get()?.length ?? 0, "!"]);
    await server.pass(60);
  }
  bob.text.edit(["So "]);
  await server.pass(100);
  await sweep(server, "paper:r");
  ann.back();
  await server.pass(4000);
  expect(page(bob)).toBe(`So the bitter end${"!".repeat(20)}`);
  expect(page(ann)).toBe(page(bob));
  expect(ann.room.rejected.get()).toEqual([]);
  expect(server.errors).toEqual([]);
});

test("[R1439] what was emptied out of the trash does not come back by undo, which says so", async () => {
  const {
    server,
    people: [ann],
  } = await openBoards(["ann"]);
  const [one] = threeShapes(ann);
  await server.pass(50);
  ann.own.clear();
  update(ann, (doc) => doc.shapes.delete(one));
  await server.pass(100);
  await server.store.saveSnapshot("board:r", await server.store.head("board:r"));
  server.clock.sleep(31 * 24 * 60 * 60 * 1000);
  server.restart();
  await server.pass(4000);
  const kinds: string[] = [];
  for await (const { kind } of server.store.read("board:r", 0)) kinds.push(kind);
  expect(kinds.at(-1)).toBe("prune");
  expect(ann.own.undo()).toBeUndefined();
  expect(ann.own.changed.get()?.code).toBe("undo.changed");
  expect(colors(ann)).toBe("two three");
  expect(server.errors).toEqual([]);
});
