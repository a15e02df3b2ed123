import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import type { Readable } from "../src/index.ts";
import {
  createMotion,
  type Easing,
  followCursors,
  MotionClock,
  type MotionOptions,
} from "../src/motion/index.ts";
import { pageFrames } from "../src/motion/frames.ts";
import { FakeFrames } from "./support/fake-frames.ts";

function setUp(options: Partial<MotionOptions> = {}) {
  const frames = new FakeFrames();
  const writes: string[] = [];
  const motion = createMotion({
    clock: new MotionClock(frames),
    write: (id, values) =>
      void writes.push(`${id} ${Array.from(values, (value) => Math.round(value)).join(",")}`),
    ...options,
  });
  return { frames, motion, taken: () => writes.splice(0) };
}

/** Where one thing is, frame by frame. */
function setUpPath(options: Partial<MotionOptions> = {}) {
  const path: number[] = [];
  const table = setUp({ ...options, write: (_, [x]) => void path.push(x as number) });
  return { ...table, path };
}

/** The steps between the frames of a path. */
function steps(path: readonly number[]): number[] {
  return path.slice(1).map((x, i) => x - (path[i] as number));
}

test("[R107] a cursor appears where it is, then glides in 100 ms, fast first", () => {
  const { frames, motion, taken } = setUp();
  motion.to("bob", [10, 10]);
  expect(taken()).toEqual(["bob 10,10"]);
  expect(frames.isAtRest).toBe(true);
  motion.to("bob", [110, 60]);
  expect(taken()).toEqual([]);
  for (let i = 0; i < 5; i++) frames.pass(25);
  expect(taken()).toEqual(["bob 54,32", "bob 85,48", "bob 104,57", "bob 110,60"]);
  expect(frames.isAtRest).toBe(true);
});

test("[R107] a new place on the way is headed for from where the cursor is", () => {
  const { frames, motion, taken } = setUp();
  motion.to("bob", [0, 0]);
  motion.to("bob", [100, 0]);
  frames.pass(50);
  motion.to("bob", [75, 100]);
  taken();
  frames.pass(50);
  frames.pass(50);
  expect(taken()).toEqual(["bob 75,75", "bob 75,100"]);
  motion.to("bob", [75, 100]);
  expect(frames.isAtRest).toBe(true);
});

test("[R672] a far place is jumped to", () => {
  const { frames, motion, taken } = setUp({ jump: 500 });
  motion.to("bob", [0, 0]);
  motion.to("bob", [400, 301]);
  expect(taken()).toEqual(["bob 0,0", "bob 400,301"]);
  expect(frames.isAtRest).toBe(true);
});

test("[R673] nothing glides for people who asked for less motion", () => {
  const { frames, motion, taken } = setUp();
  frames.isReduced = true;
  motion.to("bob", [0, 0]);
  motion.to("bob", [9, 9]);
  expect(taken()).toEqual(["bob 0,0", "bob 9,9"]);
  expect(frames.isAtRest).toBe(true);
});

test("[R107] who was removed is written no more, and comes back in one piece", () => {
  const { frames, motion, taken } = setUp();
  motion.to("bob", [0, 0]);
  motion.to("bob", [100, 0]);
  motion.remove("bob");
  taken();
  frames.pass(50);
  expect(taken()).toEqual([]);
  motion.to("bob", [7, 7]);
  expect(taken()).toEqual(["bob 7,7"]);
  motion.to("bob", [70, 7]);
  motion.stop();
  frames.pass(50);
  expect(taken()).toEqual([]);
  expect(frames.isAtRest).toBe(true);
});

test("[R107] who leaves gets to where they go, and is then forgotten", () => {
  const { frames, motion, taken } = setUp();
  motion.to("bob", [0]);
  motion.to("bob", [100]);
  motion.leave("bob");
  frames.pass(50);
  frames.pass(50);
  expect(taken()).toEqual(["bob 0", "bob 75", "bob 100"]);
  motion.to("bob", [7]);
  expect(taken()).toEqual(["bob 7"]);
});

test("[R107] the cursors of others are followed as presence tells of them", () => {
  const { frames, motion, taken } = setUp();
  type Others = readonly {
    readonly client: string;
    readonly presence: { readonly at: { x: number; y: number } | null };
  }[];
  let others: Others = [{ client: "bob", presence: { at: { x: 1, y: 1 } } }];
  const callbacks = new Set<(value: Others) => void>();
  const tell = (): void => callbacks.forEach((callback) => callback(others));
  const readable: Readable<Others> = {
    get: () => others,
    subscribe(callback) {
      callbacks.add(callback);
      return () => void callbacks.delete(callback);
    },
  };
  const stop = followCursors(readable, ({ at }) => at, motion);
  others = [...others, { client: "eve", presence: { at: { x: 5, y: 5 } } }];
  tell();
  expect(taken()).toEqual(["bob 1,1", "eve 5,5"]);
  others = [{ client: "bob", presence: { at: null } }, others[1] as Others[number]];
  tell();
  others = [{ client: "bob", presence: { at: { x: 90, y: 90 } } }];
  tell();
  // Both were gone in between: the one is back in one piece, the other is not there.
  expect(taken()).toEqual(["bob 90,90"]);
  stop();
  expect(frames.isAtRest).toBe(true);
});

test("[R1130] who goes to another area is there at once, and does not glide", () => {
  const { frames, motion, taken } = setUp();
  let at: { x: number; y: number; area?: string } = { x: 0, y: 0 };
  let tell = (): void => undefined;
  const others: Readable<readonly { client: string; presence: { at: typeof at } }[]> = {
    get: () => [{ client: "bob", presence: { at } }],
    subscribe: (listener) => {
      tell = () => listener(others.get());
      return () => undefined;
    },
  };
  followCursors(others, (presence) => presence.at, motion);
  at = { x: 500, y: 0, area: "page 2" };
  tell();
  expect(taken().at(-1)).toBe("bob 500,0");
  at = { x: 600, y: 0, area: "page 2" };
  tell();
  frames.pass(16);
  expect(taken().at(-1)).not.toBe("bob 600,0");
});

test("[R109] a duration that is none, and a place that is none, throw", () => {
  expect(() => createMotion({ write: () => undefined, durationMs: 0 })).toThrow(
    "durationMs should be above 0, got 0",
  );
  const { motion, taken } = setUp();
  expect(() => motion.to("bob", [1, NaN])).toThrow("a list of finite numbers");
  expect(() => motion.put("bob", [Infinity, 1])).toThrow("a list of finite numbers");
  expect(taken()).toEqual([]);
});

test("[R306] one cursor that cannot be written does not stop the others", () => {
  const places: string[] = [];
  const { frames, motion } = setUp({
    write: (id, [x]) => {
      if (id === "bob" && x !== 0) throw new Error("bob's element is gone");
      places.push(`${id} ${x}`);
    },
  });
  for (const id of ["bob", "cy"]) motion.to(id, [0]);
  for (const id of ["bob", "cy"]) motion.to(id, [100]);
  expect(() => frames.pass(50)).toThrow("bob's element is gone");
  frames.pass(50);
  expect(places).toEqual(["bob 0", "cy 0", "cy 75", "cy 100"]);
  expect(frames.isAtRest).toBe(true);
});

test("[R306] one place that cannot be found does not stop the others", () => {
  const { motion, taken } = setUp();
  const others: Readable<readonly { readonly client: string; readonly presence: string }[]> = {
    get: () => [
      { client: "bob", presence: "" },
      { client: "cy", presence: "7" },
    ],
    subscribe: () => () => undefined,
  };
  const place = (presence: string) => {
    if (presence === "") throw new Error("nowhere");
    return { x: Number(presence), y: 0 };
  };
  expect(() => followCursors(others, place, motion)).toThrow("nowhere");
  expect(taken()).toEqual(["cy 7,0"]);
});

const EASINGS: readonly Easing[] = ["ease-out", "spring", "spline"];

/** Moves something at an even speed of 1 a ms for 2 s, `hz` times a second, every message `jitterMs` late at most. */
function evenly(easing: Easing, hz: number, jitterMs = 0, skew = 1): number[] {
  const { frames, motion, path } = setUpPath({ easing });
  motion.to("bob", [0], 5e9);
  const due: { readonly at: number; readonly x: number }[] = [];
  for (let i = 0; i <= hz * 2; i++) {
    const x = (i * 1000) / hz;
    due.push({ x, at: x + ((i * 7) % 5) * (jitterMs / 4) });
  }
  for (let now = 0; now < 2900; now += 1) {
    for (; due[0] !== undefined && due[0].at <= now; due.shift())
      motion.to("bob", [due[0].x], 5e9 + due[0].x * skew);
    frames.wait(1);
    if (now % 16 === 15) frames.pass(0);
  }
  return path;
}

test.each(EASINGS.flatMap((easing) => [15, 30, 60].map((hz) => [easing, hz] as const)))(
  "[R1082] %s at %d places a second: no step is more than twice that of an even speed, and it arrives",
  (easing, hz) => {
    const path = evenly(easing, hz);
    expect(Math.max(...steps(path))).toBeLessThanOrEqual(2 * 16);
    expect(Math.min(...steps(path))).toBeGreaterThan(-0.1 * 16);
    expect(path.at(-1)).toBeCloseTo(2000, 1);
  },
);

test("[R1083] a spring of 300/30 is where its equation says, and keeps its speed where the target moves", () => {
  const { frames, motion, path } = setUpPath({ easing: "spring" });
  motion.to("bob", [0]);
  motion.to("bob", [100]);
  // The obvious way: small steps of the equation of motion.
  let x = 0;
  let speed = 0;
  const step = (target: number, ms: number): void => {
    for (let i = 0; i < ms * 100; i++) {
      speed += (300 * (target - x) - 30 * speed) * 1e-5;
      x += speed * 1e-5;
    }
  };
  for (let i = 0; i < 5; i++) {
    frames.pass(16);
    step(100, 16);
    expect(path.at(-1)).toBeCloseTo(x, 0);
  }
  motion.to("bob", [-50]);
  for (let i = 0; i < 20; i++) {
    frames.pass(16);
    step(-50, 16);
    expect(Math.abs((path.at(-1) as number) - x)).toBeLessThan(0.1);
  }
  frames.pass(800);
  expect(path.at(-1)).toBe(-50);
  expect(frames.isAtRest).toBe(true);
});

test("[R1084] a spline plays what was sent with the sender's timing, however unevenly it came", () => {
  for (const skew of [1, 1.002, 0.998]) {
    const path = evenly("spline", 30, 40, skew);
    const gone = steps(path).slice(12, 110);
    // An even speed stays even, though messages came 0 to 40 ms late.
    expect(Math.max(...gone)).toBeLessThan(1.3 * 16);
    expect(Math.min(...gone)).toBeGreaterThan(0.7 * 16);
    expect(path.at(-1)).toBeCloseTo(2000, 1);
  }
});

test("[R1084] a spline goes through the places that were sent, and never beyond the newest", () => {
  const { frames, motion, path } = setUpPath({ easing: "spline" });
  motion.to("bob", [0], 1000);
  for (const [x, sentAt] of [
    [10, 1020],
    [40, 1040],
    [100, 1060],
  ] as const) {
    frames.wait(20);
    motion.to("bob", [x], sentAt);
  }
  for (let i = 0; i < 40; i++) frames.pass(5);
  expect(Math.max(...path)).toBe(100);
  expect(path.some((x) => Math.abs(x - 40) < 8)).toBe(true);
  expect(path.toSorted((a, b) => a - b)).toEqual(path);
});

test("[R1085] who moves on after a pause does not glide through the pause", () => {
  const { frames, motion, path } = setUpPath({ easing: "spline" });
  motion.to("bob", [0], 0);
  frames.pass(33);
  motion.to("bob", [10], 33);
  frames.pass(5000);
  frames.pass(5000);
  motion.to("bob", [20], 10_033);
  frames.pass(50);
  frames.pass(60);
  frames.pass(150);
  expect(path.at(-1)).toBe(20);
  expect(path.filter((x) => x > 10.01 && x < 19.99).length).toBeGreaterThan(0);
  expect(frames.isAtRest).toBe(true);
});

test("[R1086] a sender's clock that is years off, or is set anew, changes nothing of how they move", () => {
  const paths = [0, -9e11, 9e11].map((off) => {
    const { frames, motion, path } = setUpPath({ easing: "spline" });
    motion.to("bob", [0], off);
    for (let i = 1; i < 60; i++) {
      frames.pass(16);
      // Half-way the sender's clock goes back by an hour.
      motion.to("bob", [i * 10], off + i * 16 - (i > 30 ? 3_600_000 : 0));
    }
    for (let i = 0; i < 20; i++) frames.pass(16);
    expect(Math.max(...steps(path))).toBeLessThan(20 * 2);
    expect(path.at(-1)).toBe(590);
    return path.map((x) => Math.round(x));
  });
  expect(paths[1]).toEqual(paths[0]);
  expect(paths[2]).toEqual(paths[0]);
});

test.each(EASINGS)(
  "[R1087] %s on a page that was hidden: the first frame shows about where they are now, and nothing is swept over",
  (easing) => {
    const { frames, motion, path } = setUpPath({ easing });
    motion.to("bob", [0], 0);
    for (let i = 1; i < 1000; i++) {
      frames.wait(33);
      motion.to("bob", [i], i * 33);
    }
    frames.pass(5);
    expect(path.at(-1)).toBeGreaterThan(990);
    frames.pass(1000);
    expect(path.at(-1)).toBe(999);
    expect(frames.isAtRest).toBe(true);
  },
);

test("[R1089] all that moves with one clock is shown in one frame, for the same moment", () => {
  const frames = new FakeFrames();
  const clock = new MotionClock(frames);
  const written: string[] = [];
  const cursor = createMotion({
    clock,
    write: (_, [x]) => void written.push(`cursor ${Math.round(x as number)}`),
  });
  const shape = createMotion({
    clock,
    write: (_, [x]) => void written.push(`shape ${Math.round(x as number)}`),
    written: () => void written.push("drawn"),
  });
  cursor.put("bob", [100]);
  shape.put("s", [0]);
  written.length = 0;
  cursor.to("bob", [200]);
  shape.to("s", [100]);
  for (const ms of [20, 20, 60]) frames.pass(ms);
  expect(written.join(", ")).toBe(
    "shape 36, drawn, cursor 136, shape 64, drawn, cursor 164, shape 100, drawn, cursor 200",
  );
  expect(frames.isAtRest).toBe(true);
});

test("[R1089] all that sets out in one task sets out at one moment, however long the task takes", async () => {
  const before = pageFrames.now();
  const until = performance.now() + 5;
  while (performance.now() < until);
  expect(pageFrames.now()).toBe(before);
  await Promise.resolve();
  expect(pageFrames.now()).toBeGreaterThanOrEqual(before + 5);
});

test.each(EASINGS)("[R1088] %s: a frame of 100 moving cursors allocates nothing", (easing) => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let sum = 0;
  const { frames, motion } = setUp({
    easing,
    durationMs: 1e9,
    write: (_, values) => {
      sum += (values[0] as number) > 0 ? 1 : 0;
    },
  });
  const go = (to: number): void => {
    for (let i = 0; i < 100; i++) motion.to(`c${i}`, [to, to]);
  };
  const run = (count: number): void => {
    // A spring is at rest after 0.8 s: what makes no time pass makes as many frames of it as are wanted.
    for (let i = 0; i < count; i++) frames.pass(0);
  };
  go(0);
  frames.wait(10);
  go(1000);
  frames.wait(20);
  run(3000);
  // V8 compiles beside the test: until it is through, on a machine with other work, each number is put on the heap.
  // What allocates in compiled code does so in every round.
  let least = Infinity;
  for (let round = 0; round < 20 && least >= 200_000; round++) {
    collect();
    const before = process.memoryUsage().heapUsed;
    run(1000);
    least = Math.min(least, process.memoryUsage().heapUsed - before);
  }
  expect(frames.isAtRest).toBe(false);
  // A hundred thousand writes. One number each that is put on the heap would be 1.2 MB.
  expect(least).toBeLessThan(200_000);
  expect(sum).toBeGreaterThan(0);
});
