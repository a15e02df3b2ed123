import { expect, test, vi } from "vitest";
import type { DeviceStore } from "../../src/device/device-store.ts";
import { databaseName, FORMAT } from "../../src/indexeddb/database.ts";
import { ANN, lines, put } from "../support/device-contract.ts";
import { FaultyTab, settled } from "../support/faulty-browser.ts";

const ROOM = "board:a";

/** Lets time pass in small steps, in each of which the database gets on, until something is so. */
async function until(tab: FaultyTab, check: () => boolean, stepMs = 0): Promise<void> {
  await vi.waitFor(() => {
    tab.clock.pass(stepMs);
    expect(check()).toBe(true);
  });
}

/** How a promise ended, as far as it has. */
function watched(promise: Promise<unknown>): { ended: string | undefined } {
  const watch: { ended: string | undefined } = { ended: undefined };
  promise.then(
    () => (watch.ended = "written"),
    (error: unknown) => (watch.ended = (error as { code: string }).code),
  );
  return watch;
}

/** Notes each state that the store comes to. */
function history(store: DeviceStore): string[] {
  const names: string[] = [];
  store.state.subscribe(({ name, code }) =>
    names.push(code === undefined ? name : `${name} ${code}`),
  );
  return names;
}

async function opened(tab: FaultyTab): Promise<DeviceStore> {
  const store = tab.store(ANN);
  await store.load(ROOM);
  await store.write([put("undo", "", 0, "board:other")], "strict");
  tab.commits = 0;
  tab.durabilities.length = 0;
  return store;
}

test("[R941] the queue is written strict and the cache relaxed; together they are strict", async () => {
  const tab = new FaultyTab();
  const store = await opened(tab);
  await store.write([put("queue", "c", 1)], "strict");
  await store.write([put("room", "", 1)], "relaxed");
  await Promise.all([
    store.write([put("queue", "c", 2)], "strict"),
    store.write([put("room", "", 2)], "relaxed"),
    store.write([put("queue", "c", 3)], "strict"),
  ]);
  expect(tab.durabilities).toEqual(["strict", "relaxed", "strict", "strict"]);
});

test("[R942] the first write goes at once, and what comes while it runs goes with the next", async () => {
  const tab = new FaultyTab();
  const store = await opened(tab);
  const first = store.write([put("chunk", "c/1", 0)], "strict");
  expect(tab.commits).toBe(1);
  const others = Array.from({ length: 100 }, (_, i) =>
    store.write([put("chunk", `c/${i}`, i)], "strict"),
  );
  expect(tab.commits).toBe(1);
  await Promise.all([first, ...others]);
  expect(tab.commits).toBe(2);
  expect(await lines(store)).toHaveLength(100);
});

test("[R943] a connection that the browser cut is opened again, and what was to be written is written", async () => {
  const tab = new FaultyTab();
  const store = await opened(tab);
  await store.write([put("queue", "c", 1)], "strict");
  const states = history(store);
  tab.cut();
  const written = store.write([put("queue", "d", 2)], "strict");
  const cache = store.write([put("room", "", 3)], "relaxed").catch((error: Error) => error);
  await written;
  expect(states).toEqual(["memory device.cut", "open"]);
  expect(await cache).toMatchObject({ code: "device.cut" });
  expect(await lines(new FaultyTab(tab.disk).store(ANN))).toEqual(["queue/c 1", "queue/d 2"]);
});

test("[R943] a connection that dies without a word is noticed at the next write, and at the next read", async () => {
  const tab = new FaultyTab();
  const store = await opened(tab);
  const kill = (): void =>
    void Object.assign(tab, { onCommit: once(new DOMException("", "InvalidStateError")) });
  kill();
  await store.write([put("queue", "c", 1)], "strict");
  kill();
  await store.write([put("queue", "d", 2)], "strict");
  expect(await lines(store)).toEqual(["queue/c 1", "queue/d 2"]);
  expect(store.state.get()).toEqual({ name: "open" });
});

test("[R943] a connection that is cut in the middle of a read, a write, or both, is opened again for them", async () => {
  const tab = new FaultyTab();
  const store = await opened(tab);
  for (let i = 0; i < 20; i++) {
    const written = store.write([put("chunk", `c/${i % 3}`, i)], "strict");
    const loaded = lines(store);
    // At another moment each time.
    for (let wait = i % 5; wait > 0; wait--) await new Promise((resolve) => setImmediate(resolve));
    tab.cut();
    const ended = watched(written);
    // One that is cut again before anything was written is opened a little later.
    await until(tab, () => ended.ended === "written", 100);
    expect(await loaded).toContain(`chunk/c/${i % 3} ${i}`);
  }
  await until(tab, () => store.state.get().name === "open", 100);
  expect(await lines(store)).toEqual(["chunk/c/0 18", "chunk/c/1 19", "chunk/c/2 17"]);
  expect(store.state.get()).toEqual({ name: "open" });
});

function once<T>(fault: T): () => T | undefined {
  let isLeft = true;
  return () => {
    const now = isLeft ? fault : undefined;
    isLeft = false;
    return now;
  };
}

test.each([
  ["abort", "device.aborted"],
  [new DOMException("", "QuotaExceededError"), "device.full"],
  [new DOMException("", "UnknownError"), "device.failed"],
] as const)(
  "[R944] a commit that fails with %s is held in memory, told as %s and tried again, later and later",
  async (fault, code) => {
    const tab = new FaultyTab();
    const store = await opened(tab);
    let isBroken = true;
    tab.onCommit = () => (isBroken ? fault : undefined);
    const states = history(store);
    const queue = watched(store.write([put("queue", "c", 1)], "strict"));
    const cache = watched(store.write([put("room", "", 1)], "relaxed"));
    await until(tab, () => cache.ended !== undefined);
    expect(cache.ended).toBe(code);
    expect(store.state.get()).toMatchObject({ name: "memory", code });
    expect(store.state.get().reason).toMatch(/tried again/);
    expect(await lines(store)).toEqual(["queue/c 1"]);
    // In half an hour some 180 tries: none of them in step with what is written.
    const before = tab.commits;
    for (let i = 0; i < 30; i++) {
      const later = watched(store.write([put("chunk", `c/${i % 2}`, i)], "strict"));
      await until(tab, () => tab.clock.timers > 0);
      tab.clock.pass(1_000);
      await new Promise((resolve) => setTimeout(resolve, 2));
      expect(later.ended).toBeUndefined();
    }
    expect(tab.commits - before).toBeLessThan(12);
    expect(watched(store.write([put("room", "", 2)], "relaxed")).ended ?? code).toBe(code);
    isBroken = false;
    await until(tab, () => queue.ended === "written", 5_000);
    expect(states[0]).toBe(`memory ${code}`);
    expect(states.at(-1)).toBe("open");
    expect(await lines(new FaultyTab(tab.disk).store(ANN))).toEqual([
      "chunk/c/0 28",
      "chunk/c/1 29",
      "queue/c 1",
    ]);
    await store.write([put("room", "", 3)], "relaxed");
  },
);

test("[R944] what was written while a commit failed is made after what that held", async () => {
  const tab = new FaultyTab();
  const store = await opened(tab);
  tab.onCommit = once("abort" as const);
  const writes = [1, 2, 3].map((n) => store.write([put("queue", "c", n)], "strict"));
  await Promise.all(writes);
  expect(tab.commits).toBe(2);
  expect(await lines(store)).toEqual(["queue/c 3"]);
});

test("[R944] a full disk that takes the queue but not the cache keeps the queue", async () => {
  const tab = new FaultyTab();
  const store = await opened(tab);
  const first = store.write([put("queue", "b", 1)], "strict");
  tab.onCommit = once(new DOMException("", "QuotaExceededError"));
  const [queue, cache] = [
    store.write([put("queue", "c", 1)], "strict"),
    store.write([put("room", "", "large")], "relaxed"),
  ];
  await expect(cache).rejects.toMatchObject({ code: "device.full" });
  await Promise.all([first, queue]);
  expect(store.state.get()).toEqual({ name: "open" });
  expect(await lines(store)).toEqual(["queue/b 1", "queue/c 1"]);
});

test("[R944] a cache that does not fit leaves the store open for what comes next, and is not asked for all the time", async () => {
  const tab = new FaultyTab();
  const store = await opened(tab);
  tab.onCommit = () => new DOMException("", "QuotaExceededError");
  const states = history(store);
  for (let i = 0; i < 4; i++) {
    const cache = watched(store.write([put("room", "", "large")], "relaxed"));
    await until(tab, () => cache.ended === "device.full");
    await until(tab, () => store.state.get().name === "open", 100);
  }
  expect(states).toEqual(Array.from({ length: 4 }, () => ["memory device.full", "open"]).flat());
  tab.onCommit = () => undefined;
  await store.write([put("room", "", "small")], "relaxed");
});

test("[R945] a page with an older format that does not let go is told of, and waited for", async () => {
  const tab = new FaultyTab();
  // Its page listens to nothing, as one that is frozen.
  const frozen = await settled(tab.disk.factory.open(databaseName(ANN), FORMAT));
  tab.versionsAhead = 1;
  const store = tab.store(ANN);
  const states = history(store);
  const written = watched(store.write([put("queue", "c", 1)], "strict"));
  await vi.waitFor(() => expect(states).toEqual(["memory device.blocked"]));
  expect(await lines(store)).toEqual(["queue/c 1"]);
  expect(written.ended).toBeUndefined();
  frozen.close();
  await vi.waitFor(() => expect(written.ended).toBe("written"));
  expect(store.state.get()).toEqual({ name: "open" });
});

test("[R945] a page that a newer one asks for the database lets go of it at once, writes what it held, and asks to be reloaded", async () => {
  const tab = new FaultyTab();
  const store = await opened(tab);
  const written = [1, 2].map((n) => store.write([put("queue", `c${n}`, n)], "strict"));
  const newer = await settled(tab.disk.factory.open(databaseName(ANN), FORMAT + 1));
  await Promise.all(written);
  expect(store.state.get()).toMatchObject({ name: "memory", code: "device.newer" });
  await expect(store.write([put("queue", "d", 1)], "strict")).rejects.toMatchObject({
    code: "device.newer",
  });
  newer.close();
});

test("[R946] a database of a newer version of the page is left as it is", async () => {
  const tab = new FaultyTab();
  const first = await opened(tab);
  await first.write([put("queue", "c", 1)], "strict");
  first.close();
  const newer = await settled(tab.disk.factory.open(databaseName(ANN), FORMAT + 1));
  newer.close();
  const store = tab.store(ANN);
  expect(await lines(store)).toEqual([]);
  expect(store.state.get()).toMatchObject({ name: "memory", code: "device.newer" });
  expect(store.state.get().reason).toMatch(/reload/);
  await expect(store.write([put("queue", "d", 1)], "strict")).rejects.toThrow(/reload/);
  expect((await tab.raw(ANN)).version).toBe(FORMAT + 1);
});

test("[R947] data that the browser removed is told of once, and keeping goes on", async () => {
  const tab = new FaultyTab();
  (await opened(tab)).close();
  await settled(tab.disk.factory.deleteDatabase(databaseName(ANN)));
  const store = tab.store(ANN);
  expect(await lines(store)).toEqual([]);
  expect(store.state.get()).toMatchObject({ name: "open", code: "device.gone" });
  expect(tab.reports).toEqual([{ code: "device.gone", room: undefined }]);
  await store.write([put("queue", "c", 1)], "strict");
  const later = tab.store(ANN);
  expect(await lines(later)).toEqual(["queue/c 1"]);
  expect(later.state.get()).toEqual({ name: "open" });
  expect(tab.reports).toHaveLength(1);
});

test("[R947] data that is gone while the page lives is told of when the database is opened again", async () => {
  const tab = new FaultyTab();
  const store = await opened(tab);
  const states = history(store);
  tab.onOpen = once(new DOMException("", "UnknownError"));
  tab.cut();
  await vi.waitFor(() => expect(states).toEqual(["memory device.cut", "memory device.failed"]));
  await settled(tab.disk.factory.deleteDatabase(databaseName(ANN)));
  await until(tab, () => states.includes("open device.gone"), 250);
  await store.write([put("queue", "c", 1)], "strict");
  expect(await lines(store)).toEqual(["queue/c 1"]);
});

test("[R947] a database whose canary row is gone counts as new; what is in it is not lost", async () => {
  const tab = new FaultyTab();
  const first = await opened(tab);
  await first.write([put("queue", "c", 1)], "strict");
  first.close();
  const db = await tab.raw(ANN);
  await settled(db.transaction("meta", "readwrite").objectStore("meta").delete("meta"));
  db.close();
  const store = tab.store(ANN);
  expect(await lines(store)).toEqual(["queue/c 1"]);
  expect(store.state.get()).toMatchObject({ name: "open", code: "device.gone" });
});

test("[R948] without IndexedDB the page goes on in memory and says so", async () => {
  const tab = new FaultyTab();
  tab.databases = () => undefined;
  const store = tab.store(ANN);
  const written = store.write([put("queue", "c", 1)], "strict");
  await expect(written).rejects.toMatchObject({ code: "device.missing" });
  expect(await lines(store)).toEqual([]);
  expect(await store.rooms("queue")).toEqual([]);
  expect(store.state.get()).toMatchObject({ name: "memory", code: "device.missing" });
  await store.forget();
});

test.each(["getter", "SecurityError", "InvalidStateError"])(
  "[R948] where the browser denies it (%s) the page goes on in memory and says so",
  async (how) => {
    const tab = new FaultyTab();
    const refused = new DOMException("The operation is insecure.", "SecurityError");
    if (how === "getter") {
      tab.databases = () => {
        throw refused;
      };
    } else tab.onOpen = () => new DOMException("", how);
    tab.hint = () => {
      throw refused;
    };
    tab.setHint = tab.hint;
    tab.channel = tab.hint as never;
    const store = tab.store(ANN);
    expect(await lines(store)).toEqual([]);
    expect(store.state.get()).toMatchObject({ name: "memory", code: "device.denied" });
    await expect(store.write([put("queue", "c", 1)], "strict")).rejects.toMatchObject({
      code: "device.denied",
    });
  },
);

test("[R948] without localStorage and channels the store works", async () => {
  const tab = new FaultyTab();
  const refuse = (): never => {
    throw new DOMException("", "SecurityError");
  };
  Object.assign(tab, { hint: refuse, setHint: refuse, channel: refuse });
  const store = await opened(tab);
  await store.write([put("queue", "c", 1)], "strict");
  expect(await lines(tab.store(ANN))).toEqual(["queue/c 1"]);
  await store.forget();
  expect(await lines(tab.store(ANN))).toEqual([]);
});

test("[R954] a database that does not answer is waited for in memory", async () => {
  const tab = new FaultyTab();
  tab.onOpen = () => "silent";
  const store = tab.store(ANN);
  const loaded = lines(store);
  const written = watched(store.write([put("queue", "c", 1)], "strict"));
  expect(store.state.get()).toEqual({ name: "opening" });
  const cache = watched(store.write([put("room", "", 1)], "relaxed"));
  tab.clock.pass(5_000);
  expect(await loaded).toEqual(["queue/c 1"]);
  expect(cache.ended).toBe("device.silent");
  expect(store.state.get()).toMatchObject({ name: "memory", code: "device.silent" });
  expect(written.ended).toBeUndefined();
});

test("[R954] a transaction that never ends is given up, and made again on another connection", async () => {
  const tab = new FaultyTab();
  const store = await opened(tab);
  const states = history(store);
  tab.onCommit = once("silent" as const);
  const written = watched(store.write([put("queue", "c", 1)], "strict"));
  tab.clock.pass(4_999);
  expect(states).toEqual([]);
  await until(tab, () => written.ended === "written", 1);
  expect(states).toEqual(["memory device.silent", "open"]);
});

test("[R958] why nothing is kept is told once, until something is kept again", async () => {
  const tab = new FaultyTab();
  const store = await opened(tab);
  const codes = (): string[] => tab.reports.map(({ code }) => code);
  // A cut, and an abort that the next try mends, are nothing that anybody needs to hear of.
  tab.cut();
  await store.write([put("queue", "c", 1)], "strict");
  tab.onCommit = once("abort" as const);
  await store.write([put("queue", "c", 2)], "strict");
  expect(codes()).toEqual([]);
  for (const times of [1, 2]) {
    let isFull = true;
    tab.onCommit = () => (isFull ? new DOMException("", "QuotaExceededError") : undefined);
    const written = watched(store.write([put("queue", "c", 3)], "strict"));
    const before = tab.commits;
    await until(tab, () => tab.commits > before + 3, 1_000);
    expect(codes()).toEqual(Array.from({ length: times }, () => "device.full"));
    isFull = false;
    await until(tab, () => written.ended === "written", 1_000);
  }
  const none = new FaultyTab();
  none.databases = () => undefined;
  none.store(ANN);
  expect(none.reports).toEqual([{ code: "device.missing", room: undefined }]);
  const newer = await settled(tab.disk.factory.open(databaseName(ANN), FORMAT + 1));
  newer.close();
  expect(codes().slice(2)).toEqual(["device.newer"]);
});

test("[R955] a database that says it is another's is neither read nor written", async () => {
  const tab = new FaultyTab();
  const first = await opened(tab);
  await first.write([put("queue", "c", 1)], "strict");
  first.close();
  const db = await tab.raw(ANN);
  const metas = db.transaction("meta", "readwrite").objectStore("meta");
  const meta: unknown = await settled(metas.get("meta"));
  await settled(metas.put({ ...(meta as object), user: "ben" }, "meta"));
  db.close();
  const store = tab.store(ANN);
  expect(await lines(store)).toEqual([]);
  expect(store.state.get()).toMatchObject({ name: "memory", code: "device.foreign" });
  await expect(store.write([put("queue", "c", 2)], "strict")).rejects.toMatchObject({
    code: "device.foreign",
  });
});
