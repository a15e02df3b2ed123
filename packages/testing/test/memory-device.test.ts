import { expect, test } from "vitest";
import type { DeviceRow, DeviceStore } from "@alongside/client";
import { systemClock, systemRandom } from "@alongside/core/engine";
import { MemoryDevice } from "@alongside/testing";

const open = (device: MemoryDevice, server = "wss://a.test"): DeviceStore =>
  device.persist({ server, clock: systemClock, random: systemRandom });

const row = (key: string, value: number, room = "board:r"): DeviceRow => ({
  room,
  kind: "chunk",
  key,
  value,
});

test("[R900] what was committed is there for the next page, in order, and for no other server", async () => {
  const device = new MemoryDevice();
  const store = open(device);
  await store.write([{ put: row("b/2", 2) }, { put: row("b/1", 1) }], "strict");
  await store.write([{ put: row("a", 3) }, { put: row("a", 4, "board:s") }], "relaxed");
  const late = store.write([{ put: row("c", 5) }], "strict");
  device.kill();
  const next = open(device);
  expect((await next.load("board:r")).map(({ key, value }) => [key, value])).toEqual([
    ["a", 3],
    ["b/1", 1],
    ["b/2", 2],
  ]);
  expect(await next.rooms("chunk")).toEqual(["board:r", "board:s"]);
  expect(await open(device, "wss://b.test").load("board:r")).toEqual([]);
  await next.write([{ clear: { room: "board:r", kind: "chunk", key: "b/" } }], "strict");
  expect(device.rows("chunk").map(({ key }) => key)).toEqual(["a", "a"]);
  expect(await Promise.race([late, Promise.resolve("not yet")])).toBe("not yet");
});

test("[R900] a write copies its values when it is asked for", async () => {
  const device = new MemoryDevice();
  const store = open(device);
  const value = { list: [1] };
  const written = store.write([{ put: { ...row("a", 0), value } }], "strict");
  value.list.push(2);
  await written;
  expect(device.rows()[0]?.value).toEqual({ list: [1] });
});

test("[R901] a power cut takes the relaxed transactions since the last strict one", async () => {
  const device = new MemoryDevice();
  const store = open(device);
  await store.write([{ put: row("a", 1) }], "relaxed");
  await store.write([{ put: row("b", 2) }], "strict");
  await store.write([{ put: row("b", 3) }, { put: row("c", 4) }], "relaxed");
  await store.write([{ delete: row("a", 0) }], "relaxed");
  device.cutPower();
  const left = device.rows().map(({ key, value }) => [key, value]);
  expect(left).toEqual([
    ["a", 1],
    ["b", 2],
  ]);
});

test("[R901] a copy of a device goes its own way", async () => {
  const device = new MemoryDevice();
  const store = open(device);
  await store.write([{ put: row("a", 1) }], "strict");
  const copy = device.copy();
  await store.write([{ put: row("a", 2) }], "strict");
  expect([...device.rows(), ...copy.rows()].map(({ value }) => value)).toEqual([2, 1]);
});

test("[R902] a transaction that fails has changed nothing", async () => {
  const device = new MemoryDevice();
  const store = open(device);
  device.fail(new Error("full"));
  await expect(store.write([{ put: row("a", 1) }], "strict")).rejects.toThrow("full");
  expect(device.rows()).toEqual([]);
  await store.write([{ put: row("a", 1) }], "strict");
  expect(device.rows()).toHaveLength(1);
});
