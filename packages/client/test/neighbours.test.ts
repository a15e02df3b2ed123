import { counter, defineRoom, list, text, value } from "@alongside/core";
import { FakeBrowser, MemoryDevice } from "@alongside/testing";
import { describe, expect, test } from "vitest";
import { openGesture } from "../src/index.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

const Desk = defineRoom("desk", {
  version: 1,
  storage: {
    page: text(),
    votes: counter(),
    title: value(""),
    notes: list({ label: text(), color: value("black"), marks: list({ letter: value("") }) }),
  },
});

type Page = TestPage<typeof Desk>;

/** A server, and a browser in which somebody opens several pages. */
function tabsOn(): {
  readonly server: InMemoryServer<typeof Desk>;
  readonly device: MemoryDevice;
  readonly browser: FakeBrowser;
  readonly open: (isAway?: boolean) => Page;
} {
  const device = new MemoryDevice();
  const server = new InMemoryServer(Desk);
  const browser = new FakeBrowser(server.clock);
  const open = (isAway = false): Page =>
    server.open("ann", Desk, undefined, { device, isAway, tab: browser.open() });
  return { server, device, browser, open };
}

const notesOf = ({ room }: Page): readonly string[] | undefined =>
  room.get()?.notes.map(({ label }) => label.toString());

/** Two tabs of one browser, without a network. */
async function away(): Promise<
  ReturnType<typeof tabsOn> & { readonly tabs: readonly [Page, Page] }
> {
  const world = tabsOn();
  const tabs = [world.open(), world.open()] as const;
  await world.server.pass(1500);
  for (const tab of tabs) tab.away();
  await world.server.pass(50);
  return { ...world, tabs };
}

describe("[R921] without a network tabs show each other what they have not sent", () => {
  test("once it is on the device, under what the tab has itself", async () => {
    const { server, device, tabs } = await away();
    const [one, two] = tabs;
    device.fail(new Error("full"), 1);
    one.room.update((doc) => void doc.notes.push({ label: "from one" }));
    await server.pass(500);
    expect(notesOf(two)).toEqual([]);
    await server.pass(1000);
    expect(notesOf(two)).toEqual(["from one"]);
    expect(two.room.status.get()).toMatchObject({ pending: 0, saved: "server" });
    two.room.update((doc) => void (doc.title = "two"));
    one.room.update((doc) => void (doc.title = "one"));
    await server.pass(200);
    expect([one.room.get()?.title, two.room.get()?.title]).toEqual(["one", "two"]);
    expect(
      device
        .rows("queue")
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual([one.client.id, two.client.id].toSorted());
  });

  test("in a tab that is opened then, too, and of one that is gone", async () => {
    const { server, open, tabs } = await away();
    const [one, two] = tabs;
    one.room.update((doc) => void doc.notes.push({ label: "from one" }));
    await server.pass(100);
    const three = open(true);
    await server.pass(100);
    expect(notesOf(three)).toEqual(["from one"]);
    expect(three.room.status.get().pending).toBe(0);
    one.die();
    await server.pass(10_000);
    expect([notesOf(two), notesOf(three)]).toEqual([["from one"], ["from one"]]);
  });

  test("what is typed after one another, in its order", async () => {
    const { server, tabs } = await away();
    const [one, two] = tabs;
    for (let i = 0; i < 30; i++) {
      one.room.update((doc) => void (doc.title = `${i}`));
      one.room.update((doc) => void doc.notes.push({ label: `${i}` }));
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await server.pass(7);
    }
    await server.pass(200);
    expect(two.room.get()?.title).toBe("29");
    expect(notesOf(two)).toEqual(Array.from({ length: 30 }, (_, i) => `${i}`));
  });
});

test("[R922] what was typed into texts elsewhere is not shown, and the status says so until the room is entered", async () => {
  const { server, tabs } = await away();
  const [one, two] = tabs;
  one.room.update((doc) => doc.page.insert(0, "typed"));
  await server.pass(200);
  expect(two.room.get()?.page.toString()).toBe("");
  expect(two.room.status.get()).toMatchObject({ unseen: "texts" });
  expect(one.room.status.get()).not.toHaveProperty("unseen");
  for (const tab of tabs) tab.back();
  await server.pass(5000);
  expect(two.room.get()?.page.toString()).toBe("typed");
  expect(two.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
});

describe("[R923] what was shown is there once when it is sent", () => {
  test("whichever tab is in the room first", async () => {
    for (const first of [0, 1] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { server, tabs } = await away();
      const [one, two] = tabs;
      const seen = new Set<unknown>();
      one.room.update((doc) => doc.votes.add(5));
      one.room.update((doc) => void doc.notes.push({ label: "once" }));
      two.room.update((doc) => doc.votes.add(2));
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await server.pass(200);
      const votes = tabs.map(({ room }) => Number(room.get()?.votes));
      expect(votes).toEqual([7, 7]);
      for (const { room } of tabs) room.subscribe(() => seen.add(Number(room.get()?.votes)));
      tabs[first].back();
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await server.pass(3000);
      tabs[1 - first]?.back();
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await server.pass(5000);
      expect(tabs.map(({ room }) => Number(room.get()?.votes))).toEqual([7, 7]);
      expect(tabs.map((tab) => notesOf(tab))).toEqual([["once"], ["once"]]);
      // Never more than there is.
      expect([...seen].filter((count) => Number(count) > 7)).toEqual([]);
      expect(server.errors).toEqual([]);
    }
  });

  test("and what the server refuses is shown no more", async () => {
    const { server, tabs } = await away();
    const [one, two] = tabs;
    one.room.update((doc) => void doc.notes.push({ label: "rude" }));
    await server.pass(200);
    expect(notesOf(two)).toEqual(["rude"]);
    for (const tab of tabs) tab.back();
    await server.pass(5000);
    expect([notesOf(one), notesOf(two)]).toEqual([[], []]);
    expect(one.room.rejected.get()).toHaveLength(1);
    expect(two.room.rejected.get()).toEqual([]);
  });
});

test("[R924] a change to what only another tab has is refused at once, and nothing of it happens; beside that one can write", async () => {
  const { server, tabs } = await away();
  const [one, two] = tabs;
  one.room.update((doc) => void doc.notes.push({ label: "from one" }));
  await server.pass(200);
  const id = two.room.get()?.notes[0]?.id ?? "";
  const writes = [
    () => two.room.update((doc) => void ((doc.notes.get(id) as { color: string }).color = "red")),
    () => two.room.update((doc) => doc.notes.get(id)?.label.insert(0, "x")),
    () => two.room.update((doc) => void doc.notes.get(id)?.marks.push({ letter: "x" })),
    () => two.room.update((doc) => doc.notes.delete(id)),
    () =>
      openGesture(two.room).update((doc) => void doc.notes.get(id)?.marks.push({ letter: "x" })),
  ];
  for (const write of writes)
    expect(write).toThrow(expect.objectContaining({ code: "tab.unsent" }));
  expect(two.room.status.get().pending).toBe(0);
  two.room.update((doc) => void doc.notes.push({ label: "from two" }));
  await server.pass(200);
  expect(notesOf(two)).toEqual(["from one", "from two"]);
  two.back();
  await server.pass(3000);
  one.back();
  await server.pass(5000);
  expect(new Set(notesOf(two))).toEqual(new Set(["from one", "from two"]));
  expect(notesOf(one)).toEqual(notesOf(two));
  two.room.update((doc) => void doc.notes.get(id)?.marks.push({ letter: "x" }));
  await server.pass(100);
  expect(one.room.get()?.notes.find((note) => note.id === id)?.marks).toHaveLength(1);
  expect(two.room.rejected.get()).toEqual([]);
  expect(server.errors).toEqual([]);
});

test("[R925] of very much that another tab has not sent the first 2,000 changes are shown", async () => {
  const { server, tabs } = await away();
  const [one, two] = tabs;
  for (let i = 0; i < 2100; i++) one.room.update((doc) => void doc.notes.push({ label: `${i}` }));
  await server.pass(5000);
  expect(notesOf(two)).toHaveLength(2000);
  for (const tab of tabs) tab.back();
  await server.pass(10_000);
  expect(notesOf(two)).toHaveLength(2100);
});

test("[R926] of a queue that cannot be read, or is of another version of the page, nothing is shown", async () => {
  const { server, device, browser, tabs } = await away();
  const [one, two] = tabs;
  one.room.update((doc) => void doc.notes.push({ label: "from one" }));
  await server.pass(200);
  const channel = browser.open().channel("alongside:wss://board.test/live:queues", () => undefined);
  const random = { next: () => 0, id: () => "" };
  const store = device.persist({ server: "wss://board.test/live", clock: server.clock, random });
  const [row] = device.rows("queue");
  const stored = row?.value as { readonly [field: string]: unknown };
  const change = { n: 1, base: 0, ops: { notes: [{ op: "none" }], title: 7 } };
  const rows = [
    ["x".repeat(16), { ...stored, version: 2 }, [{ ...change, ops: {} }]],
    ["y".repeat(16), { ...stored, format: 9 }, [{ ...change, ops: {} }]],
    ["z".repeat(16), stored, [change]],
    ["w".repeat(16), stored, "no list"],
  ] as const;
  const written = store.write(
    rows.flatMap(([key, queue, chunk]) => [
      { put: { room: "desk:r", kind: "queue" as const, key, value: queue as never } },
      { put: { room: "desk:r", kind: "chunk" as const, key: `${key}/1`, value: chunk as never } },
    ]),
    "strict",
  );
  await server.pass(10);
  await written;
  for (const room of ["desk:r", "desk:other", "r".repeat(1_000_000), 7, null])
    channel.post({ format: 1, room });
  await server.pass(500);
  expect(notesOf(two)).toEqual(["from one"]);
  two.room.update((doc) => void doc.notes.push({ label: "goes on" }));
  expect(notesOf(two)).toEqual(["from one", "goes on"]);
});
