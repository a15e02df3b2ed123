import type { DeviceStore, Persist } from "../src/index.ts";
import { MemoryDevice } from "@alongside/testing";
import { expect, test } from "vitest";
import { sessionOf } from "../src/room/sessions.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";
import { Paper } from "./support/paper.ts";

/** More changes than are taken up at a time. */
const MANY = 2_500;

/** A device, and how many changes were written on it. */
function countedDevice(): { readonly device: MemoryDevice; readonly written: () => number } {
  const device = new MemoryDevice();
  const { persist } = device;
  let written = 0;
  const counting: Persist = (given) => {
    const store: DeviceStore = persist(given);
    const write = store.write.bind(store);
    store.write = (writes, durability) => {
      for (const one of writes)
        if ("put" in one && one.put.kind === "chunk")
          written += (one.put.value as readonly unknown[]).length;
      return write(writes, durability);
    };
    return store;
  };
  return { device: Object.assign(device, { persist: counting }), written: () => written };
}

/** Somebody who has made many changes without a network. */
async function week(): Promise<{
  readonly server: InMemoryServer<typeof Paper>;
  readonly device: MemoryDevice;
  readonly written: () => number;
  readonly open: () => TestPage<typeof Paper>;
  readonly ann: TestPage<typeof Paper>;
}> {
  const server = new InMemoryServer(Paper);
  const { device, written } = countedDevice();
  const open = (): TestPage<typeof Paper> =>
    server.open("ann", Paper, undefined, { device, isAway: true });
  const ann = open();
  ann.back();
  await server.pass(3000);
  ann.away();
  for (let i = 0; i < MANY; i++)
    ann.room.update((doc) => {
      if (i % 2 === 0) doc.page.insert(i / 2, "x");
      else doc.votes = i;
    });
  await server.pass(100);
  expect(ann.room.status.get()).toMatchObject({ pending: MANY, saved: "device" });
  return { server, device, written, open, ann };
}

test("[R1027] a page comes back with a week of work in steps; one that is left between two of them has lost nothing", async () => {
  const { server, open, ann, device } = await week();
  ann.die();
  const rows = device.rows().length;
  const left = open();
  const { pending } = sessionOf(left.room).copy;
  const steps: number[] = [];
  let isShown = false;
  const after = server.clock.after.bind(server.clock);
  server.clock.after = (ms, fn) => {
    if (pending.size > 0 && pending.size < MANY) {
      steps.push(pending.size);
      isShown ||= left.room.get() !== undefined;
      left.page.happen("hidden");
      if (steps.length === 2) left.client.close();
    }
    return after(ms, fn);
  };
  await server.pass(50);
  expect(steps.slice(0, 2)).toEqual([1000, 2000]);
  expect(isShown).toBe(false);
  server.clock.after = after;
  await server.pass(50);
  left.die();
  expect(device.rows()).toHaveLength(rows);

  const again = open();
  await server.pass(100);
  expect(again.room.status.get()).toMatchObject({ pending: MANY, saved: "device" });
  expect(again.room.get()?.page.length).toBe(MANY / 2);
  again.back();
  await server.pass(20_000);
  expect(again.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
  expect((await server.hub.room(Paper, "r").read()).page.length).toBe(MANY / 2);
  expect(server.errors).toEqual([]);
});

test("[R1028] [R1029] a page that is hidden does not write all of a week's work again, nor while that is sent, until little is left", async () => {
  const { server, ann, device, written } = await week();
  expect(written()).toBe(MANY);
  for (let i = 0; i < 3; i++) {
    ann.page.happen("hidden");
    await server.pass(1200);
  }
  expect(written()).toBe(MANY);
  ann.back();
  await server.pass(1200);
  const { pending, total } = ann.room.status.get();
  expect(total).toBe(MANY);
  expect(pending).toBeGreaterThan(1000);
  expect(pending).toBeLessThan(MANY);
  ann.page.happen("hidden");
  await server.pass(20);
  expect(written()).toBe(MANY);
  await server.pass(20_000);
  expect(ann.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
  // A thousand are little: at most so many are written anew, and what is left of them a second later.
  expect(written()).toBeLessThanOrEqual(MANY + 1500);
  expect(device.rows("chunk")).toEqual([]);
  expect(server.errors).toEqual([]);
});
