import { afterAll, expect, test } from "vitest";
import { ATTACKS } from "../src/attacks/index.ts";
import { fuzzParser } from "../src/parsers.ts";
import { PLANTS } from "../src/plants.ts";
import { Range } from "../src/trial.ts";

// A sample of what `npm run fuzz` does: attacks that are over soon, and no times, as other tests run beside these.
const SAMPLE = [
  "other-upgrades",
  "twisted-frames",
  "deep-previews",
  "refused-previews",
  "repeated-restores",
  "loud-errors",
  "hidden-records",
  "revoked-writers",
  "strange-pages",
  "read-addresses",
  "odd-requests",
  "too-many-rooms",
  "guessed-keys",
  "key-floods",
  "wild-inboxes",
];

const range = new Range({ isTimed: false });
afterAll(() => range.close());

test.each(SAMPLE)("[R349] nobody else is harmed by %s", async (name) => {
  const attack = ATTACKS.find((one) => one.name === name);
  if (attack === undefined) throw new Error(`There is no attack ${name}`);
  const { found, state, newcomer } = await range.try(attack, 1);
  expect(found).toBeUndefined();
  expect(state?.errors.length).toBeLessThan(50);
  expect(newcomer?.ms).toBeGreaterThan(0);
});

test("[R349] 20,000 malformed frames are each taken or refused", () => {
  expect(fuzzParser(1, 20_000)).toBe(20_000);
});

test.each(["strangers-hear-all"])(
  "[R685] that a guard is taken away is found: %s",
  async (plant) => {
    const damaged = new Range({ plant, isTimed: false });
    const attack = ATTACKS.find(({ name }) => name === PLANTS[plant]?.attack);
    try {
      let found: string | undefined;
      for (let seed = 1; seed <= 8 && found === undefined; seed++)
        // oxlint-disable-next-line no-await-in-loop -- one attack at a time
        found = (await damaged.try(attack as (typeof ATTACKS)[number], seed)).found;
      expect(found).toBeDefined();
    } finally {
      await damaged.close();
    }
  },
);

test("[R685] each attack has a guard that it would find to be missing", () => {
  const guarded = new Set(Object.values(PLANTS).map(({ attack }) => attack));
  const unguarded = ATTACKS.filter(({ name }) => !guarded.has(name)).map(({ name }) => name);
  expect(unguarded).toEqual([]);
});
