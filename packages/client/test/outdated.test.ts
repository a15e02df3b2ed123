import type { Entry } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { Board } from "./support/board.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";
import { ROOM, ScriptedRoom } from "./support/scripted-room.ts";

const codeOf = (error: unknown): string => (error as { readonly code: string }).code;

test("[R517] an entry of a kind that the page does not know ends the room, once", () => {
  const table = ScriptedRoom.live();
  table.room.update((doc) => void (doc.title = "mine"));
  table.link.take();
  table.link.raw('["d",1,[["z",1,{"more":true}],["a",1,2,0]]]');
  expect(table.room.status.get()).toMatchObject({
    name: "refused",
    code: "client.outdated",
    saved: "memory",
  });
  expect(table.sent()).toEqual(["leave"]);
  expect(table.errors).toHaveLength(1);
  table.clock.pass(60_000);
  expect(table.sent().filter((sent) => sent !== "ping")).toEqual([]);
});

/** A server whose room has a title, and somebody who wrote it; then an entry of a kind to come, which the next process knows. */
async function planted(): Promise<[server: InMemoryServer, ann: TestPage]> {
  const server = new InMemoryServer(Board);
  const ann = server.open("ann");
  await server.pass(50);
  ann.room.update((doc) => void (doc.title = "saved"));
  await server.pass(20);
  const head = await server.store.head(ROOM);
  const ghost = { seq: head + 1, at: 9_999_999_999_999, kind: "ghost" } as unknown as Entry;
  await server.store.append(ROOM, head, [ghost]);
  server.entryKinds = new Map([...server.entryKinds, ["ghost", true]]);
  server.restart();
  return [server, ann];
}

test("[R429] [R448] a page that the server turns away for such an entry is told once, and does not ask again", async () => {
  const [server] = await planted();
  const told: string[] = [];
  const bob = server.open("bob", Board, (error) => told.push(codeOf(error)));
  await server.pass(20_000);
  expect(bob.room.status.get()).toMatchObject({ name: "refused", code: "client.outdated" });
  expect([told, bob.room.get()]).toEqual([["client.outdated"], undefined]);
  await server.pass(60_000);
  expect(told).toHaveLength(1);
});

test("[R429] one that was in the room keeps what it has, and calls nothing saved that is written after it", async () => {
  const [server, ann] = await planted();
  await server.pass(20_000);
  ann.room.update((doc) => void (doc.title = "not saved"));
  await server.pass(20_000);
  expect(ann.room.status.get()).toMatchObject({
    name: "refused",
    code: "client.outdated",
    pending: 1,
    saved: "memory",
  });
});
