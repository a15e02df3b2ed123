import { FakeBrowser, MemoryDevice } from "@alongside/testing";
import { expect, test } from "vitest";
import type { RoomExport, UnsentWork } from "../src/index.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";
import { Paper } from "./support/paper.ts";

type Page = TestPage<typeof Paper>;

/** A server, and a browser whose tabs somebody opens. */
function paperIn(device: MemoryDevice | undefined = new MemoryDevice()): {
  readonly server: InMemoryServer<typeof Paper>;
  readonly device: MemoryDevice;
  readonly open: (isAway?: boolean) => Page;
} {
  const server = new InMemoryServer(Paper);
  const browser = new FakeBrowser(server.clock);
  const open = (isAway = false): Page =>
    server.open("ann", Paper, undefined, { device, isAway, tab: browser.open() });
  return { server, device, open };
}

/** What a promise settles to while the device takes its time. */
async function soon<T>(server: InMemoryServer<typeof Paper>, promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  await server.pass(20);
  return promise;
}

const wordsOf = ({ changes }: RoomExport): readonly string[] => changes.map(({ words }) => words);

test("[R1020] an export has what waits and what was refused, with words, times, reasons and whole texts, and is plain JSON", async () => {
  const { server, open } = paperIn();
  const ann = open();
  await server.pass(50);
  ann.room.update((doc) => doc.page.insert(0, "Dear Bob, "));
  ann.room.update((doc) => doc.title.insert(0, "rude"));
  ann.room.mutate.refuse({ label: "not today" });
  await server.pass(2000);
  ann.away();
  await server.pass(20);
  const began = server.clock.now();
  ann.room.update((doc) => doc.page.insert(10, "see you"));
  ann.room.update((doc) => doc.page.delete(0, 4));
  ann.room.update((doc) => void doc.notes.push({ label: "milk" }));
  ann.room.update((doc) => doc.notes.at(0)?.label.insert(4, " and bread"));
  ann.room.mutate.count(3);
  const made = await soon(server, ann.room.export());
  expect(JSON.parse(JSON.stringify(made))).toEqual(made);
  expect(made).toMatchObject({ version: 1, room: "paper:r", user: "ann" });
  expect(made.changes).toMatchObject([
    { state: "waiting", words: "see you", ops: { page: [{ op: "text", field: "page" }] } },
    { state: "waiting", words: "" },
    { state: "waiting", words: "milk\nblack" },
    { state: "waiting", words: " and bread" },
    { state: "waiting", name: "count", args: 3 },
    { state: "refused", words: "rude", code: "manners", message: "Be kind" },
    { state: "refused", name: "refuse", args: { label: "not today" }, code: "paper.today" },
  ]);
  expect(new Set(made.changes.map(({ id }) => id)).size).toBe(7);
  for (const { at, state } of made.changes)
    expect(Date.parse(at ?? "") >= began).toBe(state === "waiting");
  const texts = made.texts.map(({ key, field, text }) => [key, field, text]);
  expect(texts).toEqual([
    ["page", "page", " Bob, see you"],
    ["notes", "label", "milk and bread"],
  ]);
  expect(texts[0]?.[2]).toBe(ann.room.get()?.page.toString());
});

test("[R1020] the page of a client that keeps nothing on the device exports as well, and nothing where all is saved", async () => {
  const server = new InMemoryServer(Paper);
  const ann = server.open("ann");
  await server.pass(50);
  expect(await soon(server, ann.room.export())).toMatchObject({ changes: [], texts: [] });
  ann.away();
  ann.room.update((doc) => doc.page.insert(0, "one"));
  const made = await soon(server, ann.room.export());
  expect(wordsOf(made)).toEqual(["one"]);
  expect(await soon(server, ann.client.unsent())).toMatchObject([{ changes: made.changes }]);
  await expect(soon(server, ann.client.forget())).rejects.toMatchObject({ code: "device.unsent" });
});

test("[R1021] an export has what an earlier page and another tab have not sent, each change once", async () => {
  const { server, open } = paperIn();
  const first = open();
  await server.pass(50);
  first.room.update((doc) => doc.page.insert(0, "start "));
  first.room.update((doc) => doc.title.insert(0, "rude"));
  await server.pass(2000);
  first.away();
  first.room.update((doc) => doc.page.insert(6, "one"));
  await server.pass(50);
  first.die();
  const second = open(true);
  await server.pass(50);
  second.room.update((doc) => doc.page.insert(9, " two"));
  const third = open(true);
  await server.pass(50);
  third.room.update((doc) => doc.title.insert(0, "three"));
  await server.pass(50);
  for (const page of [second, third]) {
    const made = await soon(server, page.room.export());
    expect(wordsOf(made).toSorted()).toEqual([" two", "one", "rude", "three"]);
    expect(new Set(made.changes.map(({ id }) => id)).size).toBe(4);
    expect(made.texts.find(({ key }) => key === "page")?.text).toBe("start one two");
  }
});

test("[R1022] unsent lists the rooms that have some, also those that the page never joined, and none where all is saved", async () => {
  const { server, open, device } = paperIn();
  const ann = open();
  await server.pass(50);
  const other = ann.client.join(Paper, "other");
  await server.pass(50);
  ann.away();
  ann.room.update((doc) => doc.page.insert(0, "in r"));
  other.update((doc) => doc.page.insert(0, "in other"));
  await server.pass(50);
  ann.die();
  const again = open(true);
  await server.pass(50);
  const rooms = await soon(server, again.client.unsent());
  expect(rooms.map(({ room }) => room)).toEqual(["paper:r", "paper:other"]);
  expect(rooms.map(wordsOf)).toEqual([["in r"], ["in other"]]);
  expect(rooms[1]?.texts).toMatchObject([{ text: "in other" }]);
  again.back();
  again.client.join(Paper, "other");
  await server.pass(8000);
  expect(await soon(server, again.client.unsent())).toEqual([]);
  await soon(server, again.client.forget());
  expect(device.rows()).toEqual([]);
  expect(server.errors).toEqual([]);
});

test("[R1023] forget offers what would be lost and does nothing, until it is told to discard that", async () => {
  const { server, open, device } = paperIn();
  const ann = open();
  await server.pass(50);
  ann.room.update((doc) => doc.title.insert(0, "rude"));
  await server.pass(2000);
  ann.away();
  ann.room.update((doc) => doc.page.insert(0, "hello"));
  await server.pass(50);
  const rejected: unknown = await soon(server, ann.client.forget()).catch(
    (error: unknown) => error,
  );
  expect(rejected).toBeInstanceOf(Error);
  const { code, rooms, message } = rejected as UnsentWork;
  expect(code).toBe("device.unsent");
  expect(message).toMatch(/^2 changes of 1 rooms? are not on the server/);
  expect(rooms.map(wordsOf)).toEqual([["hello", "rude"]]);
  expect(device.rows("chunk")).toHaveLength(1);
  // It goes on as if nothing had been asked.
  ann.room.update((doc) => doc.page.insert(5, " you"));
  ann.back();
  await server.pass(3000);
  expect(ann.room.status.get()).toMatchObject({ name: "live", saved: "server" });
  await expect(soon(server, ann.client.forget())).rejects.toMatchObject({ code: "device.unsent" });
  await soon(server, ann.client.forget({ unsent: "discard" }));
  expect(device.rows()).toEqual([]);
  expect(() => ann.client.join(Paper, "r")).toThrow(/closed/);
});

test("[R1023] also another user's page, who joins nothing, gets the work of who was here before", async () => {
  const { server, open, device } = paperIn();
  const ann = open();
  await server.pass(50);
  ann.away();
  ann.room.update((doc) => doc.page.insert(0, "hello"));
  await server.pass(50);
  ann.die();
  const later = open(true);
  later.client.close();
  await server.pass(50);
  expect((await soon(server, later.client.unsent())).map(wordsOf)).toEqual([["hello"]]);
  await expect(soon(server, later.client.forget())).rejects.toMatchObject({
    code: "device.unsent",
  });
  expect(device.rows("queue")).toHaveLength(1);
});

test("[R1024] who was put out of the room reads it in the status, and exports what was not sent, also after leaving", async () => {
  const { server, open } = paperIn();
  const ann = open();
  await server.pass(50);
  ann.away();
  ann.room.update((doc) => doc.page.insert(0, "mine"));
  await server.pass(50);
  server.grants.set("ann", "none");
  ann.back();
  await server.pass(3000);
  expect(ann.room.status.get()).toMatchObject({ name: "refused", code: "auth.forbidden" });
  const made = await soon(server, ann.room.export());
  expect(made.changes).toMatchObject([{ words: "mine", code: "auth.forbidden" }]);
  const { at: _at, ...before } = made;
  ann.room.leave();
  await server.pass(50);
  const { at: _now, ...after } = await soon(server, ann.room.export());
  expect(after.changes).toEqual(before.changes);
  expect((await soon(server, ann.client.unsent())).map(wordsOf)).toEqual([["mine"]]);
});
