import { Invalid } from "@alongside/core";
import { expect, test, vi } from "vitest";
import { type CommittedChange, implement } from "../../src/implement.ts";
import type { FollowedBatch, FollowHandler } from "../../src/followers/options.ts";
import { settle } from "../room/test-clock.ts";
import type { World } from "../room/world.ts";
import { Board, copyNotes, followedWorld, Inbox, items, write } from "./followed-rooms.ts";

const follow = (world: World, handler = copyNotes, options = {}) =>
  world.hub.followers.follow("mirror", { rooms: [Board], ...options }, handler);

test("[R1500] each committed entry is given once and in order, from the first one on", async () => {
  const world = followedWorld();
  await write(world, 1, 3);
  const seen: FollowedBatch<typeof Board>[] = [];
  const follower = follow(world, (batch) => void seen.push(batch));
  await follower.settled();
  await write(world, 4, 2);
  await follower.settled();
  expect(seen.flatMap(({ entries }) => entries.map(({ seq }) => seq))).toEqual([1, 2, 3, 4, 5]);
  const [{ room, name, id, entries }] = seen as [FollowedBatch<typeof Board>];
  expect([room, name, id]).toEqual(["board:a", "board", "a"]);
  expect(entries[0]).toMatchObject({ kind: "change", actor: "server", via: [] });
  expect(new Set(seen.flatMap((batch) => batch.entries.map((entry) => entry.id))).size).toBe(5);
  expect((await seen[0]?.state())?.notes.map(({ text }) => text)).toEqual(["a1", "a2", "a3"]);
  expect(follower.lag()).toEqual({ entries: 0, ms: 0, letters: 0 });
});

test("[R1905] an entry is behind until what came of it is written too", async () => {
  const lags: number[] = [];
  const inbox = implement(Inbox, {
    allow: () => {
      lags.push(follower.lag().entries);
      return true;
    },
  });
  const world = followedWorld({ rooms: [implement(Board), inbox] });
  const follower = follow(world);
  await write(world, 1, 2);
  await follower.settled();
  expect(lags.length).toBe(2);
  expect(Math.min(...lags)).toBeGreaterThan(0);
  expect(follower.lag().entries).toBe(0);
});

test("[R1501] what a handler writes into a room is written exactly once, in order", async () => {
  const world = followedWorld();
  const follower = follow(world);
  await write(world, 1, 3);
  await follower.settled();
  expect(await items(world)).toEqual(["a1", "a2", "a3"]);
  world.crash();
  const again = follow(world);
  await again.settled();
  await write(world, 4, 1);
  await again.settled();
  expect(await items(world)).toEqual(["a1", "a2", "a3", "a4"]);
  expect(await world.store.kept("mirror", "write")).toEqual([]);
});

test("[R1502] quiet rooms are not looked at when a follower starts again", async () => {
  const world = followedWorld();
  for (const id of ["a", "b", "c"])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await write(world, 1, 1, id);
  const follower = follow(world);
  await follower.settled();
  await follower.stop();
  await write(world, 2, 1, "b");
  world.crash();
  const rooms: string[] = [];
  const again = follow(world, (batch) => void rooms.push(batch.room));
  await again.settled();
  expect(rooms).toEqual(["board:b"]);
  expect(world.errors).toEqual([]);
});

test("[R1503] only the kinds and keys that are asked for are given, also from now on alone", async () => {
  const world = followedWorld();
  await write(world, 1, 2);
  await world.clock.advance(10);
  const seen: unknown[] = [];
  const titles = follow(
    world,
    (batch) => void seen.push(...batch.entries.map(({ ops }) => Object.keys(ops))),
    { parts: ["title"], from: "now" },
  );
  await titles.settled();
  await world.hub.room(Board, "a").update((doc) => {
    doc.title = "b";
    doc.notes.push({ text: "c" });
  });
  await write(world, 3, 2);
  await titles.settled();
  expect(seen).toEqual([["title"]]);
});

test("[R1504] a handler that throws is asked again later, alone with the first entry, and gives up at last", async () => {
  const world = followedWorld();
  await write(world, 1, 3);
  const asked: number[] = [];
  const follower = follow(
    world,
    (batch, to) => {
      asked.push(batch.entries.length);
      if (batch.entries.some(({ seq }) => seq === 2)) throw new Error("no second one");
      return copyNotes(batch, to);
    },
    { attempts: 3 },
  );
  const settled = follower.settled();
  await world.clock.advance(60_000);
  await settled;
  // All, the first, the others, the second twice more, what is left.
  expect(asked).toEqual([3, 1, 2, 1, 1, 1]);
  expect(await items(world)).toEqual(["a1", "a3"]);
  const [letter, ...others] = await follower.letters.list();
  expect(letter).toMatchObject({
    room: "board:a",
    code: "follower.failed",
    message: "no second one",
    entries: { from: 2, to: 2 },
  });
  expect(others).toEqual([]);
  await expect(follower.letters.retry(letter?.id ?? 0)).rejects.toThrow("no second one");
  expect(await follower.letters.list()).toHaveLength(1);
  await follower.letters.drop(letter?.id ?? 0);
  expect(await follower.letters.list()).toEqual([]);
  await expect(follower.letters.drop(letter?.id ?? 0)).rejects.toThrow(RangeError);
});

test("[R1505] a handler that never returns is told so, and nothing that it writes later counts", async () => {
  const world = followedWorld();
  await write(world, 1, 1);
  let [late, hung] = [undefined as (() => void) | undefined, 0];
  const follower = follow(
    world,
    (batch, to) => {
      if (hung++ > 0) return copyNotes(batch, to);
      late = () => copyNotes(batch, to);
      return new Promise((resolve) => batch.signal.addEventListener("abort", () => resolve(1)));
    },
    { timeoutMs: 1000 },
  );
  const settled = follower.settled();
  await settle();
  expect(follower.lag().entries).toBe(1);
  await world.clock.advance(10_000);
  await settled;
  expect(late).toThrow("taken too long");
  expect(await items(world)).toEqual(["a1"]);
  expect(String(world.errors[0])).toContain("not done within 1000 ms");
});

test("[R1506] what a room refuses becomes a letter, which is written once more when asked for", async () => {
  const world = followedWorld();
  const follower = follow(world, (batch, to) => {
    to.mutate(Inbox, "one", "tell", { text: "never" });
    copyNotes(batch, to);
  });
  await write(world, 1, 1);
  await follower.settled();
  expect(await items(world)).toEqual(["a1"]);
  const [letter] = await follower.letters.list();
  expect(letter).toMatchObject({
    code: "app.never",
    message: "Never",
    write: { room: "inbox:one", mutation: { name: "tell", args: { text: "never" } } },
  });
  await follower.letters.retry(letter?.id ?? 0);
  const [again] = await follower.letters.list();
  expect([again?.code, again?.id === letter?.id]).toEqual(["app.never", false]);
  expect(await items(world)).toEqual(["a1"]);
});

test("[R1507] a follower is not given what it wrote, nor what came through eight others", async () => {
  const world = followedWorld();
  const loop = world.hub.followers.follow("loop", {}, ({ entries }, to) => {
    for (const { ops } of entries)
      if (ops["notes"] !== undefined) to.mutate(Board, "a", "note", { text: "again" });
  });
  await write(world, 1, 1);
  await loop.settled();
  expect((await world.hub.room(Board, "a").read()).notes).toHaveLength(2);
  const all = Array.from({ length: 10 }, (_, i) =>
    world.hub.followers.follow(`f${i}`, { rooms: [Board] }, (batch, to) => {
      if (batch.id === `r${i}`) to.mutate(Board, `r${i + 1}`, "note", { text: `${i}` });
    }),
  );
  await write(world, 1, 1, "r0");
  for (let i = 0; i < 20; i++)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    for (const follower of all) await follower.settled();
  const last = await world.log("board:r8");
  expect(last[0]).toMatchObject({ via: all.slice(0, 8).map(({ name }) => name) });
  expect(await world.log("board:r9")).toEqual([]);
  expect((await all[8]?.letters.list())?.[0]?.code).toBe("follower.chain");
});

test("[R1508] a log that goes back, or begins again, takes its followers with it", async () => {
  const world = followedWorld();
  const follower = follow(world);
  await write(world, 1, 2);
  await follower.settled();
  const copy = await world.disk.backup();
  await write(world, 3, 2);
  await follower.settled();
  await world.disk.restore(copy, "restored");
  world.crash();
  const again = follow(world);
  await write(world, 9, 1);
  await again.settled();
  expect(await items(world)).toEqual(["a1", "a2", "a9"]);
  await world.hub.rooms.delete("board:a");
  await write(world, 5, 1);
  await again.settled();
  expect(await items(world)).toEqual(["a1", "a2", "a9", "a5"]);
});

test("[R1509] entries that were dropped before a follower came to them are told as a gap, once", async () => {
  const world = followedWorld();
  await write(world, 1, 3);
  await world.store.saveSnapshot("board:a", 3);
  await world.store.dropBefore("board:a", 2);
  await world.store.saveSnapshot("board:a", 3);
  await write(world, 4, 1);
  await world.store.dropBefore("board:a", 3);
  const told: unknown[] = [];
  const handler: FollowHandler<typeof Board> = ({ gap, entries }) =>
    void told.push([gap, entries.map(({ seq }) => seq)]);
  await follow(world, handler).settled();
  world.crash();
  await write(world, 5, 1);
  await follow(world, handler).settled();
  expect(told).toEqual([
    [{ from: 1, to: 3 }, [4]],
    [undefined, [5]],
  ]);
});

test("[R1510] what cannot be followed, or written, is the caller's mistake", async () => {
  const world = followedWorld();
  const { followers } = world.hub;
  const nothing = (): void => undefined;
  expect(() => followers.follow("a b", {}, nothing)).toThrow(TypeError);
  expect(() => followers.follow("a", { kinds: ["none" as never] }, nothing)).toThrow(TypeError);
  expect(() => followers.follow("a", { batch: 0 }, nothing)).toThrow(TypeError);
  expect(() => followers.follow("a", {}, undefined as never)).toThrow(TypeError);
  const follower = followers.follow("a", {}, nothing);
  expect(() => followers.follow("a", {}, nothing)).toThrow('"a" follows already');
  await follower.stop();
  await expect(follower.settled()).rejects.toThrow("stopped");
  const thrown: unknown[] = [];
  const again = followers.follow("a", {}, (_, to) => {
    for (const args of [Number.NaN, { deep: Number.POSITIVE_INFINITY }])
      try {
        to.mutate(Inbox, "one", "tell", args as never);
      } catch (error) {
        thrown.push(error);
      }
  });
  await write(world, 1, 1);
  await again.settled();
  expect(thrown.map((error) => error instanceof Invalid)).toEqual([true, true]);
});

test("[R1513] onChange hears of what is on disk, and whatever it throws harms nobody", async () => {
  const heard: unknown[] = [];
  const onChange = vi.fn(({ room, seq, actor }: CommittedChange): unknown => {
    heard.push([room, seq, actor]);
    if (seq === 1) throw new Error("thrown");
    return seq === 2 ? Promise.reject(new Error("rejected")) : undefined;
  });
  const world = followedWorld({ rooms: [implement(Board, { onChange })] });
  await write(world, 1, 2);
  world.holds = true;
  const third = write(world, 3, 1);
  await settle();
  expect(heard).toHaveLength(2);
  await world.release();
  await third;
  expect(heard).toEqual([
    ["a", 1, "server"],
    ["a", 2, "server"],
    ["a", 3, "server"],
  ]);
  expect(world.errors.map(String)).toEqual(["Error: thrown", "Error: rejected"]);
  expect(() => implement(Board, { onChange: 1 as never })).toThrow(TypeError);
});
