import { expect, test, vi } from "vitest";
import type { DeviceStore } from "../../src/device/device-store.ts";
import { type Client, createClient } from "../../src/index.ts";
import { indexedDbStore } from "../../src/indexeddb/index.ts";
import { IndexedDbStore } from "../../src/indexeddb/store.ts";
import { Board } from "../support/board.ts";
import { databaseName } from "../../src/indexeddb/database.ts";
import { ANN, lines, put } from "../support/device-contract.ts";
import { emptyDisk, FaultyTab } from "../support/faulty-browser.ts";

const ROOM = "board:a";

async function tabs(count: number, hasChannel = true): Promise<[FaultyTab, DeviceStore][]> {
  const disk = emptyDisk();
  return Promise.all(
    Array.from({ length: count }, async () => {
      const tab = new FaultyTab(disk);
      tab.hasChannel = hasChannel;
      const store = tab.store(ANN);
      await store.load(ROOM);
      return [tab, store] as [FaultyTab, DeviceStore];
    }),
  );
}

test.each([true, false])(
  "[R951] forget reaches every tab within a second (with a channel: %s), also one in the middle of writing",
  async (hasChannel) => {
    const all = await tabs(4, hasChannel);
    const [first, second] = [all[0]?.[1] as DeviceStore, all[1]?.[1] as DeviceStore];
    await first.write([put("queue", "c", 1)], "strict");
    const busy = Promise.allSettled(
      [1, 2].map((n) => second.write([put("queue", `d${n}`, 1)], "strict")),
    );
    await first.forget();
    await busy;
    for (const [, store] of all) {
      await vi.waitFor(() => expect(store.state.get().code).toBe("device.forgotten"));
      await expect(store.write([put("queue", "e", 1)], "strict")).rejects.toMatchObject({
        code: "device.forgotten",
      });
    }
    const disk = all[0]?.[0].disk;
    const names = (await disk?.factory.databases())?.map(({ name }) => name);
    expect(names).toEqual([]);
    expect(disk?.hints.size).toBe(0);
  },
);

test("[R951] a tab that was cut off and heard nothing finds out when it opens the database again", async () => {
  const [[deaf, store], [, other]] = (await tabs(2, false)) as [
    [FaultyTab, DeviceStore],
    [FaultyTab, DeviceStore],
  ];
  let isCut = true;
  deaf.onOpen = () => (isCut ? new DOMException("", "UnknownError") : undefined);
  deaf.cut();
  const written = store.write([put("queue", "c", 1)], "strict");
  written.catch(() => undefined);
  await vi.waitFor(() => expect(store.state.get().code).toBe("device.failed"));
  await other.forget();
  isCut = false;
  deaf.clock.pass(10_000);
  await expect(written).rejects.toMatchObject({ code: "device.forgotten" });
  await vi.waitFor(async () => expect(await deaf.disk.factory.databases()).toEqual([]));
});

test("[R951] an app that clears localStorage takes nothing off the device", async () => {
  const [[tab, store]] = (await tabs(1)) as [[FaultyTab, DeviceStore]];
  await store.write([put("queue", "c", 1)], "strict");
  tab.disk.hints.clear();
  tab.cut();
  await store.write([put("queue", "d", 2)], "strict");
  expect(store.state.get()).toEqual({ name: "open" });
  expect(await lines(store)).toEqual(["queue/c 1", "queue/d 2"]);
  expect(tab.disk.hints.size).toBe(1);
});

test("[R951] a tab that does not let go of the database keeps an empty one", async () => {
  const [[tab, store]] = (await tabs(1)) as [[FaultyTab, DeviceStore]];
  await store.write([put("queue", "c", 1)], "strict");
  const frozen = await tab.raw(ANN);
  await store.forget();
  for (const name of frozen.objectStoreNames) expect(await rowsIn(frozen, name)).toBe(0);
  frozen.close();
  await vi.waitFor(async () => expect(await tab.disk.factory.databases()).toEqual([]));
});

function rowsIn(db: IDBDatabase, name: string): Promise<number> {
  return new Promise((resolve) => {
    const request = db.transaction(name).objectStore(name).count();
    request.addEventListener("success", () => resolve(request.result));
  });
}

test("[R951] a store that is closed, or goes on in memory, forgets as well", async () => {
  const [[tab, store], [broken, other]] = (await tabs(2)) as [
    [FaultyTab, DeviceStore],
    [FaultyTab, DeviceStore],
  ];
  await store.write([put("queue", "c", 1)], "strict");
  store.close();
  broken.onOpen = () => new DOMException("", "UnknownError");
  broken.cut();
  await other.forget();
  expect(await tab.disk.factory.databases()).toEqual([]);
  expect(await lines(tab.store(ANN))).toEqual([]);
  await store.forget();
  expect((await tab.disk.factory.databases()).map(({ name }) => name)).not.toContain(
    databaseName(ANN),
  );
});

test("[R950] keep asks the browser, and says what it promised", async () => {
  const persist = vi.fn<() => Promise<boolean>>().mockResolvedValueOnce(true);
  vi.stubGlobal("navigator", { storage: { persist } });
  try {
    const { keep } = indexedDbStore({ user: "ann" });
    expect(await keep()).toBe(true);
    persist.mockResolvedValueOnce(false);
    expect(await keep()).toBe(false);
    expect(persist).toHaveBeenCalledTimes(2);
    vi.stubGlobal("navigator", {});
    expect(await keep()).toBe(false);
  } finally {
    vi.unstubAllGlobals();
  }
});

test.each([undefined, {}, { user: "" }, { user: 7 }, { user: "u".repeat(257) }])(
  "[R940] a store for no user (%j) is a mistake that is told at once",
  (options) => {
    expect(() => indexedDbStore(options as never)).toThrow(
      /^indexedDbStore: `user` should be .*docs\/errors\.md#indexedDbStore/,
    );
  },
);

/** A client on a tab's device, without a network. */
function clientOn(tab: FaultyTab, errors: unknown[] = []): Client {
  return createClient({
    url: ANN.server,
    persist: (given) =>
      new IndexedDbStore(ANN.user, { ...given, server: ANN.server, clock: tab.clock }, tab),
    transports: [() => ({ send: () => undefined, close: () => undefined, buffered: 0 })],
    onError: (error) => void errors.push((error as { code?: string }).code),
  });
}

test("[R956] a client that forgets is closed, and takes rooms off the device that its page never joined", async () => {
  const disk = emptyDisk();
  const earlier = new FaultyTab(disk).store(ANN);
  await earlier.write([put("queue", "c", 1, "board:old")], "strict");
  earlier.close();
  const client = clientOn(new FaultyTab(disk));
  await client.forget();
  expect(await disk.factory.databases()).toEqual([]);
  expect(() => client.join(Board, "a")).toThrow(/closed/);
  // Without a store there is nothing to take off.
  await createClient({ url: ANN.server }).forget();
});

test("[R957] other tabs hear once that everything was taken off, and go on in memory", async () => {
  const disk = emptyDisk();
  const heard: unknown[] = [];
  const own: unknown[] = [];
  const [client, other] = [
    clientOn(new FaultyTab(disk), own),
    clientOn(new FaultyTab(disk), heard),
  ];
  const rooms = [client, other].map((each) => each.join(Board, "a"));
  await vi.waitFor(async () => expect(await disk.factory.databases()).toHaveLength(1));
  await vi.waitFor(() => expect(disk.hints.size).toBe(1));
  await client.forget();
  await vi.waitFor(() => expect(heard).toEqual(["device.forgotten"]));
  expect(own).toEqual([]);
  expect(await disk.factory.databases()).toEqual([]);
  expect(rooms[1]?.status.get().saved).not.toBe("device");
  other.close();
});
