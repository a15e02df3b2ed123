import { LongReader, SeriesMirror, type SeriesNode } from "@alongside/core/engine";
import { Refused, series } from "@alongside/core";
import { z } from "zod";
import { describe, expect, test } from "vitest";
import { Ring } from "../../src/series/ring.ts";

const isSoak = process.env["ALONGSIDE_SOAK"] === "1";

const START = 1_700_000_000_000;

function node(options: Parameters<typeof series>[1] = {}): SeriesNode {
  return series(z.number(), options)["~series"];
}

/** Small numbers from a seed, the same ones each time. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function taken(mirror: SeriesMirror, bytes: Uint8Array): boolean {
  return mirror.take(new LongReader(bytes));
}

/** Whether the keys have place. */
function put(ring: Ring, now: number, puts: Parameters<Ring["put"]>[1]): boolean {
  try {
    ring.put(now, puts);
    return true;
  } catch (error) {
    if (error instanceof Refused && error.code === "limit.series") return false;
    throw error;
  }
}

/** Everything that a mirror has, for comparing. */
function all(mirror: SeriesMirror): unknown {
  return mirror
    .keys()
    .toSorted()
    .map((key) => [
      key,
      mirror.newest(key),
      mirror
        .fields(key)
        .toSorted()
        .map((field) => [field, mirror.buckets(key, field)]),
    ]);
}

/** The obvious version: every value that was published, with its bucket. */
class Values {
  readonly #list: { key: string; field: string; bucket: number; steps: number }[] = [];
  readonly #keep: number;

  constructor(keep: number) {
    this.#keep = keep;
  }

  add(bucket: number, key: string, field: string, steps: number): void {
    this.#list.push({ key, field, bucket, steps });
  }

  all(head: number, resolutionMs: number): unknown {
    const kept = this.#list.filter(({ bucket }) => bucket > head - this.#keep);
    const keys = [...new Set(kept.map(({ key }) => key))].toSorted();
    return keys.map((key) => {
      const own = kept.filter((one) => one.key === key);
      const fields = new Map(
        own.map((one) => [one.field, own.filter((x) => x.field === one.field)]),
      );
      return [
        key,
        Object.fromEntries(Array.from(fields, ([field, list]) => [field, list.at(-1)!.steps])),
        Array.from(fields, ([field, list]) => [field, list] as const)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([field, list]) => [
            field,
            [...new Set(list.map(({ bucket }) => bucket))].map((bucket) => {
              const values = list.filter((one) => one.bucket === bucket).map(({ steps }) => steps);
              return {
                at: bucket * resolutionMs,
                min: Math.min(...values),
                max: Math.max(...values),
                mean: values.reduce((a, b) => a + b, 0) / values.length,
                last: values.at(-1),
                count: values.length,
              };
            }),
          ]),
      ];
    });
  }
}

describe("[R1793] a mirror has what the ring has", () => {
  test.each(Array.from({ length: isSoak ? 2000 : 16 }, (_, seed) => seed))(
    "seed %i: whatever is told, missed and asked for again",
    (seed) => {
      const roll = dice(seed);
      const keep = 1 + roll(8);
      const most = 3 + roll(5);
      const ring = new Ring(node({ keys: most, keep, step: 1 }), 7, START);
      const model = new Values(keep);
      // One is told everything; one misses ticks; one comes late, with nothing.
      const steady = new SeriesMirror();
      const slow = new SeriesMirror();
      taken(steady, ring.window(0));
      taken(slow, ring.window(0));
      let missed: number | undefined;
      let now = START;
      const size = roll(4) === 0 ? 2 ** 50 : 1000;
      for (let step = 0; step < 120; step++) {
        now += [0, 100, 400, 1000, 9000][roll(5)]!;
        const bucket = Math.floor(now / 1000);
        for (let left = roll(4); left > 0; left--) {
          const puts = Array.from({ length: 1 + roll(4) }, () => ({
            key: `k${roll(9)}`,
            field: roll(3) === 0 ? "b" : "",
            steps: roll(size) - size / 2,
          }));
          if (!put(ring, now, puts)) continue;
          for (const { key, field, steps } of puts) model.add(bucket, key, field, steps);
        }
        if (!ring.hasNews) continue;
        const { toldBucket, isTorn } = ring;
        const bytes = isTorn ? undefined : ring.tick();
        if (isTorn) ring.settle();
        const took = [taken(steady, bytes ?? ring.window(toldBucket))];
        if (bytes !== undefined && missed === undefined && roll(3) > 0)
          took.push(taken(slow, bytes));
        else missed ??= toldBucket;
        if (missed !== undefined && roll(2) === 0) {
          took.push(taken(slow, ring.window(missed)));
          missed = undefined;
        }
        const late = new SeriesMirror();
        took.push(taken(late, ring.window(0)));
        expect(took).not.toContain(false);
        expect(all(steady)).toEqual(model.all(ring.bucket, 1000));
        expect(all(late)).toEqual(all(steady));
        expect(missed === undefined ? all(slow) : all(steady)).toEqual(all(steady));
      }
    },
  );
});

test("[R1794] a point of a thousand keys is five bytes at most in a tick", () => {
  const ring = new Ring(node({ step: 0.01 }), 7, START);
  const roll = dice(3);
  const values = Array.from({ length: 1000 }, () => roll(10_000));
  const publish = (now: number): void => {
    ring.put(
      now,
      values.map((steps, i) => ({ key: `vehicle ${i}`, field: "", steps })),
    );
  };
  publish(START);
  ring.tick();
  for (let i = 0; i < values.length; i++) values[i]! += roll(400) - 200;
  publish(START + 100);
  expect(ring.tick().length / values.length).toBeLessThan(4);
});

test("[R1793] a tick that does not follow is not taken in", () => {
  const ring = new Ring(node({ step: 1 }), 7, START);
  const mirror = new SeriesMirror();
  ring.put(START, [{ key: "a", field: "", steps: 1 }]);
  expect(taken(mirror, ring.tick())).toBe(false);
  taken(mirror, ring.window(0));
  ring.put(START, [{ key: "a", field: "", steps: 2 }]);
  ring.tick();
  ring.put(START, [{ key: "a", field: "", steps: 3 }]);
  expect(taken(mirror, ring.tick())).toBe(false);
  expect(mirror.newest("a")).toEqual({ "": 1 });
});
