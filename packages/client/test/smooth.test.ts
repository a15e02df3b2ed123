import { expect, test } from "vitest";
import type { Readable } from "../src/index.ts";
import { createSmoother, followCursors, type Frames, type SmootherOptions } from "../src/smooth.ts";

/** Frames that a test makes happen. */
class FakeFrames implements Frames {
  isReduced = false;
  #now = 0;
  #waiting: ((now: number) => void) | undefined;

  now(): number {
    return this.#now;
  }

  request(fn: (now: number) => void): () => void {
    this.#waiting = fn;
    return () => {
      this.#waiting = undefined;
    };
  }

  get isAtRest(): boolean {
    return this.#waiting === undefined;
  }

  pass(ms: number): void {
    this.#now += ms;
    const fn = this.#waiting;
    this.#waiting = undefined;
    fn?.(this.#now);
  }
}

function setUp(options: Partial<SmootherOptions> = {}) {
  const frames = new FakeFrames();
  const writes: string[] = [];
  const smoother = createSmoother({
    frames,
    write: (client, x, y) => void writes.push(`${client} ${Math.round(x)},${Math.round(y)}`),
    ...options,
  });
  return { frames, smoother, taken: () => writes.splice(0) };
}

test("[R107] a cursor appears where it is, then glides in 100 ms", () => {
  const { frames, smoother, taken } = setUp();
  smoother.to("bob", 10, 10);
  expect(taken()).toEqual(["bob 10,10"]);
  expect(frames.isAtRest).toBe(true);
  smoother.to("bob", 110, 60);
  expect(taken()).toEqual([]);
  for (let i = 0; i < 5; i++) frames.pass(25);
  expect(taken()).toEqual(["bob 35,23", "bob 60,35", "bob 85,48", "bob 110,60"]);
  expect(frames.isAtRest).toBe(true);
});

test("[R107] a new place on the way is headed for from where the cursor is", () => {
  const { frames, smoother, taken } = setUp();
  smoother.to("bob", 0, 0);
  smoother.to("bob", 100, 0);
  frames.pass(50);
  smoother.to("bob", 50, 100);
  taken();
  frames.pass(50);
  frames.pass(50);
  expect(taken()).toEqual(["bob 50,50", "bob 50,100"]);
  smoother.to("bob", 50, 100);
  expect(frames.isAtRest).toBe(true);
});

test("[R672] a far place is jumped to", () => {
  const { frames, smoother, taken } = setUp({ jump: 500 });
  smoother.to("bob", 0, 0);
  smoother.to("bob", 400, 301);
  expect(taken()).toEqual(["bob 0,0", "bob 400,301"]);
  expect(frames.isAtRest).toBe(true);
});

test("[R673] nothing glides for people who asked for less motion", () => {
  const { frames, smoother, taken } = setUp();
  frames.isReduced = true;
  smoother.to("bob", 0, 0);
  smoother.to("bob", 9, 9);
  expect(taken()).toEqual(["bob 0,0", "bob 9,9"]);
  expect(frames.isAtRest).toBe(true);
});

test("[R107] who was removed is written no more, and comes back in one piece", () => {
  const { frames, smoother, taken } = setUp();
  smoother.to("bob", 0, 0);
  smoother.to("bob", 100, 0);
  smoother.remove("bob");
  taken();
  frames.pass(50);
  expect(taken()).toEqual([]);
  smoother.to("bob", 7, 7);
  expect(taken()).toEqual(["bob 7,7"]);
  smoother.to("bob", 70, 7);
  smoother.stop();
  frames.pass(50);
  expect(taken()).toEqual([]);
  expect(frames.isAtRest).toBe(true);
});

test("[R107] the cursors of others are followed as presence tells of them", () => {
  const { frames, smoother, taken } = setUp();
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
  const stop = followCursors(readable, ({ at }) => at, smoother);
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

test("[R109] a duration that is none throws", () => {
  expect(() => createSmoother({ write: () => undefined, durationMs: -1 })).toThrow(
    "durationMs should be at least 0, got -1",
  );
});

test("[R306] one cursor that cannot be written does not stop the others", () => {
  const places: string[] = [];
  const { frames, smoother } = setUp({
    write: (client, x) => {
      if (client === "bob" && x > 0) throw new Error("bob's element is gone");
      places.push(`${client} ${x}`);
    },
  });
  for (const client of ["bob", "cy"]) smoother.to(client, 0, 0);
  for (const client of ["bob", "cy"]) smoother.to(client, 100, 0);
  expect(() => frames.pass(50)).toThrow("bob's element is gone");
  frames.pass(50);
  expect(places).toEqual(["bob 0", "cy 0", "cy 50", "cy 100"]);
  expect(frames.isAtRest).toBe(true);
});

test("[R306] one place that cannot be found does not stop the others", () => {
  const { smoother, taken } = setUp();
  const heard: ((value: never) => void)[] = [];
  const others: Readable<readonly { readonly client: string; readonly presence: string }[]> = {
    get: () => [
      { client: "bob", presence: "" },
      { client: "cy", presence: "7" },
    ],
    subscribe: (callback) => {
      heard.push(callback);
      return () => undefined;
    },
  };
  const place = (presence: string) => {
    if (presence === "") throw new Error("nowhere");
    return { x: Number(presence), y: 0 };
  };
  expect(() => followCursors(others, place, smoother)).toThrow("nowhere");
  expect(taken()).toEqual(["cy 7,0"]);
});
