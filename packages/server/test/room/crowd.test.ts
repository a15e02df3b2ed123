import type { Point, Viewport } from "@alongside/core";
import { equalJson } from "@alongside/core/engine";
import { describe, expect, test } from "vitest";
import { Dice } from "../../../core/test/model/random.ts";
import { ROOM } from "./board.ts";
import { enter, look, plane, type Reader, show, TICK } from "./plane.ts";
import { settle } from "./test-clock.ts";

/** Rooms of four are large here, and of eight very large. */
const LIMITS = { crowdSeats: 3, watchedSeats: 7 };

const NAMES = ["ann", "bob", "cy", "dan"] as const;
const NEAR = { x: 0, y: 0, width: 1000, height: 600 };

async function crowd(names: readonly string[] = NAMES): ReturnType<typeof plane> {
  const room = await plane(names, { limits: LIMITS });
  await room.world.clock.advance(1000);
  for (const reader of room.readers) reader.read();
  return room;
}

function cursorOf(reader: Reader, { peer }: Reader): unknown {
  const shown: { readonly cursor?: unknown } = reader.others.get(peer.client) ?? {};
  return shown.cursor;
}

describe("[R1131] in a large room a page is told of the points that it looks at, and of everybody what else they show:", () => {
  test("who is far away has no point, and who comes into view has one", async () => {
    const { world, readers } = await crowd();
    const [ann, bob, cy] = readers as [Reader, Reader, Reader];
    look(ann, NEAR);
    show(bob, { cursor: { x: 100, y: 100 } });
    show(cy, { cursor: { x: 9000, y: 100 }, note: "far" });
    await world.clock.advance(TICK);
    ann.read();
    expect(cursorOf(ann, bob)).toEqual({ x: 100, y: 100 });
    expect(ann.others.get(cy.peer.client)).toEqual({ note: "far" });
    show(cy, { cursor: { x: 500, y: 100 } });
    show(bob, { cursor: { x: 9000, y: 5 } });
    await world.clock.advance(TICK);
    ann.read();
    expect(cursorOf(ann, cy)).toEqual({ x: 500, y: 100 });
    expect(ann.others.get(bob.peer.client)).toEqual({});
  });

  test("what moves out of view costs a page nothing", async () => {
    const { world, readers } = await crowd();
    const [ann, bob] = readers as [Reader, Reader];
    look(ann, NEAR);
    show(bob, { cursor: { x: 90_000, y: 0 } });
    await world.clock.advance(1000);
    ann.read();
    for (let x = 90_000; x < 91_000; x += 7) {
      show(bob, { cursor: { x, y: 0 } });
      await world.clock.advance(TICK);
    }
    expect(ann.peer.frames).toEqual([]);
  });

  test("a page that looks elsewhere is first told where those are who came into view", async () => {
    const { world, readers } = await crowd();
    const [ann, bob, cy] = readers as [Reader, Reader, Reader];
    look(ann, NEAR);
    show(bob, { cursor: { x: 5000, y: 5000 } });
    show(cy, { cursor: { x: 100, y: 100 } });
    await world.clock.advance(1000);
    ann.read();
    look(ann, { ...NEAR, x: 4800, y: 4800 });
    await settle();
    // In the same tick as bob goes on.
    show(bob, { cursor: { x: 5001, y: 5000 } });
    await world.clock.advance(TICK);
    ann.read();
    expect(cursorOf(ann, bob)).toEqual({ x: 5001, y: 5000 });
    expect(cursorOf(ann, cy)).toBeUndefined();
    look(ann);
    await world.clock.advance(1000);
    ann.read();
    expect(cursorOf(ann, bob)).toEqual({ x: 5001, y: 5000 });
    expect(cursorOf(ann, cy)).toEqual({ x: 100, y: 100 });
  });

  test("areas by name: the whole of them, and nothing of others", async () => {
    const { world, readers } = await crowd();
    const [ann, bob, cy, dan] = readers as [Reader, Reader, Reader, Reader];
    look(ann, { areas: ["page 2", "page 3"] });
    show(bob, { cursor: { x: 1e6, y: -1e6, area: "page 2" } });
    show(cy, { cursor: { x: 0, y: 0, area: "page 1" } });
    show(dan, { cursor: { x: 0, y: 0 } });
    await world.clock.advance(1000);
    ann.read();
    expect(cursorOf(ann, bob)).toEqual({ x: 1e6, y: -1e6, area: "page 2" });
    expect(cursorOf(ann, cy)).toBeUndefined();
    expect(cursorOf(ann, dan)).toBeUndefined();
    look(ann, { x: -10, y: -10, width: 20, height: 20, area: "page 1" });
    await world.clock.advance(1000);
    ann.read();
    expect(cursorOf(ann, bob)).toBeUndefined();
    expect(cursorOf(ann, cy)).toEqual({ x: 0, y: 0, area: "page 1" });
    look(ann, { areas: [] });
    await world.clock.advance(1000);
    expect(cursorOf(ann.read(), cy)).toBeUndefined();
  });

  test("a point on a border goes to and fro in one cell", async () => {
    const { world, readers } = await crowd();
    const [ann, bob] = readers as [Reader, Reader];
    look(ann, { x: 0, y: 0, width: 100, height: 100 });
    show(bob, { cursor: { x: 250, y: 10 } });
    await world.clock.advance(1000);
    ann.read();
    let most = 0;
    ann.peer.weigh = (frame) => {
      most = Math.max(most, frame.length);
    };
    for (let i = 0; i < 20; i++) {
      show(bob, { cursor: { x: i % 2 === 0 ? 260 : 250, y: 10 } });
      await world.clock.advance(TICK);
    }
    // Its name, and one way: it is not told whole anew.
    expect(most).toBe("1snw06cursor11hxy".length);
    expect(cursorOf(ann.read(), bob)).toEqual({ x: 250, y: 10 });
  });

  test("what a page looks at is told to nobody", async () => {
    const { world, readers } = await crowd();
    const [ann, ...others] = readers as [Reader, ...Reader[]];
    for (let i = 0; i < 10; i++) {
      look(ann, { ...NEAR, x: i * 5000 });
      await world.clock.advance(300);
    }
    for (const { peer } of others) expect(peer.frames).toEqual([]);
    const newcomer = await enter(world, "eve");
    expect(JSON.stringify(newcomer.peer.frames)).not.toContain("width");
  });

  test("a room that is not large is told all, whatever its pages look at; one that shrinks is again", async () => {
    const { world, readers } = await crowd(NAMES.slice(0, 3));
    const [ann, bob] = readers as [Reader, Reader];
    look(ann, NEAR);
    show(bob, { cursor: { x: 9000, y: 9000 } });
    await world.clock.advance(1000);
    expect(cursorOf(ann.read(), bob)).toEqual({ x: 9000, y: 9000 });
    const dan = await enter(world, "dan");
    await world.clock.advance(1000);
    expect(cursorOf(ann.read(), bob)).toBeUndefined();
    for (const one of [dan, readers[2] as Reader]) one.peer.say({ type: "leave", room: ROOM });
    await world.clock.advance(1000);
    expect(cursorOf(ann.read(), bob)).toEqual({ x: 9000, y: 9000 });
  });
});

describe("[R1132] a viewport costs whoever sends it:", () => {
  test("however often it changes, it is heard four times a second", async () => {
    const { world, readers } = await crowd();
    const [ann, bob] = readers as [Reader, Reader];
    show(bob, { cursor: { x: 50, y: 50 } });
    await world.clock.advance(1000);
    ann.read();
    for (let i = 0; i < 1000; i++) {
      look(ann, i % 2 === 0 ? NEAR : { ...NEAR, x: 1e6 });
      await world.clock.advance(1);
    }
    expect(ann.peer.frames.length).toBeLessThanOrEqual(5);
    await world.clock.advance(1000);
    expect(cursorOf(ann.read(), bob)).toBeUndefined();
    expect(ann.peer.end).toBeUndefined();
  });

  test.each<Viewport>([
    { x: -1e308, y: -1e308, width: 1e308, height: 1.7e308 },
    { x: -1e308, y: -1e308, width: 1.7e308, height: 1.7e308 },
    { x: 0, y: 0, width: 5e-324, height: 5e-324 },
    { x: 2 ** 28, y: -(2 ** 28), width: 1, height: 0 },
    { areas: Array.from({ length: 64 }, (_, i) => `page ${i}`) },
    { areas: ["a", "a", "a"] },
  ])("%j is a few cells", async (viewport) => {
    const { world, readers } = await crowd();
    const [ann, bob] = readers as [Reader, Reader];
    look(ann, viewport);
    show(bob, { cursor: { x: 0, y: 0 } });
    // Going through all the cells of a plane would take hours.
    await world.clock.advance(1000);
    expect(ann.read().peer.end).toBeUndefined();
  });

  test.each(["[0,0,-1,1]", "[0,0,1e999,1]", '[0,0,"1",1]', '[""]', "7", "[0,0,1]"])(
    "%s costs its sender the connection, and nobody else anything",
    async (json) => {
      const { world, readers } = await crowd();
      const [ann, bob] = readers as [Reader, Reader];
      ann.peer.connection?.receive(`["v",1,${json}]`);
      await world.clock.advance(TICK);
      expect(ann.peer.end).toEqual({ code: 4400, reason: "message.invalid" });
      expect(bob.peer.frames).toEqual([]);
    },
  );
});

const MANY = Array.from({ length: 8 }, (_, i) => `p${i}`);

describe("[R1133] in a very large room who looks at nothing in particular is told only how many there are:", () => {
  test("once a second, and all of it once it looks", async () => {
    const { world, readers } = await crowd(MANY);
    const [ann, bob] = readers as [Reader, Reader];
    await world.clock.advance(1000);
    ann.read();
    expect(ann.counts).toMatchObject({ clients: 8, people: 8, active: 8 });
    expect([...ann.others]).toEqual([]);
    let frames = 0;
    for (let i = 0; i < 90; i++) {
      show(bob, { cursor: { x: i, y: 0 }, note: `${i}` });
      bob.peer.say({
        type: "presence",
        room: ROOM,
        set: {},
        state: i % 2 === 0 ? "idle" : "active",
      });
      await world.clock.advance(TICK);
      frames += ann.peer.frames.splice(0).length;
    }
    expect(frames).toBeLessThanOrEqual(4);
    look(ann, NEAR);
    await world.clock.advance(1000);
    ann.read();
    expect(ann.counts).toBeUndefined();
    expect(ann.others.size).toBe(7);
    expect(cursorOf(ann, bob)).toEqual({ x: 89, y: 0 });
    look(ann);
    await world.clock.advance(1000);
    expect([...ann.read().others]).toEqual([]);
    expect(ann.counts).toMatchObject({ clients: 8 });
  });

  test("a newcomer too, whose join tells of nobody", async () => {
    const { world } = await crowd(MANY);
    const eve = await enter(world, "eve");
    expect(eve.peer.frames[1]).toMatchObject({ people: [{ client: eve.peer.client }] });
    await world.clock.advance(TICK);
    expect(eve.read().counts).toMatchObject({ clients: 9 });
  });

  test("who looks at more than so many people", async () => {
    const { world, readers } = await crowd(MANY);
    for (const one of readers) show(one, { cursor: { x: 10, y: 10 } });
    await world.clock.advance(1000);
    const [ann] = readers as [Reader];
    look(ann, NEAR);
    await world.clock.advance(1000);
    expect([...ann.read().others]).toEqual([]);
    for (const one of readers.slice(4)) show(one, { cursor: { x: 1e6, y: 10 } });
    await world.clock.advance(2000);
    expect(ann.read().others.size).toBe(7);
  });

  test("a room that shrinks tells all again", async () => {
    const { world, readers } = await crowd(MANY);
    const [ann, ...others] = readers as [Reader, ...Reader[]];
    for (const one of others.slice(0, 5)) one.peer.say({ type: "leave", room: ROOM });
    await world.clock.advance(1000);
    expect(ann.read().others.size).toBe(2);
    expect(ann.counts).toBeUndefined();
  });
});

test("[R1134] who has much left to read is told everything but places, and where all are once it has read that", async () => {
  const { world, readers } = await plane(["ann", "bob"]);
  const [ann, bob] = readers as [Reader, Reader];
  await world.clock.advance(1000);
  bob.read();
  bob.peer.buffered = 20_000;
  for (let x = 0; x < 30; x++) {
    show(ann, { cursor: { x, y: 0 }, note: `${x}` });
    await world.clock.advance(TICK);
  }
  expect(bob.read().others.get(ann.peer.client)).toEqual({ note: "29" });
  bob.peer.buffered = 0;
  await world.clock.advance(TICK);
  expect(bob.read().others.get(ann.peer.client)).toEqual({ note: "29", cursor: { x: 29, y: 0 } });
});

test("[R1131, R1042] whoever comes, moves, looks, is slow and goes, everybody ends with the newest of all in view", async () => {
  for (let seed = 1; seed <= 30; seed++) expect(await wander(seed), `seed ${seed}`).toEqual([]);
});

/** A room of people who do as chance has it. Returns what any of them sees in the end otherwise than it is. */
async function wander(seed: number): Promise<readonly string[]> {
  const random = new Dice(seed);
  const limits = { crowdSeats: 2 + random.below(4), watchedSeats: 1000 };
  const { world, readers } = await plane(["p0", "p1", "p2", "p3"], { limits });
  const truth = new Map<Reader, { cursor?: Point | null; view?: Viewport | undefined }>(
    readers.map((reader) => [reader, {}]),
  );
  const area = (): object => (random.below(4) === 0 ? { area: `page ${random.below(2)}` } : {});
  const place = (): number => random.below(3000) - 1500;
  for (let step = 0; step < 150; step++) {
    const reader = readers[random.below(readers.length)];
    const act = random.below(12);
    if (act === 0 && readers.length < 9) {
      const newcomer = await enter(world, `q${step}`);
      readers.push(newcomer);
      truth.set(newcomer, {});
    } else if (reader === undefined) continue;
    else if (act === 1 && readers.length > 2) {
      reader.peer.say({ type: "leave", room: ROOM });
      readers.splice(readers.indexOf(reader), 1);
      truth.delete(reader);
    } else if (act === 2) reader.peer.buffered = [0, 0, 20_000, 300_000][random.below(4)] ?? 0;
    else if (act === 3) await world.clock.advance(random.below(300));
    else if (act === 4) {
      const size = 2 ** random.below(13);
      const view: Viewport | undefined = [
        { x: place(), y: place(), width: size, height: size / 2, ...area() },
        { areas: [`page ${random.below(2)}`] },
        undefined,
      ][random.below(4) % 3];
      look(reader, view);
      Object.assign(truth.get(reader) ?? {}, { view });
    } else {
      const cursor = random.below(8) === 0 ? null : { x: place(), y: place(), ...area() };
      show(reader, { cursor });
      Object.assign(truth.get(reader) ?? {}, { cursor });
    }
    if (random.below(3) === 0) await settle();
    for (const one of readers) one.read();
  }
  for (const { peer } of readers) peer.buffered = 0;
  await world.clock.advance(2000);
  const wrong: string[] = [];
  for (const one of readers) {
    const { view } = truth.get(one) ?? {};
    if (one.read().others.size !== readers.length - 1) wrong.push(`${one.peer.client} sees others`);
    for (const [other, { cursor }] of truth) {
      const seen = cursorOf(one, other);
      // What is beyond the view may be there, within the margin, as it is.
      const isSeen = (seen ?? undefined) !== undefined || (cursor && isIn(cursor, view));
      if (other === one || isSeen !== true || equalJson(seen, cursor)) continue;
      wrong.push(`${one.peer.client} sees ${JSON.stringify(seen)} of ${JSON.stringify(cursor)}`);
    }
  }
  return wrong;
}

/** Whether a viewport surely shows a point. */
function isIn({ x, y, area }: Point, view: Viewport | undefined): boolean {
  if (view === undefined) return true;
  if ("areas" in view) return area !== undefined && view.areas.includes(area);
  if (area !== view.area || x < view.x || y < view.y) return false;
  return x <= view.x + view.width && y <= view.y + view.height;
}
