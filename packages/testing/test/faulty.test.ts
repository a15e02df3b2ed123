import { expect, test } from "vitest";
import { memory } from "@alongside/server";
import { type Fate, faulty, MemoryDisk } from "@alongside/testing";
import { Conflict, UnknownResult } from "@alongside/server";
import { entries, seqs, upTo } from "../../server/test/store/entries.ts";

const ROOM = "board:a";

const microtasks = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

/** A store whose appends wait until the test decides their fate, in any order. */
function held() {
  const decide: ((fate: Fate) => void)[] = [];
  const disk = new MemoryDisk();
  const store = faulty(disk.open(), ({ name }) =>
    name === "append" ? new Promise<Fate>((resolve) => decide.push(resolve)) : "ok",
  );
  return { store, decide, disk };
}

test("[R638] an append is seen by nobody before it is durable", async () => {
  const { store, decide } = held();
  let resolved = false;
  const appended = store.append(ROOM, 0, entries(1, 2)).then(() => (resolved = true));
  await microtasks();
  expect([resolved, store.waiting, await store.head(ROOM)]).toEqual([false, 1, 0]);
  decide[0]?.("ok");
  await appended;
  expect([store.waiting, await store.head(ROOM)]).toEqual([0, 2]);
});

test("[R67] a room's appends become durable in order, whichever the disk finished first", async () => {
  const { store, decide } = held();
  const both = Promise.all([
    store.append(ROOM, 0, entries(1, 1)),
    store.append(ROOM, 1, entries(2, 1)),
  ]);
  await microtasks();
  decide[1]?.("ok");
  await microtasks();
  expect(await store.head(ROOM)).toBe(0);
  decide[0]?.("ok");
  await both;
  expect(await seqs(store, ROOM)).toEqual([1, 2]);
});

test("[R75] an append can fail, and those that follow it conflict", async () => {
  const fates: Fate[] = ["fail", "ok"];
  const store = faulty(memory(), ({ name }) =>
    name === "append" ? (fates.shift() ?? "ok") : "ok",
  );
  const results = await Promise.allSettled([
    store.append(ROOM, 0, entries(1, 1)),
    store.append(ROOM, 1, entries(2, 1)),
  ]);
  expect(results.map((result) => result.status)).toEqual(["rejected", "rejected"]);
  expect(results[1]).toMatchObject({ reason: new Conflict(ROOM, 1, 0) });
  await store.append(ROOM, 0, entries(1, 1));
});

test.each([
  ["fail", 1],
  ["lost", 1],
  ["written", 2],
] as const)(
  "[R640] an append behind one that ended as %s is refused, even where it would follow the head",
  async (fate, head) => {
    const inner = memory();
    await inner.append(ROOM, 0, entries(1, 1));
    const fates: Fate[] = [fate, "ok"];
    const store = faulty(inner, ({ name }) => (name === "append" ? (fates.shift() ?? "ok") : "ok"));
    const [first, behind] = await Promise.allSettled([
      store.append(ROOM, 1, entries(2, 1)),
      store.append(ROOM, head, entries(head + 1, 1)),
    ]);
    expect(first).toMatchObject({ status: "rejected" });
    expect(behind).toMatchObject({ reason: new Conflict(ROOM, head, head) });
    await store.append(ROOM, head, entries(head + 1, 1));
  },
);

test.each([
  ["written", 2],
  ["lost", 0],
] as const)("[R75] an append can stay unknown and have been %s", async (fate, head) => {
  const store = faulty(memory(), ({ name }) => (name === "append" ? fate : "ok"));
  await expect(store.append(ROOM, 0, entries(1, 2))).rejects.toThrow(UnknownResult);
  expect(await store.head(ROOM)).toBe(head);
});

test("[R649] reads and snapshots can fail, and work the next time", async () => {
  let fate: Fate = "ok";
  const store = faulty(memory(), () => fate);
  await store.append(ROOM, 0, entries(1, 3));
  fate = "fail";
  await expect(store.saveSnapshot(ROOM, 3)).rejects.toThrow("saveSnapshot of board:a failed");
  await expect(seqs(store, ROOM)).rejects.toThrow("read of board:a failed");
  fate = "ok";
  expect((await store.saveSnapshot(ROOM, 3)).seq).toBe(3);
});

test.each([0, 1, 2, 3])(
  "[R76] of the appends on their way a crash leaves the first %i",
  async (survivors) => {
    const { store, decide, disk } = held();
    const settled: unknown[] = [];
    const first = store.append(ROOM, 0, entries(1, 2));
    await microtasks();
    decide[0]?.("ok");
    await first;
    for (const [room, after, count] of [
      [ROOM, 2, 3],
      ["board:b", 0, 1],
      [ROOM, 5, 1],
    ] as const) {
      const push = (): void => void settled.push(room);
      store.append(room, after, entries(after + 1, count)).then(push, push);
    }
    await microtasks();
    store.crash(survivors);
    for (const resolve of decide) resolve("ok");
    void store.append(ROOM, 0, entries(1, 1)).then(
      () => settled.push("after the crash"),
      () => settled.push("after the crash"),
    );
    await microtasks();
    expect(settled).toEqual([]);

    const reopened = disk.open();
    expect(await seqs(reopened, ROOM)).toEqual(upTo([2, 5, 5, 6][survivors] as number));
    expect(await reopened.head("board:b")).toBe(survivors >= 2 ? 1 : 0);
  },
);

test("[R640] an append behind one that failed does not survive a crash either", async () => {
  const { store, decide, disk } = held();
  const first = store.append(ROOM, 0, entries(1, 1));
  store.append(ROOM, 1, entries(2, 1)).catch(() => {});
  decide[0]?.("fail");
  await expect(first).rejects.toThrow("nothing was written");
  // The next owner's append comes to the same head, and after it the one that waited.
  const next = store.append(ROOM, 0, entries(1, 1));
  decide[2]?.("ok");
  await next;
  store.crash(1);
  expect(await seqs(disk.open(), ROOM)).toEqual([1]);
});

test("[R66] two stores on one disk are two owners: the second one's append conflicts", async () => {
  const disk = new MemoryDisk();
  const [one, other] = [disk.open(), disk.open()];
  await one.append(ROOM, 0, entries(1, 1));
  await expect(other.append(ROOM, 0, entries(1, 1))).rejects.toThrow(Conflict);
});
