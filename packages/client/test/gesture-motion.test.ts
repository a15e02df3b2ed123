import { expect, test } from "vitest";
import { openGesture } from "../src/index.ts";
import { createMotion, followCursors, followGestures, MotionClock } from "../src/motion/index.ts";
import { FakeFrames } from "./support/fake-frames.ts";
import { person, ROOM, ScriptedRoom } from "./support/scripted-room.ts";

const BOB = "bobsclient000";
const SHAPE = `${BOB}.1.0`;
const set = (x: number) => ({ op: "set" as const, id: SHAPE, field: "x", value: x });

/** A live room with one shape and somebody else, and where both are seen. */
function setUp() {
  const table = ScriptedRoom.live();
  const frames = new FakeFrames();
  const clock = new MotionClock(frames);
  const seen = { cursor: NaN, shape: NaN, writes: 0, forgotten: 0 };
  const cursors = createMotion({ clock, write: (_, [x = NaN]) => void (seen.cursor = x) });
  const shapes = createMotion({
    clock,
    forgotten: () => void (seen.forgotten += 1),
    write: (_, [x = NaN]) => {
      seen.shape = x;
      seen.writes += 1;
    },
  });
  const stops = [
    followCursors(table.room.others, ({ cursor }) => cursor, cursors),
    followGestures(
      table.room,
      { records: (state) => state.shapes, numbers: ({ x }) => [x ?? 0] },
      shapes,
    ),
  ];
  const fields = { color: "red", x: 0 };
  const home = { of: "root", field: "shapes" };
  table.commit({ shapes: [{ op: "insert", id: SHAPE, in: home, at: "end", fields }] });
  table.tick([person(BOB, "bob", { presence: { cursor: { x: 100, y: 0 } } })]);
  const drag = (x: number, gesture = "1"): void =>
    table.tick([
      {
        client: BOB,
        presence: { cursor: { x: 100 + x, y: 0 } },
        previews: { [gesture]: { shapes: [set(x)] } },
      },
    ]);
  return { table, frames, seen, drag, stop: () => stops.forEach((stop) => stop()) };
}

test("[R1091] [R1089] what somebody drags glides as their cursor does, frame by frame, and arrives where it was committed", () => {
  const { table, frames, seen, drag } = setUp();
  const path: number[] = [];
  const apart: number[] = [];
  for (let x = 1; x <= 100; x++) {
    if (x % 2 === 0) drag(x * 10);
    frames.pass(16);
    path.push(seen.cursor);
    apart.push(x < 2 ? 0 : Math.abs(seen.cursor - 100 - seen.shape));
  }
  expect(Math.max(...apart)).toBeLessThan(1e-6);
  const steps = path.slice(1).map((x, i) => x - (path[i] as number));
  expect(Math.max(...steps)).toBeLessThan(20);
  expect(Math.min(...steps.slice(2))).toBeGreaterThan(5);
  table.commit({ shapes: [set(1000)] });
  table.tick([{ client: BOB, previews: { "1": null } }]);
  frames.pass(100);
  expect(seen.shape).toBe(1000);
  expect(frames.isAtRest).toBe(true);
});

test("[R1091] what others change without a gesture, and what is changed here, is told of to no motion", () => {
  const { table, frames, seen } = setUp();
  table.commit({ shapes: [set(50)] });
  table.room.update((doc) => void (doc.shapes.at(0)!.x = 70));
  const own = openGesture(table.room);
  own.update((doc) => void (doc.shapes.at(0)!.x = 90));
  frames.pass(16);
  expect(seen.writes).toBe(0);
});

test("[R1091] an own change of what somebody drags is shown at once", () => {
  const { table, frames, seen, drag } = setUp();
  drag(10);
  drag(100);
  frames.pass(16);
  table.room.update((doc) => void (doc.shapes.at(0)!.x = -5));
  expect(seen.shape).toBe(-5);
  frames.pass(16);
  expect(seen.shape).toBe(-5);
});

test("[R1091] a gesture that is taken back, or whose author leaves, glides back to what there is", () => {
  const { table, frames, seen, drag } = setUp();
  drag(10);
  frames.pass(200);
  expect(seen.shape).toBe(10);
  table.tick([{ client: BOB, previews: { "1": null } }]);
  frames.pass(50);
  expect(seen.shape).toBeCloseTo(2.5);
  drag(20, "2");
  table.tick([], [BOB]);
  frames.pass(100);
  expect(seen.shape).toBe(0);
});

test("[R1091] a record that is gone while it glides is forgotten, and so is all once it was stopped", () => {
  const { table, frames, seen, drag, stop } = setUp();
  drag(10);
  table.commit({ shapes: [{ op: "delete", id: SHAPE }] });
  const { writes } = seen;
  expect(seen.forgotten).toBe(1);
  frames.pass(50);
  expect(seen.writes).toBe(writes);
  stop();
  expect(frames.isAtRest).toBe(true);
});

test("[R1090] what is shown of a gesture and the cursor that was set with it go in one message", async () => {
  const { table } = setUp();
  table.link.take();
  const gesture = openGesture(table.room);
  for (let x = 1; x <= 5; x++) {
    table.room.presence.set({ cursor: { x, y: 0 } });
    gesture.update((doc) => void (doc.shapes.at(0)!.x = x));
    await Promise.resolve();
    table.clock.pass(20);
  }
  expect(table.link.take()).toEqual(
    [1, 2, 4, 5].map((x) => ({
      type: "preview",
      room: ROOM,
      gesture: 1,
      ops: { shapes: [set(x)] },
      set: { cursor: { x, y: 0 } },
      at: (x - 1) * 20,
    })),
  );
  table.room.presence.set({ cursor: null });
  gesture.cancel();
  await Promise.resolve();
  table.clock.pass(33);
  const [, ...rest] = table.link.take();
  expect(rest).toEqual([{ type: "presence", room: ROOM, set: { cursor: null } }]);
});

test("[R1267] it is told whose gesture shows a record, whether it is made by that, and that a committed one is over", () => {
  const { table } = setUp();
  const told: unknown[] = [];
  const motion = createMotion({ write() {} });
  followGestures(
    table.room,
    {
      records: (state) => state.shapes,
      numbers: ({ x }) => [x ?? 0],
      shown: (shown) => told.push(Object.fromEntries(shown)),
    },
    motion,
  );
  const id = `${BOB}.2.0`;
  const home = { of: "root", field: "shapes" };
  const insert = { op: "insert" as const, id, in: home, at: "end" as const, fields: { x: 1 } };
  const shapes = [insert, { ...set(7), id }, set(3)];
  table.tick([{ client: BOB, previews: { "1": { shapes } }, times: { "1": 40 } }]);
  expect(told.at(-1)).toEqual({
    [id]: { client: BOB, gesture: `${BOB}/1`, isMade: true, at: 40 },
    [SHAPE]: { client: BOB, gesture: `${BOB}/1`, isMade: false, at: 40 },
  });
  table.commit({ shapes });
  table.tick([{ client: BOB, presence: { cursor: { x: 9, y: 9 } }, previews: { "1": null } }]);
  expect(told.at(-1)).toEqual({});
});

test("[R1267] what was drawn and is then dragged moves as what is dragged", () => {
  const { table } = setUp();
  const frames = new FakeFrames();
  const asked: boolean[] = [];
  let isMade = false;
  const path: number[] = [];
  const motion = createMotion({
    clock: new MotionClock(frames),
    easing: () => {
      asked.push(isMade);
      return "ease-out";
    },
    write: (_, [x = NaN]) => void path.push(x),
  });
  const id = `${BOB}.2.0`;
  followGestures(
    table.room,
    {
      records: (state) => state.shapes,
      numbers: ({ x }) => [x ?? 0],
      shown: (shown) => void (isMade = shown.get(id)?.isMade === true),
    },
    motion,
  );
  const home = { of: "root", field: "shapes" };
  const shapes = [{ op: "insert" as const, id, in: home, at: "end" as const, fields: { x: 1 } }];
  table.tick([{ client: BOB, previews: { "1": { shapes } } }]);
  table.commit({ shapes });
  table.tick([{ client: BOB, previews: { "1": null } }]);
  table.tick([{ client: BOB, previews: { "2": { shapes: [{ ...set(101), id }] } } }]);
  frames.pass(50);
  expect(asked).toEqual([true, false]);
  expect(path.at(-1)).toBeCloseTo(76);
});

/** How far a stroke that grows by a pixel a ms goes in each frame of 16 ms, where its messages are late by up to 40 ms. */
function strokeSteps(hasTimes: boolean): readonly number[] {
  const { table } = setUp();
  const frames = new FakeFrames();
  const path: number[] = [];
  let x = 0;
  const motion = createMotion({
    clock: new MotionClock(frames),
    easing: (id) => (id === SHAPE ? "spline" : "ease-out"),
    write: (_, [now = NaN]) => void (x = now),
  });
  followGestures(
    table.room,
    { records: (state) => state.shapes, numbers: (shape) => [shape.x ?? 0] },
    motion,
  );
  const late = [0, 25, 5, 40, 15];
  for (let now = 0, sent = 0; now < 2000; now += 16) {
    for (; sent * 33 + (late[sent % 5] as number) <= now; sent++)
      table.tick([
        {
          client: BOB,
          previews: { "1": { shapes: [set(sent * 33)] } },
          // Their clock began elsewhere, as every gesture's does.
          ...(hasTimes && { times: { "1": 7000 + sent * 33 } }),
        },
      ]);
    frames.pass(16);
    path.push(x);
  }
  return path.slice(40).map((at, i) => at - (path[i + 39] as number));
}

test("[R1221] a stroke is played with the sender's own timing, however unevenly it comes", () => {
  const steps = strokeSteps(true);
  expect(Math.min(...steps)).toBeGreaterThan(13);
  expect(Math.max(...steps)).toBeLessThan(19);
  const without = strokeSteps(false);
  expect(Math.max(...without)).toBeGreaterThan(22);
});
