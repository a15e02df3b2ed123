import { defineRoom, list, text, value } from "@alongside/core";
import { checkSeen, Replica } from "@alongside/core/engine";
import { MemoryDevice } from "@alongside/testing";
import { describe, expect, test } from "vitest";
import { openGesture } from "../src/index.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

const storage = {
  title: value("untitled"),
  color: value("black"),
  page: text(),
  notes: list({ label: value(""), x: value(0) }),
};

const mutations = {
  rename: { args: value(""), run: (doc: { title: string }, to: string) => void (doc.title = to) },
};

const Card = defineRoom("card", { version: 1, storage, mutations });
const Careful = defineRoom("card", {
  version: 1,
  offline: "refuse-if-changed",
  storage,
  mutations,
});

type Page = TestPage<typeof Careful>;

/** Ann and Bob in a room, of which Ann is away; what she writes is on a device. */
async function apart(definition = Careful): Promise<{
  readonly server: InMemoryServer<typeof Careful>;
  readonly device: MemoryDevice;
  readonly ann: Page;
  readonly bob: Page;
  readonly open: (isAway?: boolean) => Page;
}> {
  const server = new InMemoryServer<typeof Careful>(definition);
  const device = new MemoryDevice();
  const open = (isAway = false): Page =>
    server.open("ann", definition, undefined, { device, isAway });
  const bob = server.open("bob", definition);
  const ann = open();
  await server.pass(50);
  bob.room.update((doc) => {
    doc.title = "seen";
    doc.notes.push({ label: "a note" });
  });
  await server.pass(2000);
  ann.away();
  await server.pass(50);
  return { server, device, ann, bob, open };
}

const read = ({ room }: Page): unknown => {
  const { title, color } = room.get() ?? {};
  return { title, color };
};

function bothRead(pages: readonly Page[], fields: object): void {
  for (const page of pages) expect(read(page)).toEqual(fields);
}

function codes({ room }: Page): readonly string[] {
  return room.rejected.get().map(({ code }) => code);
}

test("[R1000] what is set offline is written over what others wrote meanwhile, by default", async () => {
  const { server, ann, bob } = await apart(Card);
  ann.room.update((doc) => (doc.title = "mine"));
  bob.room.update((doc) => (doc.title = "theirs"));
  await server.pass(50);
  ann.back();
  await server.pass(3000);
  bothRead([ann, bob], { title: "mine", color: "black" });
  expect(codes(ann)).toEqual([]);
  expect(server.errors).toEqual([]);
});

test("[R1001] a change made offline is refused whole where a field that it sets holds something else by then, with all three values", async () => {
  const { server, ann, bob } = await apart();
  const { committed } = ann.room.update((doc) => {
    doc.color = "red";
    doc.title = "first";
    doc.title = "mine";
    doc.page.insert(0, "typed");
  });
  ann.room.update((doc) => (doc.color = "blue"));
  bob.room.update((doc) => (doc.title = "theirs"));
  await server.pass(50);
  expect(read(ann)).toEqual({ title: "mine", color: "blue" });
  ann.back();
  await expect(Promise.all([committed, server.pass(3000)])).rejects.toMatchObject({
    code: "offline.changed",
  });
  await server.pass(3000);
  // The second one had seen the first one's red.
  bothRead([ann, bob], { title: "theirs", color: "black" });
  expect(ann.room.get()?.page.toString()).toBe("");
  expect(codes(ann)).toEqual(["offline.changed", "offline.changed"]);
  const [first, second] = ann.room.rejected.get();
  expect(first?.conflicts).toEqual([
    { key: "title", id: "root", field: "title", mine: "mine", seen: "seen", theirs: "theirs" },
  ]);
  expect(second?.conflicts).toEqual([
    { key: "color", id: "root", field: "color", mine: "blue", seen: "red" },
  ]);
  // What is there now is read anew.
  bob.room.update((doc) => (doc.title = "theirs too"));
  await server.pass(50);
  expect(first?.conflicts[0]?.theirs).toBe("theirs too");
  first?.retry();
  await server.pass(50);
  bothRead([ann, bob], { title: "mine", color: "red" });
  expect(bob.room.get()?.page.toString()).toBe("typed");
  expect(codes(ann)).toEqual(["offline.changed"]);
  expect(server.errors).toEqual([]);
});

test("[R1001] other fields, texts, new records and what nobody else set go through", async () => {
  const { server, ann, bob } = await apart();
  ann.room.update((doc) => {
    doc.color = "red";
    doc.page.insert(0, "ann ");
    doc.notes.push({ label: "hers" });
  });
  bob.room.update((doc) => {
    doc.title = "theirs";
    doc.page.insert(0, "bob ");
    doc.notes.push({ label: "his" });
  });
  await server.pass(50);
  ann.back();
  await server.pass(3000);
  bothRead([ann, bob], { title: "theirs", color: "red" });
  expect(bob.room.get()?.page.toString()).toHaveLength(8);
  expect(bob.room.get()?.notes).toHaveLength(3);
  expect(codes(ann)).toEqual([]);
});

test("[R1001] somebody who set it to what was seen has changed nothing", async () => {
  const { server, ann, bob } = await apart();
  ann.room.update((doc) => (doc.title = "mine"));
  for (const title of ["theirs", "seen"]) bob.room.update((doc) => (doc.title = title));
  await server.pass(50);
  ann.back();
  await server.pass(3000);
  expect(read(bob)).toEqual({ title: "mine", color: "black" });
  expect(codes(ann)).toEqual([]);
});

test("[R1001] a mutation goes by its name, and is judged by what it does", async () => {
  const { server, ann, bob } = await apart();
  ann.room.mutate.rename("mine");
  bob.room.update((doc) => (doc.title = "theirs"));
  await server.pass(50);
  ann.back();
  await server.pass(3000);
  expect(read(bob)).toEqual({ title: "mine", color: "black" });
});

test("[R1002] a later page sends it with what was seen, and lists what was refused with its values, over reloads", async () => {
  const { server, device, ann, bob, open } = await apart();
  ann.room.update((doc) => (doc.title = "mine"));
  await server.pass(50);
  ann.die();
  bob.room.update((doc) => (doc.title = "theirs"));
  await server.pass(50);
  const again = open(true);
  await server.pass(50);
  expect(read(again)).toMatchObject({ title: "mine" });
  again.back();
  await server.pass(5000);
  const conflict = {
    key: "title",
    id: "root",
    field: "title",
    mine: "mine",
    seen: "seen",
    theirs: "theirs",
  };
  expect(again.room.rejected.get()).toMatchObject([
    { code: "offline.changed", conflicts: [conflict] },
  ]);
  expect(read(again)).toMatchObject({ title: "theirs" });
  await server.pass(2000);
  again.die();
  expect(device.rows("queue")).toEqual([]);

  const third = open(true);
  await server.pass(50);
  expect(third.room.rejected.get()).toMatchObject([
    { code: "offline.changed", conflicts: [conflict] },
  ]);
  third.back();
  await server.pass(3000);
  third.room.rejected.get()[0]?.retry();
  await server.pass(2000);
  expect(read(bob)).toMatchObject({ title: "mine" });
  expect(third.room.rejected.get()).toEqual([]);
  expect(device.rows("refused")).toEqual([]);
  expect(server.errors).toEqual([]);
});

describe("[R1003] not judged by what was seen", () => {
  test("is a change that was made in sync, though it is sent again", async () => {
    const { server, ann, bob } = await apart();
    ann.back();
    await server.pass(3000);
    server.latency = 20;
    ann.room.update((doc) => (doc.title = "mine"));
    await server.pass(5);
    ann.away();
    bob.room.update((doc) => (doc.title = "theirs"));
    await server.pass(50);
    ann.back();
    await server.pass(5000);
    expect(codes(ann)).toEqual([]);
    expect(read(bob)).toMatchObject({ title: "mine" });
  });

  test("is one that was decided, where its author did not hear of it before somebody else wrote", async () => {
    const { server, ann, bob, open } = await apart();
    ann.room.update((doc) => (doc.title = "mine"));
    await server.pass(50);
    ann.back();
    server.latency = 30;
    // It is sent, and the page dies before the answer.
    for (let i = 0; i < 200 && bob.room.get()?.title !== "mine"; i++) await server.pass(10);
    expect(bob.room.get()?.title).toBe("mine");
    ann.die();
    bob.room.update((doc) => (doc.title = "theirs"));
    await server.pass(100);
    const again = open();
    await server.pass(5000);
    expect(codes(again)).toEqual([]);
    bothRead([again, bob], { title: "theirs", color: "black" });
  });
});

test("[R1004] changes that stand on each other go through together, over a reload too", async () => {
  const { server, ann, bob, open } = await apart();
  for (const title of ["one", "two"]) ann.room.update((doc) => (doc.title = title));
  await server.pass(50);
  ann.die();
  const again = open(true);
  await server.pass(50);
  again.room.update((doc) => (doc.title = "three"));
  again.back();
  await server.pass(5000);
  bothRead([again, bob], { title: "three", color: "black" });
  expect(codes(again)).toEqual([]);
});

test("[R1004] what others only showed is not what was seen", async () => {
  const { server, ann, bob } = await apart();
  ann.back();
  await server.pass(3000);
  const id = bob.room.get()?.notes[0]?.id ?? "";
  const drag = openGesture(bob.room);
  drag.update((doc) => {
    const note = doc.notes.get(id);
    if (note !== undefined) note.x = 57;
  });
  await server.pass(100);
  expect(ann.room.get()?.notes[0]?.x).toBe(57);
  ann.away();
  drag.cancel();
  const mine = openGesture(ann.room);
  mine.update((doc) => {
    const note = doc.notes.get(id);
    if (note !== undefined) note.x = 8;
  });
  ann.room.update((doc) => {
    const note = doc.notes.get(id);
    if (note !== undefined) note.x = 7;
  });
  mine.commit();
  await server.pass(50);
  ann.back();
  await server.pass(3000);
  expect(codes(ann)).toEqual([]);
  expect(bob.room.get()?.notes[0]?.x).toBe(8);
});

describe("[R1005] counts as changed", () => {
  test("a field of a record that is in the trash", async () => {
    const { server, ann, bob } = await apart();
    const id = bob.room.get()?.notes[0]?.id ?? "";
    ann.room.update((doc) => {
      const note = doc.notes.get(id);
      if (note !== undefined) note.label = "mine";
    });
    bob.room.update((doc) => doc.notes.delete(id));
    await server.pass(50);
    ann.back();
    await server.pass(3000);
    expect(ann.room.rejected.get()).toMatchObject([
      { code: "offline.changed", conflicts: [{ mine: "mine", seen: "a note" }] },
    ]);
    expect(ann.room.rejected.get()[0]?.conflicts[0]).not.toHaveProperty("theirs");
  });

  test("a field that its author may not read, whatever it holds", () => {
    const replica = new Replica(Careful.schema);
    const seen = [{ id: "root", field: "color" }];
    const author = { client: "ann-ann-ann-ann", read: ["title"] };
    expect(() => checkSeen(replica, seen, author)).toThrow("offline");
    expect(() => checkSeen(replica, seen, { ...author, read: true })).not.toThrow();
  });

  test("no field of a record that an own refused change would have made: that goes with it", async () => {
    const { server, ann, bob } = await apart();
    ann.room.update((doc) => {
      doc.title = "mine";
      doc.notes.push({ label: "hers" });
    });
    ann.room.update((doc) => {
      doc.color = "red";
      const note = doc.notes.get(ann.room.get()?.notes[1]?.id ?? "");
      if (note !== undefined) note.x = 7;
    });
    bob.room.update((doc) => (doc.title = "theirs"));
    await server.pass(50);
    ann.back();
    await server.pass(3000);
    expect(codes(ann)).toEqual(["offline.changed"]);
    expect(read(bob)).toEqual({ title: "theirs", color: "red" });
    ann.room.rejected.get()[0]?.retry();
    await server.pass(50);
    expect(bob.room.get()?.notes[1]).toMatchObject({ label: "hers", x: 7 });
  });
});
