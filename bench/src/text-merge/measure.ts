import { answer, argumentsOf } from "../process.ts";
import { percentile } from "../stats.ts";
import type { Pair } from "./pair.ts";
import { keysOf, someText } from "./typing.ts";

/** What the bench asks of a system in a process of its own. */
export interface MergeQuestion {
  /** Keys that each of two people presses while they are offline. */
  readonly keys: number;
}

export interface MergeResult {
  /** What the server does for both to come back, in ms. */
  readonly serverMs: number;
  /** What one of them sends, coming back, in bytes. */
  readonly upload: number;
  /** What the one does who comes back last, in ms. */
  readonly clientMs: number;
  /** A key pressed offline, in ms. */
  readonly key: { readonly p50: number; readonly p999: number; readonly max: number };
}

const LENGTH = 100_000;
const WARM_KEYS = 20_000;

const { name } = argumentsOf<{ readonly name: "ours" | "yjs" }>();
const { openPair } = await (name === "ours" ? import("./ours.ts") : import("./yjs.ts"));

async function measure(count: number): Promise<MergeResult> {
  const pair: Pair = openPair();
  const text = someText(LENGTH);
  await pair.begin(text);
  const times = new Float64Array(2 * count);
  for (const who of [0, 1]) {
    for (const [i, key] of keysOf(who + 2, text.length, count).entries()) {
      const start = performance.now();
      pair.press(who, key);
      times[who * count + i] = performance.now() - start;
    }
  }
  const first = await pair.comeBack(0);
  const last = await pair.comeBack(1);
  const [wanted = "", ...others] = await pair.texts();
  if (wanted.length < LENGTH / 2 || others.some((other) => other !== wanted))
    throw new Error(`${name}: the texts are not the same`);
  const sorted = times.toSorted();
  return {
    serverMs: first.serverMs + last.serverMs,
    clientMs: last.clientMs,
    upload: (first.upload + last.upload) / 2,
    key: {
      p50: percentile(sorted, 0.5),
      p999: percentile(sorted, 0.999),
      max: percentile(sorted, 1),
    },
  };
}

answer(async ({ keys }: MergeQuestion) => {
  for (let i = 0; i < 3; i++) await measure(WARM_KEYS);
  globalThis.gc?.();
  return measure(keys);
});
process.send?.({});
