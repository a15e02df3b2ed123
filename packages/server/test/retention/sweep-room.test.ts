import { join } from "node:path";
import type { Entry, Seq } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { sweepRoom } from "../../src/retention/sweep-room.ts";
import type { Retention } from "../../src/retention/policy.ts";
import { memory } from "../../src/store/memory.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { Dropped, type Store } from "../../src/store/store.ts";
import { folder } from "../store/folder.ts";
import { TestClock } from "../room/test-clock.ts";

const ROOM = "board:r";
const DAY = 24 * 60 * 60 * 1000;
const BEGAN = Date.UTC(2026, 0, 1);

/** The entry `seq`, of which there are three a day: it sets the title. The seventh entry names the moment of the fifth. */
function entry(seq: Seq): Entry {
  const at = BEGAN + Math.floor((seq - 1) / 3) * DAY + ((seq - 1) % 3) * 3_600_000;
  if (seq === 7) return { seq, at, kind: "version", actor: "ann", name: "Fifth", of: 5 };
  const ops = { title: [{ op: "set", id: "root", field: "title", value: `t${seq}` }] } as const;
  return { seq, at, kind: "change", actor: "ann", client: "AAAAAAAAAAAA", n: seq, ops };
}

/** A store with the entries of forty days. */
async function filled(store: Store): Promise<Store> {
  for (let seq = 0; seq < 120; seq += 3)
    await store.append(ROOM, seq, [entry(seq + 1), entry(seq + 2), entry(seq + 3)]);
  await store.saveSnapshot(ROOM, 90);
  return store;
}

/** Sweeps as on the day `day`. Returns how many entries went. */
async function sweep(store: Store, day: number, retention: Retention): Promise<number> {
  const clock = new TestClock();
  await clock.advance(BEGAN + day * DAY - clock.now());
  const rest = (): Promise<void> => Promise.resolve();
  const { entries, due = Infinity } = await sweepRoom({ store, clock, rest }, ROOM, retention);
  expect(due).toBeGreaterThan(clock.now());
  return entries;
}

/** Which of the first `most` states open, each of them checked. */
async function opened(store: Store, most = 120): Promise<readonly Seq[]> {
  const found: Seq[] = [];
  for (let seq = 1; seq <= most; seq++) {
    try {
      const { state, at } = await store.stateAt(ROOM, seq, true);
      expect(JSON.stringify([...state])).toContain(`t${seq === 7 ? 6 : seq}`);
      expect(at).toBe(entry(seq).at);
      found.push(seq);
    } catch (error) {
      if (!(error instanceof Dropped)) throw error;
    }
  }
  return found;
}

const range = (from: Seq, to: Seq): readonly Seq[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

const stores = [
  ["memory", () => memory()],
  ["sqlite", () => sqlite(join(folder(), "rooms.db"))],
] as const;

test.each(stores)(
  "[R1427] in %s what policy keeps stays: the last days one by one, the end of each day before, and named moments",
  async (_, open) => {
    const store = await filled(open());
    expect(await sweep(store, 40, "all")).toBe(0);
    expect(await sweep(store, 40, { days: 40, entries: 120 })).toBe(0);
    // The day 30 begins with the entry 91.
    expect(await sweep(store, 40, { days: 10 })).toBe(90);
    const days = range(1, 30).map((day) => day * 3);
    expect(await opened(store)).toEqual(
      [...days, 5].toSorted((a, b) => a - b).concat(range(91, 120)),
    );
    expect(await sweep(store, 40, { days: 10 })).toBe(0);
    // More of them go; the state that the log began with in between was the end of a day.
    expect(await sweep(store, 40, { days: 10, entries: 21 })).toBe(9);
    expect(await opened(store)).toEqual(
      [...days, 5, 93, 96, 99].toSorted((a, b) => a - b).concat(range(100, 120)),
    );
    await store.close();
  },
);

test.each(stores)(
  "[R1442] in %s a sweep says when something is to go next though nobody writes",
  async (_, open) => {
    const store = await filled(open());
    const clock = new TestClock();
    const due = async (day: number, retention: Retention): Promise<number | undefined> => {
      await clock.advance(BEGAN + day * DAY - clock.now());
      const rest = (): Promise<void> => Promise.resolve();
      const found = await sweepRoom({ store, clock, rest }, ROOM, retention);
      return found.due === undefined ? undefined : (found.due - BEGAN) / DAY;
    };
    expect(await due(40, "all")).toBe(undefined);
    expect(await due(40, { entries: 120 })).toBe(undefined);
    // The first entry is of the first moment.
    expect(await due(40, { days: 45 })).toBeCloseTo(45);
    // The entry 91 is the first one of the day 30, and the end of the first day is kept for a year.
    expect(await due(40, { days: 10 })).toBeCloseTo(40, 3);
    expect(await due(41, { entries: 30 })).toBeCloseTo(365 + 2 / 24);
    const read: Seq[] = [];
    const counting = new Proxy(store, {
      get: (of, what: keyof Store) => {
        const method = (of[what] as (...args: unknown[]) => unknown).bind(of);
        if (what !== "read") return method;
        return (room: string, after: Seq, limit?: number) => {
          if (limit === 1) read.push(after + 1);
          return of.read(room, after, limit);
        };
      },
    });
    const rest = (): Promise<void> => Promise.resolve();
    await sweepRoom({ store: counting, clock, rest }, ROOM, { entries: 10 });
    expect(new Set(read).size).toBe(read.length);
    await store.close();
  },
);

test.each(stores)(
  "[R1428] in %s the ends of days go after a year, and names never",
  async (_, open) => {
    const store = await filled(open());
    await sweep(store, 40, { days: 10 });
    await store.append(ROOM, 120, [entry(121)]);
    await sweep(store, 380, { days: 10 });
    expect(await opened(store, 121)).toEqual([
      5,
      ...range(16, 41)
        .map((day) => day * 3)
        .filter((seq) => seq <= 120),
      121,
    ]);
    await store.append(ROOM, 121, [{ ...entry(122), at: BEGAN + 900 * DAY }]);
    await sweep(store, 999, { entries: 1 });
    expect(await opened(store, 121)).toEqual([5, 121]);
    await store.close();
  },
);

test.each(stores)(
  "[R1429] in %s a sweep that ends at any step loses nothing, and the next one goes on",
  async (name, open) => {
    const whole = await filled(open());
    await sweep(whole, 40, { days: 10 });
    const expected = await opened(whole);
    await whole.close();
    for (const end of name === "memory" ? range(1, 36) : [20]) {
      const store = await filled(open());
      let steps = 0;
      const dying = new Proxy(store, {
        get: (of, what: keyof Store) => {
          const method = (of[what] as (...args: unknown[]) => unknown).bind(of);
          if (what !== "keepMoments" && what !== "saveMoment" && what !== "dropBefore")
            return method;
          return (...args: unknown[]) => {
            steps += 1;
            if (steps > end) throw new Error("The process is gone");
            return method(...args);
          };
        },
      });
      await sweep(dying, 40, { days: 10 }).catch(() => undefined);
      const before = await opened(store);
      for (const seq of expected) expect(before).toContain(seq);
      await sweep(store, 40, { days: 10 });
      expect(await opened(store)).toEqual(expected);
      await store.close();
    }
  },
);

test.each(stores)(
  "[R1435] in %s what a follower has still to read stays, until it is outside of twice what policy keeps",
  async (_, open) => {
    const store = await filled(open());
    const { epochs } = await store.origin(ROOM);
    const reached = (seq: Seq) =>
      store.saveFollower("mail", {
        cursors: [{ room: ROOM, epoch: epochs.at(-1)?.epoch ?? "", seq }],
      });
    await reached(85);
    expect(await sweep(store, 40, { days: 10 })).toBe(85);
    expect(await sweep(store, 40, { days: 10 })).toBe(0);
    await reached(88);
    expect(await sweep(store, 40, { days: 10 })).toBe(3);
    // Twice ten days before the day 51 begin with the entry 94.
    expect(await sweep(store, 51, { days: 10 })).toBe(5);
    await reached(120);
    expect(await sweep(store, 51, { days: 10 })).toBe(27);
    await store.close();
  },
);
