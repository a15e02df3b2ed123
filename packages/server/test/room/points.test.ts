import type { Grid } from "@alongside/core/engine";
import { describe, expect, test } from "vitest";
import { gridsOf } from "../../../client/src/presence/carets.ts";
import { Dice } from "../../../core/test/model/random.ts";
import { ROOM } from "./board.ts";
import { enter, plane, Plane, type Reader, show, TICK } from "./plane.ts";
import { settle } from "./test-clock.ts";

describe("[R1041] a point is told in bytes:", () => {
  test("the way from where it was told to be, in steps of its resolution", async () => {
    const { world, readers } = await plane(["ann", "bob"]);
    const [ann, bob] = readers as [Reader, Reader];
    await world.clock.advance(1000);
    bob.read();
    show(ann, { cursor: { x: 300, y: 200 }, fine: { x: 0.26, y: -0.04 } });
    await world.clock.advance(TICK);
    show(ann, { cursor: { x: 303.4, y: 197.5 } });
    await world.clock.advance(TICK);
    const ticks = bob.peer.frames.filter(({ type }) => type === "tick");
    expect(
      ticks.map((tick) => "points" in tick && Buffer.from(tick.points ?? []).toString("hex")),
    ).toEqual([
      `06${Buffer.from("cursor").toString("hex")}010100d8049003` +
        `04${Buffer.from("fine").toString("hex")}0101000600`,
      `06${Buffer.from("cursor").toString("hex")}0101000603`,
    ]);
    expect(bob.read().others.get(ann.peer.client)).toEqual({
      cursor: { x: 303, y: 198 },
      fine: { x: 0.3, y: 0 },
    });
  });

  test("at most five bytes an update where many move", async () => {
    const { world, readers } = await plane(Array.from({ length: 100 }, (_, i) => `p${i}`));
    await world.clock.advance(1000);
    for (const reader of readers) show(reader, { cursor: { x: 500, y: 500 } });
    await world.clock.advance(1000);
    const [first] = readers as [Reader];
    first.read();
    let bytes = 0;
    const random = new Dice(1);
    first.peer.weigh = (frame) => {
      bytes += frame.length;
    };
    for (let tick = 1; tick <= 20; tick++) {
      for (const reader of readers)
        show(reader, { cursor: { x: 500 + random.below(40), y: 500 + random.below(40) } });
      await world.clock.advance(TICK);
    }
    expect(bytes / (20 * 100)).toBeLessThan(4);
    first.read();
  });

  test("who went somewhere and back within a tick costs nobody a frame", async () => {
    const { world, readers } = await plane(["ann", "bob"]);
    const [ann, bob] = readers as [Reader, Reader];
    show(ann, { cursor: { x: 3, y: 3 } });
    await world.clock.advance(1000);
    bob.read();
    show(ann, { fine: { x: 1, y: 1 } });
    await settle();
    show(ann, { cursor: { x: 9, y: 9 } });
    show(ann, { cursor: { x: 3, y: 3 } });
    bob.read();
    await world.clock.advance(TICK);
    expect(bob.peer.frames).toEqual([]);
  });

  test("null is told too, and what was never set is not there", async () => {
    const { world, readers } = await plane(["ann", "bob"]);
    const [ann, bob] = readers as [Reader, Reader];
    show(ann, { cursor: { x: 0, y: 0 }, note: "hi" });
    await world.clock.advance(TICK);
    expect(bob.read().others.get(ann.peer.client)).toEqual({ cursor: { x: 0, y: 0 }, note: "hi" });
    show(ann, { cursor: null });
    await world.clock.advance(TICK);
    expect(bob.read().others.get(ann.peer.client)).toEqual({ cursor: null, note: "hi" });
    show(ann, { cursor: { x: 5, y: -5 } });
    await world.clock.advance(TICK);
    expect(bob.read().others.get(ann.peer.client)).toMatchObject({ cursor: { x: 5, y: -5 } });
  });

  test("[R1130] a point says in which named area it is, and is told whole where that is another one", async () => {
    const { world, readers } = await plane(["ann", "bob"]);
    const [ann, bob] = readers as [Reader, Reader];
    const seen = async (cursor: object): Promise<unknown> => {
      show(ann, { cursor });
      await world.clock.advance(TICK);
      const newcomer = await enter(world, `q${(newcomers += 1)}`);
      expect(newcomer.read().others.get(ann.peer.client)).toEqual({ cursor });
      return bob.read().others.get(ann.peer.client);
    };
    let newcomers = 0;
    const steps = [
      { x: 5, y: 6 },
      { x: 7, y: 6, area: "page 2" },
      { x: 9, y: 6, area: "page 2" },
      { x: 9, y: 6, area: "Seite 3 é" },
      { x: 9, y: 6 },
    ];
    for (const cursor of steps) expect(await seen(cursor)).toEqual({ cursor });
  });

  test.each([
    [1e300, 2 ** 28],
    [-1e300, -(2 ** 28)],
    [-0.4, 0],
  ])("%d is shown as %d", async (given, shown) => {
    const { world, readers } = await plane(["ann", "bob"]);
    const [ann, bob] = readers as [Reader, Reader];
    show(ann, { cursor: { x: given, y: 1 } });
    await world.clock.advance(TICK);
    expect(bob.read().others.get(ann.peer.client)).toEqual({ cursor: { x: shown, y: 1 } });
    show(ann, { cursor: { x: -given, y: 1 } });
    await world.clock.advance(TICK);
    expect(bob.read().others.get(ann.peer.client)).toEqual({ cursor: { x: -shown + 0, y: 1 } });
  });

  test.each([
    '{"x":1e999,"y":0}',
    '{"x":null,"y":0}',
    '{"x":1}',
    '{"x":1,"y":1,"z":1}',
    '{"x":1,"y":1,"area":""}',
    '{"x":1,"y":1,"area":null}',
    `{"x":1,"y":1,"area":"${"a".repeat(129)}"}`,
    '{"x":1,"y":1,"area":"\\ud800"}',
    "[1,2]",
    "7",
  ])("%s costs its sender the connection, and nobody else anything", async (json) => {
    const { world, readers } = await plane(["ann", "bob"]);
    const [ann, bob] = readers as [Reader, Reader];
    await world.clock.advance(1000);
    bob.read();
    ann.peer.connection?.receive(`["p",1,{"cursor":${json}}]`);
    await world.clock.advance(TICK);
    expect(ann.peer.end).toEqual({ code: 4400, reason: "message.invalid" });
    expect(bob.peer.frames).toEqual([]);
    expect(bob.peer.end).toBeUndefined();
  });
});

describe("[R1042] a tick that was missed never corrupts a place:", () => {
  test("who was behind is told of everyone as of a numbered tick, and reads on from there", async () => {
    const { world, readers } = await plane(["ann", "bob"]);
    const [ann, bob] = readers as [Reader, Reader];
    show(ann, { cursor: { x: 10, y: 10 } });
    await world.clock.advance(TICK);
    bob.read();
    bob.peer.buffered = 300_000;
    for (let x = 11; x < 40; x++) {
      show(ann, { cursor: { x, y: 10 } });
      await world.clock.advance(TICK);
    }
    expect(bob.peer.frames).toEqual([]);
    bob.peer.buffered = 0;
    await world.clock.advance(TICK);
    expect(bob.peer.frames).toMatchObject([{ all: true }]);
    expect(bob.read().others.get(ann.peer.client)).toEqual({ cursor: { x: 39, y: 10 } });
    show(ann, { cursor: { x: 41, y: 12 } });
    await world.clock.advance(TICK);
    expect(bob.read().others.get(ann.peer.client)).toEqual({ cursor: { x: 41, y: 12 } });
  });

  test("who asks is told of everyone anew, once a tick at most", async () => {
    const { world, readers } = await plane(["ann", "bob"]);
    const [ann, bob] = readers as [Reader, Reader];
    show(ann, { cursor: { x: 10, y: 10 } });
    await world.clock.advance(1000);
    bob.read();
    for (let i = 0; i < 50; i++) bob.peer.say({ type: "keyframe", room: ROOM });
    await world.clock.advance(TICK);
    expect(bob.peer.frames).toMatchObject([{ all: true }]);
    expect(ann.read().peer.frames).toEqual([]);
    expect(bob.read().others.get(ann.peer.client)).toEqual({ cursor: { x: 10, y: 10 } });
  });

  test("whoever comes, moves, is slow, goes and comes back, everybody reads every tick and ends with the newest", async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = new Dice(seed);
      const { world, readers } = await plane(["p0", "p1", "p2"]);
      const truth = new Map<Reader, Record<string, unknown>>(readers.map((reader) => [reader, {}]));
      const grids = gridsOf(Plane);
      const round = (name: string, at: { x: number; y: number }): object =>
        (grids.get(name) as Grid).round(at);
      for (let step = 0; step < 120; step++) {
        const reader = readers[random.below(readers.length)];
        const act = random.below(12);
        if (act === 0 && readers.length < 8) {
          const gone = random.below(8);
          const name = readers.some(({ peer }) => peer.client.startsWith(`p${gone}-`))
            ? `q${step}`
            : `p${gone}`;
          const newcomer = await enter(world, name);
          readers.push(newcomer);
          truth.set(newcomer, {});
        } else if (reader === undefined) continue;
        else if (act === 1 && readers.length > 2) {
          reader.peer.say({ type: "leave", room: ROOM });
          readers.splice(readers.indexOf(reader), 1);
          truth.delete(reader);
        } else if (act === 2) reader.peer.buffered = reader.peer.buffered > 0 ? 0 : 300_000;
        else if (act === 3) await world.clock.advance(random.below(80));
        else if (act === 4) {
          show(reader, { note: `${step}` });
          Object.assign(truth.get(reader) ?? {}, { note: `${step}` });
        } else {
          const name = random.below(3) === 0 ? "fine" : "cursor";
          const far = random.below(10) === 0 ? 1e9 : 100;
          const at = { x: random.below(far) - far / 2, y: random.below(far) / 7 };
          const isNowhere = random.below(8) === 0;
          show(reader, { [name]: isNowhere ? null : at });
          Object.assign(truth.get(reader) ?? {}, { [name]: isNowhere ? null : round(name, at) });
        }
        if (random.below(3) === 0) await settle();
        for (const one of readers) one.read();
      }
      for (const { peer } of readers) peer.buffered = 0;
      await world.clock.advance(200);
      for (const one of readers) {
        const others = Object.fromEntries(
          readers.flatMap((other) =>
            other === one ? [] : [[other.peer.client, truth.get(other)] as const],
          ),
        );
        expect(Object.fromEntries(one.read().others), `seed ${seed}`).toEqual(others);
      }
    }
  });
});

test("[R1043] a join costs one snapshot to the newcomer and one line to each other", async () => {
  const { world, readers } = await plane(["ann", "bob", "cy"]);
  for (const reader of readers) show(reader, { cursor: { x: 1, y: 1 } });
  await world.clock.advance(1000);
  for (const reader of readers) reader.read();
  const dan = await enter(world, "dan");
  await world.clock.advance(1000);
  const told = dan.peer.frames.filter(({ type }) => type !== "welcome");
  expect(told).toMatchObject([{ type: "joined", people: [{}, {}, {}, {}] }]);
  for (const { peer } of readers)
    expect(peer.frames).toMatchObject([
      { type: "tick", people: [{ client: dan.peer.client }], gone: [] },
    ]);
});

test("[R1044] who is alone in a room is sent nothing, and who comes then sees them where they are", async () => {
  const { world, readers } = await plane(["ann"]);
  const [ann] = readers as [Reader];
  await world.clock.advance(1000);
  ann.read();
  for (let x = 0; x < 100; x++) {
    show(ann, { cursor: { x, y: 0 }, note: `${x}` });
    await world.clock.advance(TICK);
  }
  expect(ann.peer.frames).toEqual([]);
  const bob = await enter(world, "bob");
  expect(bob.read().others.get(ann.peer.client)).toEqual({ cursor: { x: 99, y: 0 }, note: "99" });
  show(ann, { cursor: { x: 102, y: 1 } });
  show(bob, { cursor: { x: 7, y: 7 } });
  await world.clock.advance(TICK);
  expect(bob.read().others.get(ann.peer.client)).toMatchObject({ cursor: { x: 102, y: 1 } });
  expect(ann.read().others.get(bob.peer.client)).toEqual({ cursor: { x: 7, y: 7 } });
});
