import { defineRoom, type Json, series, value } from "@alongside/core";
import { LongReader, SeriesMirror } from "@alongside/core/engine";
import { z } from "zod";
import { expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import type { Limits } from "../../src/limits.ts";
import type { Peer } from "../room/peer.ts";
import { World } from "../room/world.ts";

const Dash = defineRoom("dash", {
  version: 1,
  storage: { title: value("") },
  series: { load: series(z.number(), { keep: 20 }) },
});
const room = "dash:one";

/** A viewer: what it has, and how many frames that took. */
class Viewer {
  readonly mirror = new SeriesMirror();
  frames = 0;
  bytes = 0;
  readonly peer: Peer;

  constructor(peer: Peer) {
    this.peer = peer;
  }

  take(): void {
    for (const { frame } of this.peer.take("series")) {
      const reader = new LongReader(frame, 1);
      reader.number();
      reader.text(reader.number());
      this.frames += 1;
      this.bytes += frame.length;
      if (!this.mirror.take(reader)) throw new Error("A frame did not follow what is there");
    }
  }

  all(): unknown {
    return this.mirror.keys().map((key) => [key, this.mirror.buckets(key)]);
  }
}

function open(limits: Partial<Limits> = {}, publish?: () => true) {
  const world = new World({ rooms: [implement(Dash, { ...(publish && { publish }) })], limits });
  const { load } = world.hub.room(Dash, "one").series;
  const watch = async (name: string): Promise<Viewer> => {
    const peer = await world.greet(name);
    await peer.join({ room });
    peer.say({ type: "watch", room, name: "load" });
    return new Viewer(peer);
  };
  return { world, load, watch };
}

test("[R1801] a viewer that does not read is sent nothing, and then each bucket that it lacks, which others do not wait for", async () => {
  const { world, load, watch } = open();
  const [fast, slow] = [await watch("fast"), await watch("slow")];
  await world.clock.advance(1000);
  for (let i = 0; i < 40; i++) {
    if (i === 5) slow.peer.buffered = 10_000_000;
    await load.publish({ a: i, b: i % 7 });
    await world.clock.advance(100);
    for (const one of [fast, slow]) one.take();
  }
  expect(fast.frames).toBeGreaterThan(40);
  expect(slow.frames).toBe(6);
  expect(slow.mirror.newest("a")).toEqual({ "": 4 });
  slow.peer.buffered = 0;
  await world.clock.advance(1000);
  slow.take();
  expect(slow.frames).toBe(7);
  expect(slow.all()).toEqual(fast.all());
  await load.publish({ a: 50 });
  await world.clock.advance(100);
  slow.take();
  expect(slow.mirror.newest("a")).toEqual({ "": 50 });
  expect(world.errors).toEqual([]);
});

test("[R1802] however fast an app publishes, a tick tells of each key once", async () => {
  const { world, load, watch } = open();
  const viewer = await watch("ann");
  await world.clock.advance(100);
  viewer.take();
  const before = viewer.frames;
  for (let i = 0; i < 1000; i++) {
    await load.publish({ a: Math.sin(i) });
    await world.clock.advance(1);
  }
  await world.clock.advance(100);
  viewer.take();
  expect(viewer.frames - before).toBeLessThan(1000 / 33 + 4);
  const counted = viewer.mirror.buckets("a").reduce((sum, { count }) => sum + count, 0);
  expect(counted).toBe(1000);
  expect((await load.window("a")).buckets).toEqual(viewer.mirror.buckets("a"));
});

test("[R1803] windows take as much memory as they may: the oldest buckets go first, and then the room that was published to longest ago", async () => {
  const { world, load, watch } = open({ roomSeriesBytes: 12_000, seriesBytes: 30_000 });
  const points = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, i]));
  for (let i = 0; i < 40; i++) {
    await load.publish(points);
    await world.clock.advance(1000);
  }
  const held = (await load.window("k7")).buckets;
  expect(held.length).toBeGreaterThan(2);
  expect(held.length).toBeLessThan(20);
  const viewer = await watch("ann");
  await world.clock.advance(300);
  viewer.take();
  expect(viewer.mirror.buckets("k7")).toEqual(held);
  for (const other of ["two", "three", "four"])
    for (let i = 0; i < 15; i++) {
      await world.hub.room(Dash, other).series.load.publish(points);
      await world.clock.advance(1000);
    }
  viewer.take();
  expect(viewer.mirror.keys()).toEqual([]);
  expect(world.errors).toEqual([]);
});

test("[R1796] what is wrong with a batch its page hears once until one is taken", async () => {
  const { world, watch } = open({}, () => true);
  const viewer = await watch("ann");
  const publish = (points: { readonly [key: string]: Json }): void =>
    viewer.peer.say({ type: "publish", room, name: "load", points });
  for (const wrong of [{ a: "1" }, { a: null }, { a: 1e300 }, { a: 1, b: [] }]) publish(wrong);
  await world.clock.advance(100);
  expect(viewer.peer.take("notice")).toMatchObject([{ code: "series.refused" }]);
  publish({ a: 1 });
  publish({ a: {} });
  await world.clock.advance(100);
  expect(viewer.peer.take("notice")).toMatchObject([
    { code: "series.refused", message: expect.stringMatching(/^load\.a: /) as string },
  ]);
  viewer.take();
  expect(viewer.all()).toMatchObject([["a", [{ last: 1, count: 1 }]]]);
});
