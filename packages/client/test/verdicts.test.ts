import { toJSON } from "@alongside/core";
import { MemoryDevice } from "@alongside/testing";
import { describe, expect, test } from "vitest";
import { Board } from "./support/board.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";
import { Paper } from "./support/paper.ts";

type Page = TestPage;

const DAY = 24 * 60 * 60 * 1000;

/** Ann has been in a room that was saved on her device, and is without a network. */
async function away(): Promise<{
  readonly server: InMemoryServer;
  readonly device: MemoryDevice;
  readonly ann: Page;
  readonly open: (isAway?: boolean) => Page;
}> {
  const server = new InMemoryServer(Board);
  const device = new MemoryDevice();
  const open = (isAway = false): Page => server.open("ann", Board, undefined, { device, isAway });
  const ann = open();
  await server.pass(50);
  ann.room.update((doc) => {
    doc.title = "seen";
    doc.shapes.push({ color: "red" });
  });
  await server.pass(2000);
  ann.away();
  await server.pass(50);
  return { server, device, ann, open };
}

const codes = ({ room }: Page): readonly string[] => room.rejected.get().map(({ code }) => code);

test("[R1010] what was not sent merges with a room whose entries up to then are dropped, and what had ended is not sent again", async () => {
  const server = new InMemoryServer(Paper);
  const device = new MemoryDevice();
  const open = (isAway = false): TestPage<typeof Paper> =>
    server.open("ann", Paper, undefined, { device, isAway });
  const ann = open();
  await server.pass(50);
  ann.room.update((doc) => doc.page.insert(0, "one two three"));
  await server.pass(2000);
  server.latency = 30;
  // It reaches the server, and nothing is heard of that.
  ann.room.update((doc) => doc.page.insert(13, " four"));
  await server.pass(40);
  ann.away();
  server.latency = 1;
  ann.room.update((doc) => doc.page.insert(0, "zero "));
  ann.room.update((doc) => void doc.notes.push({ label: "hers" }));
  ann.room.update((doc) => void (doc.votes = 7));
  await server.pass(50);
  ann.die();
  const room = server.hub.room(Paper, "r");
  await room.update((doc) => doc.page.insert(3, "!"));
  await Promise.all(Array.from({ length: 1100 }, (_, i) => room.update((doc) => (doc.votes = i))));
  const head = await server.store.head("paper:r");
  await server.store.saveSnapshot("paper:r", head);
  await server.store.dropBefore("paper:r", head);
  server.restart();
  const again = open(true);
  await server.pass(50);
  expect(again.room.get()?.page.toString()).toBe("zero one two three four");
  again.back();
  await server.pass(5000);
  const stored = await server.hub.room(Paper, "r").read();
  expect(toJSON(stored)).toMatchObject({ votes: 7, notes: [{ label: "hers" }] });
  expect(stored.page.toString()).toBe("zero one! two three four");
  expect(toJSON(again.room.get())).toEqual(toJSON(stored));
  expect(again.room.rejected.get()).toEqual([]);
  expect(again.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
  expect(server.errors).toEqual([]);
});

describe("[R1011] where rights were lost, what was not sent is handed back", () => {
  test("of a top-level key that may not be written any more; the rest goes on", async () => {
    const { server, ann, open } = await away();
    ann.room.update((doc) => (doc.title = "hers"));
    ann.room.update((doc) => doc.votes.add(1));
    await server.pass(50);
    ann.die();
    server.grants.set("ann", { read: true, write: ["votes"] });
    const again = open();
    await server.pass(5000);
    expect(codes(again)).toEqual(["auth.key"]);
    expect(again.room.get()).toMatchObject({ title: "seen", votes: 1 });
    expect(again.room.status.get()).toMatchObject({ name: "live", pending: 0 });
  });

  test("of one that may not be read any more", async () => {
    const { server, ann, open } = await away();
    const id = ann.room.get()?.shapes[0]?.id ?? "";
    ann.room.update((doc) => {
      const shape = doc.shapes.get(id);
      if (shape !== undefined) shape.color = "hers";
    });
    ann.room.update((doc) => void doc.shapes.push({ color: "new" }));
    ann.room.update((doc) => doc.votes.add(1));
    await server.pass(50);
    ann.die();
    server.grants.set("ann", { read: ["votes"], write: true });
    const again = open();
    await server.pass(5000);
    expect(codes(again)).toEqual(["auth.key", "auth.key"]);
    expect(again.room.get()).toMatchObject({ votes: 1, shapes: [] });
    expect(again.room.status.get()).toMatchObject({ name: "live", pending: 0 });
  });

  test("all of it where the user may not enter any more, and no copy of the room is left, over reloads", async () => {
    const { server, device, ann, open } = await away();
    ann.room.update((doc) => (doc.title = "hers"));
    await server.pass(50);
    ann.die();
    server.grants.set("ann", "none");
    const again = open();
    await server.pass(5000);
    expect(again.room.status.get()).toMatchObject({ name: "refused", code: "auth.forbidden" });
    expect(codes(again)).toEqual(["auth.forbidden"]);
    await server.pass(2000);
    expect(device.rows("room")).toEqual([]);
    again.die();
    const third = open();
    await server.pass(5000);
    expect(codes(third)).toEqual(["auth.forbidden"]);
    expect(third.room.status.get()).toMatchObject({ pending: 0 });
    third.die();
    // Let in again, they may decide about it.
    server.grants.set("ann", "write");
    const fourth = open();
    await server.pass(5000);
    fourth.room.rejected.get()[0]?.retry();
    await server.pass(2000);
    expect((await server.hub.room(Board, "r").read()).title).toBe("hers");
    expect(codes(fourth)).toEqual([]);
  });

  test("also where the device has no copy of the room", async () => {
    const { server, device, ann, open } = await away();
    ann.room.update((doc) => (doc.title = "hers"));
    await server.pass(50);
    ann.die();
    const [row] = device.rows("room");
    const random = { next: () => 0, id: () => "" };
    const store = device.persist({ server: "wss://board.test/live", clock: server.clock, random });
    const written = store.write([{ delete: row! }], "strict");
    await server.pass(5);
    await written;
    store.close();
    server.grants.set("ann", "none");
    const again = open();
    await server.pass(5000);
    expect(codes(again)).toEqual(["auth.forbidden"]);
    expect(again.room.status.get()).toMatchObject({ name: "refused", pending: 0 });
  });
});

describe("[R1012] what may have been sent more than 90 days before the newest entry is not sent again, and is handed back", () => {
  /** Ann sends one vote, of which she does not hear, and has ten more; half a year later others have written. */
  async function later(server: InMemoryServer, ann: Page): Promise<void> {
    ann.back();
    await server.pass(3000);
    server.latency = 30;
    ann.room.update((doc) => doc.votes.add(1));
    await server.pass(40);
    ann.away();
    server.latency = 1;
    ann.room.update((doc) => doc.votes.add(10));
    await server.pass(50);
  }

  async function halfAYear(server: InMemoryServer): Promise<void> {
    server.clock.sleep(182 * DAY);
    const bob = server.open("bob");
    await server.pass(50);
    bob.room.update((doc) => (doc.title = "later"));
    await server.pass(50);
    await server.store.saveSnapshot("board:r", await server.store.head("board:r"));
    server.restart();
  }

  test("from the device", async () => {
    const { server, device, ann, open } = await away();
    await later(server, ann);
    ann.die();
    await halfAYear(server);
    const again = open();
    await server.pass(5000);
    expect(again.room.get()).toMatchObject({ title: "later", votes: 1 });
    expect(codes(again)).toEqual(["change.in-doubt", "change.in-doubt"]);
    expect(again.room.rewound.get()).toBeUndefined();
    expect(again.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
    again.room.rejected.get()[1]?.retry();
    again.room.rejected.get()[0]?.discard();
    await server.pass(2000);
    expect((await server.hub.room(Board, "r").read()).votes).toBe(11);
    expect(device.rows("queue")).toEqual([]);
    again.die();
    const third = open();
    await server.pass(2000);
    expect(codes(third)).toEqual([]);
    expect(server.errors).toEqual([]);
  });

  test("from a page that slept", async () => {
    const { server, ann } = await away();
    await later(server, ann);
    await halfAYear(server);
    ann.back();
    await server.pass(60_000);
    expect(ann.room.get()).toMatchObject({ title: "later", votes: 1 });
    expect(codes(ann)).toEqual(["change.in-doubt", "change.in-doubt"]);
    ann.room.update((doc) => doc.votes.add(100));
    await server.pass(50);
    expect((await server.hub.room(Board, "r").read()).votes).toBe(101);
  });

  test("and a page that has nothing unsent just goes on", async () => {
    const { server, ann, open } = await away();
    ann.die();
    await halfAYear(server);
    const again = open(true);
    await server.pass(50);
    again.room.update((doc) => doc.votes.add(1));
    again.back();
    await server.pass(5000);
    // It was made by a client that the server has never heard of, over what is as old.
    expect(codes(again)).toEqual(["change.in-doubt"]);
    again.die();
    const third = open();
    await server.pass(2000);
    third.room.update((doc) => doc.votes.add(1));
    await server.pass(50);
    expect((await server.hub.room(Board, "r").read()).votes).toBe(1);
    expect(third.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
  });

  test("a room in which nobody writes is not that old", async () => {
    const { server, ann, open } = await away();
    ann.room.update((doc) => doc.votes.add(1));
    await server.pass(50);
    ann.die();
    server.clock.sleep(182 * DAY);
    server.restart();
    const again = open();
    await server.pass(5000);
    expect(again.room.get()).toMatchObject({ votes: 1 });
    expect(codes(again)).toEqual([]);
  });
});
