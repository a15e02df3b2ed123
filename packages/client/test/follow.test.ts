import { defineRoom, value } from "@alongside/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { follow, type Follow } from "../src/follow/index.ts";
import { MotionClock } from "../src/motion/index.ts";
import { FakeFrames } from "./support/fake-frames.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

const Paper = defineRoom("paper", {
  version: 1,
  presence: { viewport: value<number[] | null>(null), following: value<string | null>(null) },
  storage: { title: value("") },
});

/** Somebody with a page that scrolls, and how far it can. */
interface Reader {
  readonly page: TestPage<typeof Paper>;
  readonly follow: Follow<typeof Paper>;
  readonly frames: FakeFrames;
  /** Where the page is scrolled to. */
  top: number;
  most: number;
}

let server: InMemoryServer<typeof Paper>;
let readers: Reader[];

beforeEach(() => {
  server = new InMemoryServer(Paper);
  readers = [];
});
afterEach(() => {
  for (const { follow: one } of readers) one.end();
  if (server.errors.length > 0) throw server.errors[0];
});

async function open(name: string, most = 10_000): Promise<Reader> {
  const page = server.open(name);
  await server.pass(50);
  const frames = new FakeFrames();
  const reader: Reader = {
    page,
    frames,
    top: 0,
    most,
    follow: follow(page.room, {
      viewport: {
        get: () => [reader.top],
        set: ([top = 0]) => void (reader.top = Math.min(reader.most, top)),
      },
      clock: new MotionClock(frames),
    }),
  };
  readers.push(reader);
  return reader;
}

/** Their own hand. */
function scroll(reader: Reader, top: number): void {
  reader.top = top;
  reader.follow.moved();
}

/** Time for what is told, and for what glides after it. */
async function pass(ms = 1000): Promise<void> {
  await server.pass(100);
  for (const { frames } of readers) for (let t = 0; t < ms; t += 16) frames.pass(16);
  await server.pass(100);
}

test("[R1259] a page looks at what the followed one looks at, smoothly, and both know", async () => {
  const [ann, bob] = [await open("ann"), await open("bob")];
  scroll(ann, 500);
  await pass();
  // Nobody is told what a page looks at that nobody follows.
  expect(bob.page.room.others.get()[0]?.presence).toEqual({});
  expect(bob.follow.start("ann")).toBe(true);
  expect(bob.follow.state.get()).toMatchObject({ name: "following", user: { name: "ann" } });
  await server.pass(100);
  expect(ann.follow.followers.get().map(({ user }) => user.name)).toEqual(["bob"]);
  bob.frames.pass(16);
  expect(bob.top).toBeGreaterThan(0);
  expect(bob.top).toBeLessThan(100);
  await pass();
  expect(bob.top).toBe(500);
  scroll(ann, 700);
  await pass();
  expect(bob.top).toBe(700);
  bob.follow.stop();
  await pass();
  expect(bob.follow.state.get()).toMatchObject({ name: "free", ended: { why: "stopped" } });
  expect(ann.follow.followers.get()).toEqual([]);
  scroll(ann, 900);
  await pass();
  expect(bob.top).toBe(700);
  expect(bob.page.room.others.get()[0]?.presence.viewport).toBe(null);
});

test("[R1260] the own hand ends it, and what following itself does to the page does not", async () => {
  // The page is shorter than Ann's: it cannot go where she is.
  const [ann, bob] = [await open("ann"), await open("bob", 300)];
  bob.follow.start("ann");
  scroll(ann, 500);
  await server.pass(100);
  for (let i = 0; i < 60; i++) {
    bob.frames.pass(16);
    // As a browser tells of what a program scrolled.
    bob.follow.moved();
  }
  expect(bob.top).toBe(300);
  expect(bob.follow.state.get().name).toBe("following");
  scroll(bob, 280);
  expect(bob.follow.state.get()).toMatchObject({ name: "free", ended: { why: "moved" } });
  await pass();
  expect(bob.top).toBe(280);
  expect(ann.follow.followers.get()).toEqual([]);
});

test("[R1261] nobody follows a follower: a chain is looked up at the start, and ends who stood in it", async () => {
  const [ann, bob, cem] = [await open("ann"), await open("bob"), await open("cem")];
  bob.follow.start("ann");
  await pass();
  expect(cem.follow.start("bob")).toBe(true);
  expect(cem.follow.state.get()).toMatchObject({ user: { name: "ann" } });
  await pass();
  expect(ann.follow.start("bob")).toBe(false);
  expect(ann.follow.state.get()).toMatchObject({
    name: "free",
    ended: { why: "cycle", user: { name: "bob" } },
  });
  const dan = await open("dan");
  expect(ann.follow.start("dan")).toBe(true);
  await pass();
  for (const { follow: one } of [bob, cem])
    expect(one.state.get()).toMatchObject({
      name: "free",
      ended: { why: "chain", user: { name: "ann" } },
    });
  expect(dan.follow.followers.get().length).toBe(1);
});

test("[R1261] two who follow one another in the same moment both stop", async () => {
  const [ann, bob] = [await open("ann"), await open("bob")];
  ann.follow.start("bob");
  bob.follow.start("ann");
  await pass();
  for (const { follow: one } of [ann, bob])
    expect(one.state.get()).toMatchObject({ name: "free", ended: { why: "cycle" } });
});

test("[R1262] who leaves is followed no longer, with a word; to their other tab one goes over", async () => {
  const [ann, bob, ann2] = [await open("ann"), await open("bob"), await open("ann")];
  expect(bob.follow.start(ann.page.client.status.get().name)).toBe(false);
  bob.follow.start("ann");
  scroll(ann2, 400);
  await pass();
  expect(bob.top).toBe(0);
  ann.page.room.leave();
  await pass();
  expect(bob.follow.state.get()).toMatchObject({ name: "following", user: { name: "ann" } });
  expect(bob.top).toBe(400);
  ann2.page.room.leave();
  await pass();
  expect(bob.follow.state.get()).toMatchObject({
    name: "free",
    ended: { why: "left", user: { name: "ann" } },
  });
});

test("[R1262] viewports of others that are none are looked past", async () => {
  const [ann, bob] = [await open("ann"), await open("bob")];
  bob.follow.start("ann");
  await pass();
  for (const odd of [
    [1, 2, 3],
    [],
    Array.from({ length: 1000 }, () => 1),
    ["x"],
    { length: 1 },
    "9",
    7,
  ]) {
    ann.page.room.presence.set({ viewport: odd as number[] });
    await pass();
    expect(bob.top).toBe(0);
  }
  ann.page.room.presence.set({ viewport: [80], following: 5 as unknown as string });
  await pass();
  expect(bob.top).toBe(80);
});

test("[R1259] with less motion asked for, a page is there at once", async () => {
  const [ann, bob] = [await open("ann"), await open("bob")];
  bob.frames.isReduced = true;
  scroll(ann, 900);
  bob.follow.start("ann");
  await server.pass(100);
  expect(bob.top).toBe(900);
});

test("[R1259] what is no viewport is a mistake that is told", async () => {
  const { page } = await open("ann");
  expect(() => follow(page.room, { viewport: {} as never })).toThrow(TypeError);
  expect(() => follow({} as never, { viewport: { get: () => [], set() {} } })).toThrow(TypeError);
});
