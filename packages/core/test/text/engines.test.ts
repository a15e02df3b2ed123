import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TextValue } from "@alongside/core";
import {
  type Attributes,
  type Delta,
  type OtType,
  type Part,
  plainTextType,
  richTextType,
  type TextJson,
} from "@alongside/core/text";
import fuzzer from "ot-fuzzer";
import Backend from "sharedb";
import { expect, onTestFinished, test, vi } from "vitest";
import { Dice } from "../model/random.ts";

// The exported types are taken as they are by two engines that nobody here has made.

type Random = (n: number) => number;

function attributes(random: Random): Attributes {
  const names = random(2) === 0 ? ["bold", "italic"] : ["italic", "bold"];
  return Object.fromEntries(names.slice(random(2)).map((name) => [name, random(3)]));
}

/** An op for `snapshot` in the form that somebody typed it, which is not always the normal one. */
function randomOp(snapshot: TextJson, isRich: boolean, random: Random): Delta {
  const { length } = TextValue.from(snapshot);
  const op: Part[] = [];
  let at = 0;
  for (let i = 1 + random(4); i > 0; i--) {
    const n = Math.min(1 + random(length > 40 ? 9 : 3), length - at);
    const word = ["a", "9", "-", "\n", "\u{1F600}"][random(5)]?.repeat(1 + random(2)) ?? "";
    // A text that has become long is deleted from, or the fuzzer's would grow for ever.
    const roll = length > 40 ? 3 : random(isRich ? 7 : 4);
    if (roll < 2) op.push(word);
    else if (roll === 4) op.push({ insert: word, attributes: attributes(random) });
    else if (roll === 5) op.push({ insert: { image: random(3) } });
    else if (n > 0) {
      if (roll === 6) {
        const change = attributes(random);
        op.push({ retain: n, attributes: random(3) === 0 ? { ...change, bold: null } : change });
      } else op.push(roll === 2 ? n : -n);
      at += n;
    }
  }
  return op;
}

const TYPES: readonly (readonly [name: string, type: OtType<never>, isRich: boolean])[] = [
  ["plain", plainTextType as never, false],
  ["rich", richTextType as never, true],
];

test.each(TYPES)("[R262] ot-fuzzer finds no fault in the %s type", (_, type, isRich) => {
  const quiet = vi.spyOn(console, "log").mockImplementation(() => {});
  vi.spyOn(console, "error").mockImplementation(() => {});
  vi.spyOn(console, "time").mockImplementation(() => {});
  vi.spyOn(console, "timeEnd").mockImplementation(() => {});
  // It keeps a file of where it is in the folder it runs in.
  const [before, folder] = [process.cwd(), mkdtempSync(join(tmpdir(), "alongside-fuzzer-"))];
  onTestFinished(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
    vi.restoreAllMocks();
  });
  process.chdir(folder);
  const made = (snapshot: never): readonly [Delta, never] => {
    const op = randomOp(snapshot, isRich, fuzzer.randomInt);
    return [op, type.apply(snapshot, op)];
  };
  fuzzer(type, made, 300);
  expect(quiet.mock.calls.join()).toMatch(/transforms: \d{4}/);
});

test.each(TYPES)(
  "[R699] people who write the %s type at once through ShareDB end with the same text",
  async (_, type, isRich) => {
    Backend.types.register(type);
    const backend = new Backend();
    onTestFinished(() => backend.close());
    const errors: Error[] = [];
    const finished = (fn: (done: (error?: Error) => void) => void): Promise<void> =>
      new Promise((resolve, reject) => {
        fn((error) => (error === undefined || error === null ? resolve() : reject(error)));
      });
    const docs = [0, 1, 2, 3].map(() => backend.connect().get("texts", "one"));
    const [first] = docs;
    if (first === undefined) throw new Error("There should be one");
    await finished((done) => first.create("begun", type.uri, done));
    for (const doc of docs) doc.on("error", (error) => errors.push(error));
    await Promise.all(docs.map((doc) => finished((done) => doc.subscribe(done))));
    const dice = new Dice(7);
    const random: Random = (n) => dice.below(n);
    for (let round = 0; round < 60; round++) {
      for (const doc of docs) {
        // What is held back is composed and then sent past what the others wrote.
        if (dice.chance(0.3)) doc.pause();
        if (dice.chance(0.4)) doc.resume();
        for (let i = random(3); i > 0; i--)
          doc.submitOp(randomOp(doc.data as TextJson, isRich, random));
      }
      // oxlint-disable-next-line no-await-in-loop -- some of it arrives between two rounds, and some does not
      if (dice.chance(0.5)) await new Promise((resolve) => void setImmediate(resolve));
    }
    for (const doc of docs) doc.resume();
    await Promise.all(docs.map((doc) => finished((done) => doc.whenNothingPending(() => done()))));
    const late = backend.connect().get("texts", "one");
    await finished((done) => late.subscribe(done));
    await vi.waitFor(() => expect(new Set(docs.map(({ version }) => version)).size).toBe(1));
    const seen = [...docs, late].map(({ data }) => JSON.stringify(data));
    expect(new Set(seen).size).toBe(1);
    expect(seen[0]?.length).toBeGreaterThan(20);
    expect(late.version).toBeGreaterThan(50);
    expect(errors).toEqual([]);
  },
);
