import { describe, expect, test } from "vitest";
import { Invalid } from "@alongside/core";
import { createDraft, recordIds, Replica } from "@alongside/core/engine";
import { ANA, BEN, id, schema } from "./notes.ts";
import { BoardReplica, RECT } from "./board-replica.ts";

describe("lists", () => {
  /** A page whose columns are named by `letters`, in the log as somebody else's. */
  function columns(letters: string): {
    readonly page: BoardReplica;
    readonly ids: { readonly [name: string]: string };
  } {
    const page = new BoardReplica();
    const ids: Record<string, string> = {};
    page.commit((doc) => {
      for (const name of letters) ids[name] = doc.columns.push({ name });
    }, BEN);
    return { page, ids };
  }

  function names(page: BoardReplica): string {
    return (page.read()["columns"] as { name: string }[]).map(({ name }) => name).join("");
  }

  test("a new record has its defaults, and its lists and maps begin with what was given", () => {
    const page = new BoardReplica();
    const ops = page.update((doc) => {
      doc.shapes.push({
        ...RECT,
        color: "red",
        likes: 2,
        tags: ["x", "y"],
        notes: { ana: { text: "hi" } },
      });
    });
    const made = (n: number): string => id(ANA, 1, n);
    expect(ops).toEqual({
      shapes: [
        {
          op: "insert",
          id: made(0),
          in: { of: "root", field: "shapes" },
          at: "end",
          fields: { ...RECT, color: "red", likes: 2 },
        },
        {
          op: "insert",
          id: made(1),
          in: { of: made(0), field: "tags" },
          at: "end",
          fields: { value: "x" },
        },
        {
          op: "insert",
          id: made(2),
          in: { of: made(0), field: "tags" },
          at: "end",
          fields: { value: "y" },
        },
        {
          op: "put",
          id: made(3),
          in: { of: made(0), field: "notes" },
          key: "ana",
          fields: { text: "hi" },
        },
      ],
    });
    expect(page.read()["shapes"]).toEqual([
      {
        id: made(0),
        ...RECT,
        color: "red",
        likes: 2,
        tags: [
          { id: made(1), value: "x" },
          { id: made(2), value: "y" },
        ],
        notes: { ana: { id: made(3), text: "hi" } },
      },
    ]);
  });

  test("a map in a new record may be given as a Map", () => {
    const page = new BoardReplica();
    page.update(
      (doc) => void doc.shapes.push({ ...RECT, notes: new Map([["a", { text: "b" }]]) } as never),
    );
    expect(page.read()["shapes"]).toMatchObject([{ notes: { a: { text: "b" } } }]);
  });

  test("a mistake deep in a new record writes none of it", () => {
    const page = new BoardReplica();
    const seen = page.update((doc) => {
      expect(() =>
        doc.columns.push({ name: "a", cards: [{ text: "b" }, { text: 1 as never }] }),
      ).toThrow(expect.objectContaining({ path: "columns.cards.1.text" }));
    });
    expect(seen).toEqual({});
  });

  test("reading: length, at, get, has, find, map, iteration", () => {
    const { page, ids } = columns("abc");
    expect(
      page.update(({ columns: list }) => {
        expect(list.length).toBe(3);
        expect(list.at(0)?.name).toBe("a");
        expect(list.at(-1)?.name).toBe("c");
        expect(list.at(3)).toBeUndefined();
        expect(list.get(ids["b"]!)?.name).toBe("b");
        expect(list.get("nobody-nobody.1.0")).toBeUndefined();
        expect(list.has(ids["b"]!)).toBe(true);
        expect(list.has("root")).toBe(false);
        expect(list.find(({ name }, index) => name !== "a" && index > 0)?.name).toBe("b");
        expect(list.map(({ name }, index) => name + index)).toEqual(["a0", "b1", "c2"]);
        expect(Array.from(list, ({ name }) => name)).toEqual(["a", "b", "c"]);
      }),
    ).toEqual({});
  });

  test.each([
    ["start", "xabc"],
    ["end", "abcx"],
    [{ after: "a" }, "axbc"],
    [{ after: "c" }, "abcx"],
    [{ before: "a" }, "xabc"],
    [{ before: "b" }, "axbc"],
  ] as const)("insert at %j makes %s", (at, wanted) => {
    const { page, ids } = columns("abc");
    const place =
      typeof at === "string"
        ? at
        : "after" in at
          ? { after: ids[at.after]! }
          : { before: ids[at.before]! };
    page.update((doc) => void doc.columns.insert({ name: "x" }, place));
    expect(names(page)).toBe(wanted);
  });

  test.each([
    ["a", "end", "bca"],
    ["c", "start", "cab"],
    ["a", { after: "b" }, "bac"],
    ["c", { before: "b" }, "acb"],
    ["b", { after: "b" }, "abc"],
    ["b", { before: "b" }, "abc"],
  ] as const)("moving %s to %j makes %s", (which, at, wanted) => {
    const { page, ids } = columns("abc");
    const place =
      typeof at === "string"
        ? at
        : "after" in at
          ? { after: ids[at.after]! }
          : { before: ids[at.before]! };
    page.update((doc) => doc.columns.move(ids[which]!, place));
    expect(names(page)).toBe(wanted);
  });

  test("[R40] an insert leans on an own neighbour, the left before the right, else on the left one", () => {
    const { page, ids } = columns("ab");
    const places = page.update(({ columns: list }) => {
      const x = list.insert({ name: "x" }, { before: ids["b"]! });
      list.insert({ name: "y" }, { before: x });
      list.insert({ name: "z" }, { after: x });
      list.insert({ name: "s" }, "start");
      list.insert({ name: "t" }, "start");
      list.push({ name: "p" });
      list.push({ name: "q" });
    });
    const made = (n: number): string => id(ANA, 2, n);
    expect(places["columns"]?.map((op) => "at" in op && op.at)).toEqual([
      { after: ids["a"] },
      { before: made(0) },
      { after: made(0) },
      "start",
      { before: made(3) },
      "end",
      { after: made(5) },
    ]);
    expect(names(page)).toBe("tsayxzbpq");
  });

  test("an insert beside something that is not there throws", () => {
    const { page } = columns("a");
    expect(() =>
      page.update((doc) => void doc.columns.insert({ name: "x" }, { after: "gone" })),
    ).toThrow(RangeError);
    expect(() => page.update((doc) => doc.columns.move("gone", "end"))).toThrow(RangeError);
  });

  test("moving into another list, and what cannot be moved", () => {
    const page = new BoardReplica();
    const ids: string[] = [];
    page.commit((doc) => {
      ids.push(doc.columns.push({ name: "a", cards: [{ text: "x" }, { text: "y" }] }));
      ids.push(doc.columns.push({ name: "b", cards: [{ text: "z" }] }));
      doc.shapes.push(RECT);
    });
    page.update((doc) => {
      const [a, b] = [doc.columns.get(ids[0]!)!, doc.columns.get(ids[1]!)!];
      a.cards.move(a.cards.at(0)!.id, b.cards, "start");
      expect(() => a.cards.move(a.cards.at(0)!.id, doc.columns as never)).toThrow(
        "different kinds",
      );
      expect(() => doc.shapes.move(doc.shapes.at(0)!.id, doc.columns as never)).toThrow(
        "stays under its top-level key",
      );
    });
    expect(page.read()["columns"]).toMatchObject([
      { name: "a", cards: [{ text: "y" }] },
      { name: "b", cards: [{ text: "x" }, { text: "z" }] },
    ]);
  });

  test("delete and restore; of what is in the trash, or there, already nothing is written", () => {
    const { page, ids } = columns("abc");
    const b = ids["b"] as string;
    expect(page.update((doc) => doc.columns.delete(b))).toEqual({
      columns: [{ op: "delete", id: b }],
    });
    expect(names(page)).toBe("ac");
    expect(
      page.update((doc) => {
        doc.columns.delete(b);
        doc.columns.restore(ids["a"]!);
        expect(doc.columns.get(b)).toBeUndefined();
        expect(doc.columns.has(b)).toBe(false);
      }),
    ).toEqual({});
    expect(page.update((doc) => doc.columns.restore(b))).toEqual({
      columns: [{ op: "restore", id: b }],
    });
    expect(names(page)).toBe("abc");
  });

  test("[R109] move, delete and restore of what is not in the list throw, with list and id", () => {
    const { page, ids } = columns("ab");
    const [a, b] = [ids["a"], ids["b"]] as [string, string];
    let card = "";
    page.commit((doc) => (card = doc.columns.get(a)!.cards.push({ text: "x" })));
    page.update((doc) => {
      const { columns: list } = doc;
      for (const name of ["gone", card, doc.settings.set("k", { value: "" }), "root"]) {
        const says = (what: string) => new RangeError(`columns has no record ${name} to ${what}`);
        expect(() => list.move(name, "end")).toThrow(says("move"));
        expect(() => list.delete(name)).toThrow(says("delete"));
        expect(() => list.restore(name)).toThrow(says("restore"));
      }
      expect(() => list.get(b)!.cards.delete(card)).toThrow(RangeError);
      // What was moved elsewhere is not here any more, and a record of a record that is gone still is.
      list.get(a)!.cards.move(card, list.get(b)!.cards);
      expect(() => list.get(a)!.cards.delete(card)).toThrow(RangeError);
      list.get(b)!.cards.delete(card);
    });
  });

  test("plain values in lists read as records with a value", () => {
    const page = new BoardReplica();
    page.update((doc) => {
      const shape = doc.shapes.get(doc.shapes.push({ ...RECT, tags: ["a"] }))!;
      shape.tags.push("b");
      shape.tags.at(0)!.value = "c";
    });
    expect(page.read()["shapes"]).toMatchObject([{ tags: [{ value: "c" }, { value: "b" }] }]);
  });
});

test("records made in a circle are refused, not endless", () => {
  const circle: { text: string; kids: unknown[] } = { text: "a", kids: [] };
  circle.kids.push(circle);
  const replica = new Replica(schema);
  const { doc } = createDraft(replica, replica.begin(1), recordIds(ANA, 1));
  const { notes } = doc as { notes: { push(value: unknown): string } };
  expect(() => notes.push(circle)).toThrow(Invalid);
});
