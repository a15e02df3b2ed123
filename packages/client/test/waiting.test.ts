import { expect, test } from "vitest";
import { openWaiting } from "../src/index.ts";
import { ScriptedRoom } from "./support/scripted-room.ts";

test("[R983] what waits for the server is listed, oldest first, with what it writes, until it ends", () => {
  const table = ScriptedRoom.live();
  const waiting = openWaiting(table.room);
  const seen: number[] = [];
  const stop = waiting.subscribe((list) => seen.push(list.length));
  expect(waiting.get()).toEqual([]);
  table.room.update((doc) => doc.shapes.push({ color: "red" }));
  table.room.update((doc) => doc.shapes.push({ color: "blue" }));
  const list = waiting.get();
  expect(list.map(({ id, ops }) => [id, ops["shapes"]?.[0]])).toMatchObject([
    ["1", { op: "insert", fields: { color: "red" } }],
    ["2", { op: "insert", fields: { color: "blue" } }],
  ]);
  expect(waiting.get()).toBe(list);
  table.ack(1);
  expect(waiting.get().map(({ id }) => id)).toEqual(["2"]);
  expect(seen).toEqual([1, 2, 1]);
  stop();
  table.ack(2);
  expect(seen).toEqual([1, 2, 1]);
  expect(waiting.get()).toEqual([]);
});
