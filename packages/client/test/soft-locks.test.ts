import { expect, test } from "vitest";
import type { Lock, LockState, RoomLock } from "../src/index.ts";
import { Board } from "./support/board.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";
import { ANN, CLIENT, ROOM, ScriptedRoom } from "./support/scripted-room.ts";

const TITLE = { id: "root", field: "title" };

async function pair() {
  const server = new InMemoryServer(Board);
  const [ann, bob] = [server.open("ann"), server.open("bob")];
  await server.pass(50);
  return { server, ann, bob };
}

/** How it stands, in words: `held`, `refused by ann`. */
function words(lock: RoomLock): string {
  const state: LockState = lock.get();
  const by = "by" in state && state.by !== undefined ? ` by ${state.by.user.id}` : "";
  return state.name + by;
}

/** Who a page sees hold what: `ann root.title`. */
function seen({ room }: TestPage): readonly string[] {
  return room.locks
    .get()
    .map(
      ({ id, field, user, self }) =>
        `${self ? "I" : user.id} ${field === undefined ? id : `${id}.${field}`}`,
    );
}

/** All that a lock was, from when it was asked for. */
function trail(lock: RoomLock): string[] {
  const states = [words(lock)];
  lock.subscribe(() => states.push(words(lock)));
  return states;
}

test("[R1216] a lock is asked for, held, seen by everybody, and given back", async () => {
  const { server, ann, bob } = await pair();
  const lock = ann.room.lock(TITLE);
  expect(words(lock)).toBe("asking");
  await server.pass(50);
  await expect(lock.settled).resolves.toEqual({ name: "held" });
  expect([seen(ann), seen(bob)]).toEqual([["I root.title"], ["ann root.title"]]);
  const second = bob.room.lock(TITLE);
  await server.pass(50);
  expect([words(lock), words(second)]).toEqual(["held", "refused by ann"]);
  await expect(second.settled).resolves.toMatchObject({ code: "lock.held" });
  lock.release();
  lock.release();
  expect(words(lock)).toBe("released");
  await server.pass(50);
  expect([seen(ann), seen(bob)]).toEqual([[], []]);
  // What was refused is not asked for again by itself.
  expect(words(second)).toBe("refused by ann");
});

test("[R1216] a record that was made in the same moment is locked by its id", async () => {
  const { server, ann, bob } = await pair();
  const { local: id } = ann.room.update((doc) => doc.shapes.push({ color: "red" }));
  const lock = ann.room.lock(id);
  await server.pass(50);
  expect([words(lock), ...seen(bob)]).toEqual(["held", `ann ${id}`]);
});

test("[R1216] it is renewed by itself for as long as its page is heard of, and ends with it", async () => {
  const { server, ann, bob } = await pair();
  const lock = ann.room.lock(TITLE, { ttlMs: 3000 });
  const was = trail(lock);
  await server.pass(20_000);
  expect(was).toEqual(["asking", "held"]);
  expect(seen(bob)).toEqual(["ann root.title"]);
  ann.die();
  await server.pass(3200);
  expect(seen(bob)).toEqual([]);
});

test("[R1216] a break that is over in time is not seen at all", async () => {
  const { server, ann, bob } = await pair();
  const lock = ann.room.lock(TITLE);
  await server.pass(50);
  const [was, all] = [trail(lock), ann.room.locks.get()];
  const before = bob.room.locks.get();
  ann.cut();
  await server.pass(3000);
  expect([was, ann.room.locks.get(), bob.room.locks.get()]).toEqual([["held"], all, before]);
});

test("[R1216] where the server has forgotten all, what is held is asked for again", async () => {
  const { server, ann, bob } = await pair();
  const lock = ann.room.lock(TITLE);
  await server.pass(50);
  const was = trail(lock);
  server.restart();
  await server.pass(5000);
  expect(was).toEqual(["held"]);
  expect([seen(ann), seen(bob)]).toEqual([["I root.title"], ["ann root.title"]]);
});

test("[R1216] who is away for longer than it was held does not know, and hears that another one has it", async () => {
  const { server, ann, bob } = await pair();
  const lock = ann.room.lock(TITLE, { ttlMs: 2000 });
  await server.pass(50);
  const was = trail(lock);
  ann.away();
  await server.pass(2500);
  expect(was).toEqual(["held", "asking"]);
  const second = bob.room.lock(TITLE);
  await server.pass(50);
  expect(words(second)).toBe("held");
  ann.back();
  await server.pass(5000);
  expect(was).toEqual(["held", "asking", "lost by bob"]);
});

test("[R1216] it is lost where it is taken over, and where its record is deleted", async () => {
  const { server, ann, bob } = await pair();
  const { local: id } = ann.room.update((doc) => doc.shapes.push({ color: "red" }));
  await server.pass(50);
  const field = ann.room.lock({ id, field: "color" });
  const title = ann.room.lock(TITLE);
  await server.pass(50);
  const taken = bob.room.lock(TITLE, { take: true });
  bob.room.update((doc) => doc.shapes.delete(id));
  await server.pass(50);
  expect([words(title), words(field), words(taken)]).toEqual(["lost by bob", "lost", "held"]);
  expect(seen(ann)).toEqual(["bob root.title"]);
});

test("[R1216] several of one page hold one lock together, until the last gives it back", async () => {
  const { server, ann, bob } = await pair();
  const [first, second] = [ann.room.lock(TITLE), ann.room.lock(TITLE)];
  await server.pass(50);
  first.release();
  await server.pass(50);
  expect([words(first), words(second), ...seen(bob)]).toEqual([
    "released",
    "held",
    "ann root.title",
  ]);
  second.release();
  const third = ann.room.lock(TITLE);
  await server.pass(50);
  expect([words(third), ...seen(bob)]).toEqual(["held", "ann root.title"]);
});

test("[R1216] a page that leaves gives back all, and asks for nothing any more", async () => {
  const { server, ann, bob } = await pair();
  const lock = ann.room.lock(TITLE);
  await server.pass(50);
  ann.room.leave();
  await server.pass(100);
  expect([words(lock), seen(bob)]).toEqual(["released", []]);
  expect(words(ann.room.lock(TITLE))).toBe("released");
});

test("[R1216] offline it is asked for once the room is there, behind what waits", async () => {
  const { server, ann, bob } = await pair();
  ann.away();
  await server.pass(100);
  const { local: id } = ann.room.update((doc) => doc.shapes.push({ color: "red" }));
  const lock = ann.room.lock(id);
  const gone = ann.room.lock(TITLE);
  gone.release();
  await server.pass(3000);
  expect(words(lock)).toBe("asking");
  ann.back();
  await server.pass(5000);
  expect([words(lock), seen(bob)]).toEqual(["held", [`ann ${id}`]]);
});

test("[R1217] a lock of which nothing has changed is the same object", () => {
  const table = ScriptedRoom.live();
  const held = (client: string, ...ids: string[]) =>
    table.say({
      type: "locks",
      room: ROOM,
      holders: [{ client, user: ANN, targets: ids.map((id) => ({ id })) }],
    });
  held("bob", "a", "b");
  held("cleo", "c");
  const [a, , c] = table.room.locks.get() as [Lock, Lock, Lock];
  held("bob", "d", "a");
  expect(table.room.locks.get().map(({ id }) => id)).toEqual(["d", "a", "c"]);
  expect(table.room.locks.get()[1]).toBe(a);
  expect(table.room.locks.get()[2]).toBe(c);
});

test("[R1217] what another link, or another question, was about changes nothing", () => {
  const table = ScriptedRoom.live();
  const lock = table.room.lock("a");
  const [first] = table.link.taken("lock");
  table.reconnect().resume();
  const [again] = table.link.taken("lock");
  expect(again).toMatchObject({ id: "a", ms: 30_000 });
  expect(again?.ask).not.toBe(first?.ask);
  table.say({
    type: "lock",
    room: ROOM,
    ask: first?.ask ?? 0,
    ms: 0,
    refused: { code: "x", message: "" },
  });
  expect(words(lock)).toBe("asking");
  table.say({ type: "lock", room: ROOM, ask: again?.ask ?? 0, ms: 900 });
  expect(words(lock)).toBe("held");
  // The server allows less than was asked for: it is renewed the sooner.
  table.clock.pass(300);
  expect(table.link.taken("lock")).toHaveLength(1);
  expect(table.room.locks.get()).toEqual([]);
  expect(CLIENT).toHaveLength(16);
});

test.each([[undefined], [null], [""], [{}], [{ id: 1 }], [{ id: "a", field: "" }], [["a"]]])(
  "[R1217] %j cannot be locked",
  (target) => {
    const { room } = ScriptedRoom.live();
    expect(() => room.lock(target as never)).toThrow("a record's id, or { id, field }");
  },
);

test.each([0, 999, Infinity, Number.NaN, "1000"])(
  "[R1217] for %j ms it cannot be locked",
  (ttlMs) => {
    const { room } = ScriptedRoom.live();
    expect(() => room.lock("a", { ttlMs: ttlMs as number })).toThrow("ttlMs should be a number");
  },
);
