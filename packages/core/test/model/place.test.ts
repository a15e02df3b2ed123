import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Position } from "@alongside/core";
import { beside, type Chunk, CHUNK, Order, type Placed } from "../../src/model/order.ts";
import { anchorOf } from "../../src/model/place.ts";

class Item implements Placed {
  readonly id: string;
  /** How often somebody asked whether one is shown. */
  static asked = 0;
  hidden = false;
  chunk: Chunk | undefined = undefined;
  overChunk: Chunk | undefined = undefined;

  constructor(id: string) {
    this.id = id;
  }

  get isShown(): boolean {
    Item.asked += 1;
    return !this.hidden;
  }
}

const read = (order: Iterable<Item>): string => Array.from(order, ({ id }) => id).join("");

/** The order after an item, `x`, was placed among the letters of `letters`. */
function placed(letters: string, at: Position): string {
  const items = Array.from(letters, (id) => new Item(id));
  const order = Order.of(items);
  order.insert(
    new Item("x"),
    at,
    items.find(({ id }) => id === anchorOf(at)),
  );
  return read(order);
}

test("[R42] a place is the start, the end, or right beside another record", () => {
  expect(placed("abc", "start")).toBe("xabc");
  expect(placed("abc", "end")).toBe("abcx");
  expect(placed("abc", { after: "a" })).toBe("axbc");
  expect(placed("abc", { after: "c" })).toBe("abcx");
  expect(placed("abc", { before: "a" })).toBe("xabc");
  expect(placed("abc", { before: "c" })).toBe("abxc");
  expect(placed("", "start")).toBe("x");
});

test("[R43] a neighbour that is not here means the end", () => {
  expect(placed("abc", { after: "gone" })).toBe("abcx");
  expect(placed("abc", { before: "gone" })).toBe("abcx");
  expect(placed("", { after: "a" })).toBe("x");
});

test("the record a place leans on", () => {
  expect(anchorOf("start")).toBeUndefined();
  expect(anchorOf("end")).toBeUndefined();
  expect(anchorOf({ after: "a" })).toBe("a");
  expect(anchorOf({ before: "b" })).toBe("b");
});

/** An order, beside the array that it should read as. */
class Pair {
  readonly order: Order<Item>;
  readonly items: Item[];

  constructor(order: Order<Item>, items: readonly Item[]) {
    this.order = order;
    this.items = [...items];
  }

  insert(item: Item, kind: number, anchor: Item | undefined): void {
    const at: Position = (
      [
        "start",
        "end",
        anchor === undefined ? "end" : { after: anchor.id },
        anchor === undefined ? "end" : { before: anchor.id },
      ] as const
    )[kind % 4] as Position;
    this.order.insert(item, at, typeof at === "string" ? undefined : anchor);
    let index = at === "start" ? 0 : this.items.length;
    if (typeof at !== "string")
      index = this.items.indexOf(anchor as Item) + ("after" in at ? 1 : 0);
    this.items.splice(index, 0, item);
  }

  remove(item: Item): void {
    this.order.remove(item);
    this.items.splice(this.items.indexOf(item), 1);
  }

  /** What the order answers about itself and its item at `at`. */
  said(at: number): readonly unknown[] {
    const { order } = this;
    const [first, last] = [order.nextShown(undefined, 1), order.nextShown(undefined, -1)];
    const item = this.items[at];
    const around = item && [
      beside(order, item, -1),
      beside(order, item, 1),
      order.nextShown(item, 1),
      order.nextShown(item, -1),
    ];
    const inner = [order.nextShown(undefined, 1, first), order.nextShown(undefined, -1, last)];
    return [read(order), order.shown, order.shownAt(at)?.id, ...idsOf(inner), ...idsOf(around)];
  }

  /** The same of the array. */
  wanted(at: number): readonly unknown[] {
    const { items } = this;
    const isShown = ({ hidden }: Item): boolean => !hidden;
    const shown = items.filter(isShown);
    const around = at < items.length && [
      items[at - 1],
      items[at + 1],
      items.slice(at + 1).find(isShown),
      items.slice(0, at).findLast(isShown),
    ];
    const inner = [shown[1], shown.at(-2)];
    return [read(items), shown.length, shown[at]?.id, ...idsOf(inner), ...idsOf(around || [])];
  }
}

const idsOf = (items: readonly (Item | undefined)[] = []): readonly (string | undefined)[] =>
  items.map((item) => item?.id);

type Step = readonly [kind: number, which: number, times: number];

const steps = fc.array(fc.tuple(fc.nat(9), fc.nat(), fc.integer({ min: 1, max: 400 })), {
  minLength: 5,
  maxLength: 14,
});

/** Does what `steps` say, each so many times in a row about the same place. */
function run(pair: Pair, done: readonly Step[], also?: (step: (pair: Pair) => void) => void): void {
  for (const [kind, which, times] of done) {
    for (let i = 0; i < times; i++) {
      const made = new Item(`${kind}.${which}.${i}`);
      const step = (to: Pair): void => {
        const { items } = to;
        const item = items[(which + i) % Math.max(1, items.length)];
        if (kind < 4 || item === undefined) return to.insert(made, kind, item);
        if (kind < 7) return to.remove(item);
        if (kind < 8) {
          const anchor = items[which % items.length] as Item;
          if (anchor === item) return;
          to.remove(item);
          return to.insert(item, which, anchor);
        }
        item.hidden = !item.hidden;
        to.order.changed(item);
      };
      if (also === undefined) step(pair);
      else also(step);
    }
  }
}

test("[R265] an order reads as an array would, whatever is put in, taken out, moved and hidden", () => {
  fc.assert(
    fc.property(fc.nat(3000), steps, fc.nat(), (length, done, probe) => {
      const items = Array.from({ length }, (_, i) => new Item(`${i}`));
      const pair = new Pair(Order.of(items), items);
      run(pair, done);
      const at = probe % (pair.items.length + 1);
      expect(pair.said(at)).toEqual(pair.wanted(at));
      expect(pair.order.chunks.every(({ items: { length: n } }) => n > 0 && n <= CHUNK)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("[R265] a copy goes its own way and leaves its original as it is; what is done to both alike leaves both alike", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3000 }),
      steps,
      steps,
      fc.nat(),
      (length, own, shared, probe) => {
        const items = Array.from({ length }, (_, i) => new Item(`${i}`));
        const base = new Pair(Order.of(items), items);
        const alone = new Pair(base.order.copy(), items);
        run(alone, own);
        expect(alone.said(probe % length)).toEqual(alone.wanted(probe % length));
        for (const item of items) item.hidden = false;
        alone.order.release();
        expect(base.said(probe % length)).toEqual(base.wanted(probe % length));

        const over = new Pair(base.order.copy(), items);
        const log: ((pair: Pair) => void)[] = [];
        run(
          over,
          shared.filter(([kind]) => kind < 8),
          (step) => {
            step(over);
            log.push(step);
          },
        );
        expect(over.said(probe % length)).toEqual(over.wanted(probe % length));
        // The log takes in what was pending, in the same order.
        for (const step of log) step(base);
        expect(base.said(probe % length)).toEqual(base.wanted(probe % length));
        expect(over.said(probe % length)).toEqual(over.wanted(probe % length));
      },
    ),
    { numRuns: 60 },
  );
});

test("[R265] what is done to a long order costs a chunk or two, however often it is done at one place", () => {
  const items = Array.from({ length: 40_000 }, (_, i) => new Item(`${i}`));
  const order = Order.of(items);
  const anchor = items[20_000] as Item;
  expect(order.shown).toBe(40_000);
  Item.asked = 0;
  for (let i = 0; i < 2000; i++) {
    order.insert(new Item(`new${i}`), { after: anchor.id }, anchor);
    order.nextShown(anchor, -1);
    expect(order.shownAt(i)).toBe(items[i]);
  }
  expect(order.shown).toBe(42_000);
  expect(Item.asked / 2000).toBeLessThan(3 * CHUNK);
  for (const item of items) if (item !== anchor) order.remove(item);
  // What became short was joined, so that the row of chunks is as long as the order asks for.
  expect(order.chunks.length).toBeLessThan(2000 / (CHUNK / 8));
});
