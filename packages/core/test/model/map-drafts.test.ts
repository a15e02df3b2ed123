import { describe, expect, test } from "vitest";
import { ANA, id } from "./notes.ts";
import { BoardReplica, RECT } from "./board-replica.ts";

describe("maps", () => {
  test("set, get, has, keys, size, iteration, delete and restore", () => {
    const page = new BoardReplica();
    const made: string[] = [];
    page.commit((doc) => {
      made.push(doc.settings.set("b", { value: "1" }), doc.settings.set("a", { value: "2" }));
      made.push(doc.settings.set("b", { value: "3" }));
      doc.settings.get("a")!.value = "4";
    });
    expect(
      page.update(({ settings }) => {
        expect(settings.size).toBe(2);
        expect([...settings.keys()]).toEqual(["a", "b"]);
        expect([...settings].map(([key, { value }]) => key + value)).toEqual(["a4", "b3"]);
        expect(settings.has("b")).toBe(true);
        expect(settings.has("c")).toBe(false);
        expect(settings.get("c")).toBeUndefined();
        settings.delete("c");
        settings.restore(made[2]!);
      }),
    ).toEqual({});
    page.commit((doc) => doc.settings.restore(made[0]!));
    expect(page.read()["settings"]).toMatchObject({ b: { value: "1" } });
    page.commit((doc) => doc.settings.delete("b"));
    expect(Object.keys(page.read()["settings"] as object)).toEqual(["a"]);
    expect(page.update((doc) => doc.settings.restore(made[2]!))).toEqual({
      settings: [{ op: "restore", id: made[2] }],
    });
    expect(page.read()["settings"]).toMatchObject({ b: { value: "3" } });
  });

  test("[R109] restore of what is not in the map throws, with map and id", () => {
    const page = new BoardReplica();
    page.update((doc) => {
      doc.settings.set("a", { value: "1" });
      const flag = doc.flags.set("a", true);
      for (const name of ["gone", flag, "root"])
        expect(() => doc.settings.restore(name)).toThrow(
          new RangeError(`settings has no record ${name} to restore`),
        );
      const { notes } = doc.shapes.get(doc.shapes.push(RECT))!;
      expect(() => notes.restore(flag)).toThrow(RangeError);
    });
  });

  test("maps of plain values", () => {
    const page = new BoardReplica();
    page.update((doc) => void doc.flags.set("on", true));
    expect(page.read()["flags"]).toEqual({ on: { id: id(ANA, 1), value: true } });
  });

  test("keys that other objects have are keys like others", () => {
    const page = new BoardReplica();
    page.update((doc) => {
      for (const key of ["constructor", "toString", "hasOwnProperty"])
        doc.settings.set(key, { value: key });
      expect(doc.settings.get("valueOf")).toBeUndefined();
    });
    expect(Object.keys(page.read()["settings"] as object)).toEqual([
      "constructor",
      "hasOwnProperty",
      "toString",
    ]);
  });
});

describe("counters", () => {
  test("[R45] a counter adds, and stays within the safe integers", () => {
    const page = new BoardReplica();
    page.update((doc) => {
      doc.votes.add();
      doc.votes.add(4);
      doc.votes.add(0);
      expect(doc.votes.value).toBe(5);
      for (const by of [0.5, NaN, Infinity, 2 ** 53, Number.MAX_SAFE_INTEGER]) {
        expect(() => doc.votes.add(by)).toThrow(RangeError);
      }
      doc.votes.add(-7);
    });
    expect(page.read()["votes"]).toBe(-2);
    expect(page.update((doc) => doc.votes.add(0))).toEqual({});
  });
});
