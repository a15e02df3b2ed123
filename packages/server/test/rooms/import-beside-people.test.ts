import { defineRoom, value } from "@alongside/core";
import { expect, onTestFinished, test } from "vitest";
import { createServer } from "../../src/server.ts";
import { memory } from "../../src/store/memory.ts";
import { RawClient } from "../live/client.ts";

const Board = defineRoom("board", { version: 1, storage: { title: value("") } });

test("[R1541] who is in the empty room while it is imported comes in anew, and finds it", async () => {
  const server = createServer({ rooms: [Board], store: memory(), log: () => undefined });
  onTestFinished(() => server.close());
  const { url } = await server.listen(0, "127.0.0.1");
  await server.room(Board, "a").update((doc) => void (doc.title = "kept"));
  const ann = await RawClient.join(url, "board:b", { guest: "ann" });
  const { seq } = await server.rooms.import("board:b", server.rooms.export("board:a"));
  expect(await ann.next("closed")).toMatchObject({ code: "room.reset" });
  ann.say({ type: "join", room: "board:b", version: 1, ended: 0 });
  expect(JSON.stringify(await ann.next("joined"))).toContain('"kept"');
  expect(await server.room(Board, "b").state()).toEqual({ seq, state: { title: "kept" } });
});

test("[R1516] a room that is imported wakes its followers at once", async () => {
  const server = createServer({ rooms: [Board], store: memory(), log: () => undefined });
  onTestFinished(() => server.close());
  const given: string[] = [];
  const follower = server.follow("mirror", { rooms: [Board] }, ({ room, entries }) => {
    for (const { seq } of entries) given.push(`${room} ${seq}`);
  });
  for (const title of ["one", "two"])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await server.room(Board, "a").update((doc) => void (doc.title = title));
  await follower.settled();
  await server.rooms.import("board:b", server.rooms.export("board:a"));
  await follower.settled();
  expect(given).toEqual(["board:a 1", "board:a 2", "board:b 1", "board:b 2"]);
});
