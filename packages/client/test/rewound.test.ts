import { caret, defineRoom, list, type StorageOf, text, toJSON, value } from "@alongside/core";
import type { Delta } from "@alongside/core/text";
import { memory, type Store } from "@alongside/server";
import { expect, test } from "vitest";
import { openText, openUndo, type SharedText } from "../src/index.ts";
import { Board } from "./support/board.ts";
import { InMemoryServer } from "./support/in-memory-server.ts";

const ROOM = "board:r";

/**
 * A store with what another one has of the room now: a backup. It is put back as a file that is copied by hand, with the epoch that it
 * had; or, as one that is restored, under the name `epoch`.
 */
async function copyOf(store: Store, epoch?: string): Promise<Store> {
  const copy = memory();
  const [origin] = (await store.origin(ROOM)).epochs;
  const name = epoch ?? origin?.epoch;
  for await (const entry of store.read(ROOM, 0))
    await copy.append(ROOM, entry.seq - 1, [entry], name);
  return copy;
}

// The first entry of a board says at which version it begins.

const setting = (title: string) => (doc: { title: string }) => void (doc.title = title);

test("[R513] [R514] a page that has written saves again after the memory that held the room was forgotten", async () => {
  const server = new InMemoryServer(Board);
  const ann = server.open("ann");
  await server.pass(50);
  ann.room.update(setting("one"));
  ann.room.update((doc) => void doc.shapes.push({ color: "red" }));
  await server.pass(50);
  expect(ann.room.rewound.get()).toBeUndefined();
  server.forget();
  await server.pass(2000);
  expect(ann.room.rewound.get()).toMatchObject({
    state: { title: "one", shapes: [{ color: "red" }] },
    seq: 3,
    count: 2,
  });
  expect(ann.room.get()).toMatchObject({ title: "untitled", shapes: [] });
  ann.room.update(setting("two"));
  ann.room.update((doc) => void doc.shapes.push({ color: "blue" }));
  await server.pass(2000);
  expect(ann.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
  const bob = server.open("bob");
  await server.pass(50);
  expect(bob.room.get()).toMatchObject({ title: "two", shapes: [{ color: "blue" }] });
  expect(bob.room.get()).toEqual(ann.room.get());
  expect(bob.room.rewound.get()).toBeUndefined();
});

test.each([undefined, "restored----"])(
  "[R396] [R513] [R515] [R391] a backup comes back, as %s: what was pending goes on, and nothing of before is undone",
  async (epoch) => {
    const server = new InMemoryServer(Board);
    const [ann, bob] = [server.open("ann"), server.open("bob")];
    const undo = openUndo(ann.room);
    await server.pass(50);
    ann.room.update(setting("one"));
    await server.pass(50);
    const backup = await copyOf(server.store, epoch);
    ann.room.update(setting("two"));
    bob.room.update((doc) => doc.votes.add(3));
    await server.pass(50);
    ann.away();
    const made = ann.room.update((doc) => doc.shapes.push({ color: "red" }));
    ann.room.update((doc) => doc.votes.add(1));
    server.forget(backup);
    // Others write on meanwhile: the log is longer than what she has seen.
    await server.pass(3000);
    for (const n of [1, 2, 3]) bob.room.update((doc) => doc.shapes.push({ color: `${n}` }));
    await server.pass(500);
    ann.back();
    await server.pass(5000);
    expect(ann.room.rewound.get()).toMatchObject({
      state: { title: "two", votes: 4, shapes: [{ color: "red" }] },
      seq: 4,
      count: 1,
    });
    expect((await made.committed).seq).toBeGreaterThan(4);
    expect(ann.room.rejected.get()).toEqual([]);
    const colors = (state: StorageOf<typeof Board> | undefined): readonly string[] =>
      (state?.shapes ?? []).map(({ color }) => color).toSorted();
    expect(ann.room.get()).toMatchObject({ title: "one", votes: 1 });
    expect(colors(ann.room.get())).toEqual(["1", "2", "3", "red"]);
    // What goes on can be undone, and nothing else.
    undo.undo();
    undo.undo();
    expect(undo.canUndo.get()).toBe(false);
    await server.pass(500);
    expect(ann.room.get()).toMatchObject({ title: "one", votes: 0 });
    expect(colors(ann.room.get())).toEqual(["1", "2", "3"]);
    expect(bob.room.get()).toEqual(ann.room.get());
    for (const { room } of [ann, bob])
      expect(room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
    expect(server.errors).toEqual([]);
  },
);

// Seed 1331. The page asks the log that it finds how its changes ended, and not a log that comes back after that.
test("[R399] what was under way as a wrong backup was put in place is once in a later one", async () => {
  const server = new InMemoryServer(Board);
  const ann = server.open("ann");
  await server.pass(50);
  ann.room.update(setting("one"));
  await server.pass(50);
  const early = await copyOf(server.store);
  ann.room.update(setting("two"));
  await server.pass(50);
  ann.room.update((doc) => doc.votes.add(1));
  await server.pass(1);
  ann.away();
  await server.pass(50);
  const late = await copyOf(server.store);
  server.forget(early);
  server.latency = 100;
  ann.back();
  while (ann.room.rewound.get() === undefined) await server.pass(10);
  server.forget(late);
  await server.pass(5000);
  expect(ann.room.get()).toMatchObject({ title: "two", votes: 1 });
  expect(ann.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
});

// Found by seed 9100871: what was written to a record that cannot go on was listed beside it, and came back without it.
test("[R515] [R548] what leans on a record that cannot go on is listed with it", async () => {
  const server = new InMemoryServer(Board);
  const ann = server.open("ann");
  await server.pass(50);
  const shape = ann.room.update((doc) => doc.shapes.push({ color: "red" })).local;
  await server.pass(50);
  ann.away();
  const note = ann.room.update((doc) => doc.shapes.get(shape)!.notes.push({ body: "a" })).local;
  ann.room.update((doc) => {
    doc.shapes.get(shape)!.notes.get(note)!.body = "b";
    doc.votes.add(1);
  });
  server.forget();
  ann.back();
  await server.pass(5000);
  expect(ann.room.get()).toMatchObject({ votes: 1, shapes: [] });
  const listed = ann.room.rejected.get();
  expect(listed).toMatchObject([{ code: "room.rewound" }]);
  expect(listed[0]?.ops["shapes"]).toMatchObject([{ op: "insert" }, { op: "set", id: note }]);
});

// Found by seed 10000499: what goes on as a whole or not at all was listed with what it wrote to a record that another one makes.
test("[R548] so is what leans on it of a change that cannot go on as a whole", async () => {
  const server = new InMemoryServer(Board);
  const ann = server.open("ann");
  await server.pass(50);
  const shape = ann.room.update((doc) => doc.shapes.push({ color: "red" })).local;
  await server.pass(50);
  ann.away();
  const note = ann.room.update((doc) => doc.shapes.get(shape)!.notes.push({ body: "a" })).local;
  ann.room.update(
    (doc) => {
      doc.shapes.get(shape)!.notes.delete(note);
      doc.votes.add(1);
    },
    { strict: true },
  );
  server.forget();
  ann.back();
  await server.pass(5000);
  expect(ann.room.get()).toMatchObject({ votes: 0, shapes: [] });
  const listed = ann.room.rejected.get();
  expect(listed.map(({ code }) => code)).toEqual(["room.rewound", "room.rewound"]);
  // The one that cannot go on as a whole is refused first.
  const [whole, maker] = listed.map(({ ops }) => Object.values(ops).flat());
  expect(whole).toMatchObject([{ op: "add" }]);
  expect(maker).toMatchObject([{ op: "insert" }, { op: "delete", id: note }]);
});

const Paper = defineRoom("board", {
  version: 1,
  presence: { selection: value<readonly string[]>([]), caret: caret() },
  storage: {
    title: text(),
    notes: list({ name: value(""), next: value(""), body: text() }),
  },
});

test("[R394] records that go on keep their ids, so that values, carets, presence and open texts go on with them", async () => {
  const server = new InMemoryServer(Paper);
  const [ann, bob] = [server.open("ann"), server.open("bob")];
  await server.pass(50);
  ann.room.update((doc) => doc.title.insert(0, "shared"));
  await server.pass(50);
  const backup = await copyOf(server.store);
  bob.room.update((doc) => doc.title.insert(6, " and lost"));
  await server.pass(50);
  ann.away();
  const undo = openUndo(ann.room);
  const id = ann.room.update((doc) => doc.notes.push({ name: "first" })).local;
  const body = openText(ann.room, (doc) => doc.notes.get(id)?.body, { undo: true });
  const title = openText(ann.room, (doc) => doc.title);
  const [shownBody, shownTitle] = [follow(body), follow(title)];
  body.edit(["words"]);
  title.edit([6, " here"]);
  ann.room.update((doc) => void doc.notes.push({ name: "second", next: id }));
  ann.room.presence.set({ selection: [id] });
  body.setCaret({ anchor: 5, head: 5 });
  server.forget(backup);
  ann.back();
  await server.pass(5000);
  const [first, second] = ann.room.get()?.notes ?? [];
  expect([first?.name, second?.name]).toEqual(["first", "second"]);
  expect([first?.id, second?.next]).toEqual([id, id]);
  expect(ann.room.get()?.title.toString()).toBe("shared here");
  // An editor goes on in the text that it has open.
  body.edit([5, " more"]);
  await server.pass(500);
  expect(bob.room.get()?.notes[0]?.body.toString()).toBe("words more");
  expect([shownBody(), shownTitle()]).toEqual(["words more", "shared here"]);
  expect(bob.room.others.get()).toMatchObject([
    { presence: { selection: [first?.id], caret: { id: first?.id, anchor: 10, head: 10 } } },
  ]);
  expect(bob.room.people.get()).toHaveLength(2);
  expect(toJSON(bob.room.get())).toEqual(toJSON(ann.room.get()));
  undo.undo();
  await server.pass(500);
  expect(bob.room.get()?.notes[0]?.body.toString()).toBe("words");
  expect(server.errors).toEqual([]);
});

/** What an editor shows that is told of what happens to a text. */
function follow(opened: SharedText): () => string | undefined {
  let shown = opened.get();
  opened.observe((delta) => {
    shown = delta === undefined ? opened.get() : shown?.apply(delta);
  });
  const edit = opened.edit.bind(opened);
  Object.assign(opened, {
    edit(delta: Delta) {
      shown = shown?.apply(delta);
      return edit(delta);
    },
  });
  return () => shown?.toString();
}

test("[R392] what was written to records that the log has no more is handed back, and the rest goes on", async () => {
  const server = new InMemoryServer(Board);
  const ann = server.open("ann");
  await server.pass(50);
  ann.room.update(setting("one"));
  await server.pass(50);
  const backup = await copyOf(server.store);
  const id = ann.room.update((doc) => doc.shapes.push({ color: "red" })).local;
  await server.pass(50);
  ann.away();
  const both = ann.room.update((doc) => {
    doc.shapes.get(id)!.color = "blue";
    doc.votes.add(1);
  });
  const gone = ann.room
    .update((doc) => void (doc.shapes.get(id)!.x = 4))
    .committed.catch((error: { readonly code: string }) => error.code);
  const strict = ann.room
    .update(
      (doc) => {
        doc.shapes.get(id)!.x = 5;
        doc.votes.add(1);
      },
      { strict: true },
    )
    .committed.catch((error: { readonly code: string }) => error.code);
  server.forget(backup);
  ann.back();
  await server.pass(5000);
  await both.committed;
  expect(await Promise.all([gone, strict])).toEqual(["room.rewound", "room.rewound"]);
  expect(ann.room.get()).toMatchObject({ title: "one", votes: 1, shapes: [] });
  expect(ann.room.rejected.get()).toMatchObject(
    Array.from({ length: 3 }, () => ({ code: "room.rewound" })),
  );
  expect(ann.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
});

// Seeds 203 and 283: what came after a mutation only the server can take back, and its undo was handed back beside it.
test("[R392] [R515] what was undone before it was sent stays undone, also where the server has to take it back", async () => {
  const server = new InMemoryServer(Board);
  const ann = server.open("ann");
  const undo = openUndo(ann.room);
  await server.pass(50);
  ann.room.update(setting("one"));
  await server.pass(50);
  const backup = await copyOf(server.store);
  ann.room.update((doc) => doc.shapes.push({ color: "red" }));
  ann.room.mutate.cheer(2);
  await server.pass(50);
  ann.away();
  ann.room.mutate.cheer(3);
  ann.room.update(setting("two"));
  ann.room.update((doc) => doc.shapes.push({ color: "blue" }));
  for (let i = 0; i < 2; i++) undo.undo();
  server.forget(backup);
  ann.back();
  await server.pass(5000);
  expect(ann.room.rejected.get()).toEqual([]);
  expect(ann.room.get()).toMatchObject({ title: "one", votes: 3, shapes: [] });
  expect(ann.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
  const bob = server.open("bob");
  await server.pass(50);
  expect(bob.room.get()).toEqual(ann.room.get());
  expect(server.errors).toEqual([]);
});

test("[R391] [R393] a page whose log goes back again and again, to the same epoch each time, gives no number twice", async () => {
  const server = new InMemoryServer(Board);
  const ann = server.open("ann");
  await server.pass(50);
  ann.room.update(setting("one"));
  await server.pass(50);
  const backup = await copyOf(server.store);
  for (const n of [2, 3, 4]) {
    ann.room.update((doc) => doc.shapes.push({ color: `${n}` }));
    await server.pass(500);
    server.forget(await copyOf(backup));
    await server.pass(5000);
    expect(ann.room.get()?.shapes).toEqual([]);
    ann.room.update((doc) => doc.shapes.push({ color: "kept" }));
    await server.pass(500);
    expect(ann.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
    server.forget(await copyOf(backup));
    await server.pass(5000);
  }
  const log: unknown[] = [];
  ann.room.update((doc) => doc.shapes.push({ color: "last" }));
  await server.pass(500);
  for await (const entry of server.store.read(ROOM, 0))
    if ("client" in entry) log.push([entry.kind, entry.first ?? entry.n, entry.n]);
  expect(log).toEqual([
    ["change", 1, 1],
    ["outcome", 2, 7],
    ["change", 8, 8],
  ]);
  expect(ann.room.get()?.shapes).toMatchObject([{ color: "last" }]);
});

test("[R393] numbers that are gone are ended before what goes on, also over 1,000 of them and where the link is lost meanwhile", async () => {
  const server = new InMemoryServer(Board);
  const ann = server.open("ann");
  await server.pass(50);
  ann.room.update(setting("one"));
  await server.pass(50);
  const backup = await copyOf(server.store);
  for (let i = 0; i < 2500; i++) ann.room.update((doc) => doc.votes.add(1));
  await server.pass(10_000);
  server.forget(backup);
  await server.pass(5000);
  expect(ann.room.rewound.get()).toMatchObject({ count: 2500 });
  const first = ann.room.rewound.get();
  // Nothing is written for it before there is something to send.
  expect(ann.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
  for await (const entry of server.store.read(ROOM, 2)) expect(entry).toBeUndefined();
  ann.cut();
  await server.pass(2000);
  ann.room.update((doc) => doc.votes.add(7));
  await server.pass(2);
  ann.cut();
  await server.pass(5000);
  const log: unknown[] = [];
  for await (const entry of server.store.read(ROOM, 2))
    if ("client" in entry) log.push([entry.kind, entry.first, entry.n]);
  expect(log).toEqual([
    ["outcome", 2, 1001],
    ["outcome", 1002, 2001],
    ["outcome", 2002, 2501],
    ["change", undefined, 2502],
  ]);
  expect(ann.room.get()).toMatchObject({ title: "one", votes: 7 });
  // It is told once.
  expect(ann.room.rewound.get()).toBe(first);
  expect(ann.room.rejected.get()).toEqual([]);
  expect(server.errors).toEqual([]);
});

test("[R395] who comes back to a deleted room with what they had of it ends with room.deleted, also where it has begun anew", async () => {
  const server = new InMemoryServer(Board);
  const [ann, bob] = [server.open("ann"), server.open("bob")];
  await server.pass(50);
  ann.room.update(setting("one"));
  await server.pass(50);
  ann.away();
  ann.room.update(setting("two"));
  await server.hub.rooms.delete(ROOM);
  await server.pass(50);
  bob.room.leave();
  const again = bob.client.join(Board, "r");
  await server.pass(2000);
  again.update(setting("anew"));
  await server.pass(50);
  server.restart();
  ann.back();
  await server.pass(5000);
  expect(ann.room.status.get()).toMatchObject({ name: "refused", code: "room.deleted" });
  expect(ann.room.rejected.get()).toMatchObject([{ code: "room.deleted" }]);
  expect(ann.room.rewound.get()).toBeUndefined();
  // Trying again changes nothing: it is another room by now.
  ann.client.retry();
  await server.pass(2000);
  expect(ann.room.status.get()).toMatchObject({ name: "refused", code: "room.deleted" });
  expect(again.get()).toMatchObject({ title: "anew" });
});
