import type { OpsByKey, TextOp } from "@alongside/core/engine";
import type { Delta } from "@alongside/core/text";
import { describe, expect, test } from "vitest";
import { MAX_UNSEEN_BYTES, Rebase, TextLink } from "../../src/room/text-link.ts";
import { TextRing } from "../../src/room/text-ring.ts";

function op(delta: Delta, field = "page"): TextOp {
  return { op: "text", id: "root", field, delta };
}

function ops(delta: Delta, field = "page"): OpsByKey {
  return { [field]: [op(delta, field)] };
}

/** A ring with those edits, from `seq` 1 on. */
function ringOf(...edits: readonly (readonly [client: string, delta: Delta])[]): TextRing {
  const ring = new TextRing(0);
  for (const [i, [client, delta]] of edits.entries()) ring.push(i + 1, client, [op(delta)], 10);
  return ring;
}

describe("the newest edits of a room", () => {
  test("are those after a `seq`, in order", () => {
    const ring = ringOf(["ann", ["a"]], ["bob", ["b"]]);
    ring.push(3, "ann", [op(["t"], "title"), op(["c"])], 10);
    ring.push(4, "bob", [], 10);
    expect(ring.head).toBe(4);
    expect(ring.units.slice(ring.indexAfter(1))).toEqual([
      { seq: 2, client: "bob", op: op(["b"]), bytes: 10 },
      { seq: 3, client: "ann", op: op(["t"], "title"), bytes: 10 },
      { seq: 3, client: "ann", op: op(["c"]), bytes: 0 },
    ]);
    expect(ring.indexAfter(0)).toBe(0);
    expect(ring.indexAfter(3)).toBe(4);
  });

  test("are a thousand at least, and not many more", () => {
    const ring = new TextRing(5);
    for (let seq = 6; seq <= 5005; seq++) {
      ring.push(seq, "ann", [op(["a"])], 10);
      expect(ring.start).toBeLessThanOrEqual(Math.max(5, seq - 1000));
      expect(ring.start).toBeGreaterThanOrEqual(Math.max(5, seq - 1250));
      expect(ring.units.length - ring.indexAfter(ring.start)).toBe(seq - ring.start);
    }
  });

  test.each([1e3, 3e4, 6e5, 3e6])("of %d bytes each are two megabytes at most", (bytes) => {
    const ring = new TextRing(0);
    for (let seq = 1; seq <= 2000; seq++) {
      ring.push(seq, "ann", [op(["a"])], bytes);
      const kept = seq - ring.start;
      expect(kept * bytes).toBeLessThanOrEqual(2 ** 21);
      expect(kept).toBeGreaterThanOrEqual(Math.min(seq, 1000, Math.floor(2 ** 20 / bytes)));
    }
  });

  test("entries without texts count for nothing", () => {
    const ring = ringOf(["ann", ["a"]]);
    for (let seq = 2; seq < 5000; seq++) ring.push(seq, "ann", [], 1e6);
    expect([ring.start, ring.head]).toEqual([0, 4999]);
  });
});

describe("[R176] a change goes over what its author had not seen", () => {
  test("edit by edit, in the log's order, others' only", () => {
    const ring = ringOf(["bob", ["b1 "]], ["ann", ["own "]], ["cem", [3, "c "]]);
    const link = new TextLink("ann", ring, 0);
    // Made on a text with her own "own " in it, which is under way.
    expect(link.receive(ops([4, "x"]), 0, 3)).toEqual(ops([9, "x"]));
    expect(link.receive(ops([5, "y"]), 0, 3)).toEqual(ops([10, "y"]));
    expect(link.receive(ops([10, "z"]), 3, 3)).toEqual(ops([10, "z"]));
  });

  test("as docs/internals.md shows it, on the server", () => {
    const ring = new TextRing(7);
    const link = new TextLink("ann", ring, 7);
    ring.push(8, "bob", [op(["Z"])], 10);
    expect(link.receive(ops([1, "X"]), 7, 8)).toEqual(ops([2, "X"]));
    ring.push(9, "ann", [op([2, "X"])], 10);
    // Ann has not seen 8 yet, and goes on behind her X.
    expect(link.receive(ops([2, "Y"]), 7, 9)).toEqual(ops([3, "Y"]));
  });

  test("what was seen is not gone over again", () => {
    const ring = ringOf(["bob", ["1"]], ["bob", ["2"]], ["bob", ["3"]]);
    for (const base of [0, 1, 2, 3])
      expect(new TextLink("ann", ring, 0).receive(ops([3, "x"]), base, 3)).toEqual(
        ops([6 - base, "x"]),
      );
    expect(new TextLink("ann", ring, 2).receive(ops([3, "x"]), 2, 3)).toEqual(ops([4, "x"]));
  });

  test("several texts each over their own", () => {
    const ring = ringOf(["bob", ["--"]]);
    ring.push(2, "bob", [op(["++"], "title")], 10);
    const change = { ...ops([1, "x"]), ...ops([2, "y"], "title"), ...ops([3, "z"], "other") };
    expect(new TextLink("ann", ring, 0).receive(change, 1, 2)).toEqual({
      ...ops([1, "x"]),
      ...ops([4, "y"], "title"),
      ...ops([3, "z"], "other"),
    });
  });

  test("one that edits no text stays the same object, whatever its base", () => {
    const link = new TextLink("ann", ringOf(["bob", ["1"]]), 1);
    const change: OpsByKey = { votes: [{ op: "set", id: "root", field: "votes", value: 1 }] };
    for (const base of [0, 1, 99]) expect(link.receive(change, base, 1)).toBe(change);
  });
});

test("[R177] of two inserts at one spot that of the smaller id goes left", () => {
  const ring = ringOf(["m", [1, "mmm"]]);
  expect(new TextLink("a", ring, 0).receive(ops([1, "x"]), 0, 1)).toEqual(ops([1, "x"]));
  expect(new TextLink("z", ring, 0).receive(ops([1, "x"]), 0, 1)).toEqual(ops([4, "x"]));
});

describe("[R178] a refused edit's inverse stands at its place", () => {
  test("for its author, before what came later", () => {
    const ring = new TextRing(0);
    const link = new TextLink("zoe", ring, 0);
    expect(link.receive(ops(["bad "]), 0, 0)).toEqual(ops(["bad "]));
    ring.push(1, "zoe", [], 0);
    link.refused(1, [op([-4])]);
    ring.push(2, "bob", [op(["> "])], 10);
    // Typed behind "bad ", which she still saw.
    expect(link.receive(ops([4, "good"]), 0, 2)).toEqual(ops([2, "good"]));
    expect(link.receive(ops([8, "!"]), 0, 2)).toEqual(ops([6, "!"]));
    // Now she has heard of the refusal, but not of Bob.
    expect(link.receive(ops([5, "?"]), 1, 2)).toEqual(ops([7, "?"]));
  });

  test("left of what its author inserted there", () => {
    const ring = new TextRing(0);
    const link = new TextLink("ann", ring, 0);
    link.receive(ops([-4]), 0, 0);
    ring.push(1, "ann", [], 0);
    link.refused(1, [op(["back"])]);
    expect(link.receive(ops(["x"]), 0, 1)).toEqual(ops([4, "x"]));
  });
});

describe("[R184] a base that cannot be", () => {
  test("is one that goes back, or is from the future", () => {
    const ring = ringOf(["bob", ["1"]], ["bob", ["2"]], ["bob", ["3"]]);
    const link = new TextLink("ann", ring, 1);
    expect(() => link.receive(ops(["x"]), 0, 3)).toThrow("from 1, the one before, to 3");
    expect(() => link.receive(ops(["x"]), 4, 3)).toThrow("got 4");
    link.receive(ops(["x"]), 2, 3);
    expect(() => link.receive(ops(["x"]), 1, 3)).toThrow("from 2");
    const caret = { id: "root", field: "page", anchor: 0, head: 0 };
    expect(() => link.locate({ ...caret, seq: 1 }, 3)).toThrow("from 2");
    // What is decided is not there before it is durable.
    expect(() => link.locate({ ...caret, seq: 3 }, 2)).toThrow("to 2, the end of the log");
  });
});

describe("[R180] an edit made too long ago", () => {
  test("is one before what is kept", () => {
    const ring = new TextRing(0);
    for (let seq = 1; seq <= 3000; seq++) ring.push(seq, "bob", [op(["."])], 10);
    const { start } = ring;
    expect(() => new TextLink("ann", ring, 0).receive(ops(["x"]), start - 1, 3000)).toThrow(Rebase);
    expect(new TextLink("zoe", ring, 0).receive(ops(["x"]), 2500, 3000)).toEqual(ops([500, "x"]));
  });

  test("is one of a client that goes on sending, and does not say that it has seen anything", () => {
    const ring = new TextRing(0);
    const link = new TextLink("ann", ring, 0);
    let last = 0;
    const sendOn = (): void => {
      for (let seq = 1; seq <= 1500; seq++) {
        ring.push(seq, "bob", [op(["."])], 10);
        link.receive(ops(["x"]), 0, seq);
        last = seq;
      }
    };
    expect(sendOn).toThrow(Rebase);
    expect(last).toBe(1000);
  });

  test("is one after a thousand refusals that were not heard of", () => {
    const ring = new TextRing(0);
    const link = new TextLink("ann", ring, 0);
    let last = 0;
    const sendOn = (): void => {
      for (let seq = 1; seq <= 1500; seq++) {
        link.receive(ops(["x"]), 0, 0);
        ring.push(seq, "ann", [], 0);
        link.refused(seq, [op([-1])]);
        last = seq;
      }
    };
    expect(sendOn).toThrow(Rebase);
    expect(last).toBe(1001);
  });
});

test("[R185] a caret goes over what its owner had not seen, past what the owner sent", () => {
  const ring = ringOf(["bob", ["1234 "]]);
  const link = new TextLink("ann", ring, 0);
  link.receive(ops([2, "xx"]), 0, 1);
  ring.push(2, "ann", [op([7, "xx"])], 10);
  ring.push(3, "bob", [op([9, "after"])], 10);
  const at = (anchor: number, head: number): unknown =>
    link.locate({ id: "root", field: "page", anchor, head, seq: 0 }, 3);
  // Right behind her own letters, which Bob typed behind as well.
  expect(at(4, 0)).toEqual({ id: "root", field: "page", anchor: 9, head: 0, seq: 3 });
  expect(at(5, 1)).toEqual({ id: "root", field: "page", anchor: 15, head: 6, seq: 3 });
});

describe("[R269] what unseen edits cost is bounded", () => {
  /** An edit of so many parts. */
  const wide = (parts: number): Delta =>
    Array.from({ length: parts / 2 }, () => [1, "a"] as const).flat();
  const unseen = (count: number): (readonly [string, Delta])[] =>
    Array.from({ length: count }, (_, i) => ["bob", [i, "x"]] as const);

  test("[R637] an edit of many parts goes over some, and over too many its author joins again", () => {
    const link = new TextLink("ann", ringOf(...unseen(100)), 0);
    expect(link.receive(ops(wide(20_000)), 0, 100)).toMatchObject({ page: [{ op: "text" }] });
    const behind = new TextLink("ann", ringOf(...unseen(900)), 0);
    expect(() => behind.receive(ops(wide(50_000)), 0, 900)).toThrow(Rebase);
    // Having joined again, it has seen all of that.
    const again = new TextLink("ann", ringOf(...unseen(900)), 900);
    expect(again.receive(ops(wide(50_000)), 900, 900)).toEqual(ops(wide(50_000)));
  });

  test("so do edits that cut what is unseen into ever more parts", () => {
    const link = new TextLink("ann", ringOf(["bob", [-10_000_000]]), 0);
    let taken = 0;
    const write = (): void => {
      for (; taken < 100; taken++) link.receive(ops([taken * 60_000, ...wide(40_000)]), 0, 1);
    };
    expect(write).toThrow(Rebase);
    expect(taken).toBeGreaterThan(3);
  });

  test("edits of many texts in one change count together", () => {
    const link = new TextLink("ann", ringOf(...unseen(1000)), 0);
    const texts = Array.from({ length: 10_000 }, (_, i) => op(["a"], `page${i}`));
    expect(() => link.receive({ page: texts }, 0, 1000)).toThrow(Rebase);
  });

  test("a caret that was set many parts ago is not looked for", () => {
    const caret = { id: "root", field: "page", anchor: 3, head: 3, seq: 0 };
    const link = new TextLink("ann", ringOf(["bob", wide(50_000)]), 0);
    expect(() => link.locate(caret, 1)).toThrow(Rebase);
    const near = new TextLink("ann", ringOf(["bob", wide(500)]), 0);
    expect(near.locate(caret, 1)).toMatchObject({ anchor: 5 });
  });

  test("[R637] what refused edits would delete is kept up to a bound; then their author joins again", () => {
    const link = new TextLink("ann", ringOf(), 0);
    const inverse = op(["x".repeat(MAX_UNSEEN_BYTES / 4)]);
    for (let seq = 1; seq <= 10; seq++) link.refused(seq, [inverse]);
    expect(() => link.receive(ops([1, "a"]), 0, 10)).toThrow(Rebase);
    // That it has seen them by now does not help: not all were kept.
    expect(() => link.receive(ops([1, "a"]), 9, 10)).toThrow(Rebase);
  });
});
