import { describe, expect, test } from "vitest";
import {
  createDraft,
  defineRoom,
  type DraftOf,
  Invalid,
  type OpsByKey,
  recordIds,
  Replica,
  toJSON,
} from "@alongside/core";
import { Board } from "../schema/board.ts";
import { ANA, BEN, id } from "./notes.ts";

type Doc = DraftOf<typeof Board>;

const RECT = { kind: "rect", at: { x: 0, y: 0 }, size: { w: 1, h: 1 } } as const;

/** A page with a board; `update` writes and answers the ops, which stay pending until `settle`. */
class Page {
  readonly replica = new Replica(Board.schema);
  #n = 0;

  update(fn: (doc: Doc) => void, client = ANA): OpsByKey {
    const n = ++this.#n;
    const change = this.replica.begin(n);
    const { doc, end } = createDraft(this.replica, change, recordIds(client, n));
    try {
      fn(doc as Doc);
    } catch (error) {
      change.abort();
      throw error;
    } finally {
      end();
    }
    return change.ops();
  }

  /** Writes, and hears that the log has it. */
  commit(fn: (doc: Doc) => void, client = ANA): OpsByKey {
    const ops = this.update(fn, client);
    this.replica.confirm(ops, this.#n);
    return ops;
  }

  read(): { [field: string]: unknown } {
    return toJSON(this.replica.view) as { [field: string]: unknown };
  }

  /** What `fn` answers of a draft that writes nothing. */
  see<T>(fn: (doc: Doc) => T): T {
    let seen: T | undefined;
    const ops = this.update((doc) => {
      seen = fn(doc);
    });
    expect(ops).toEqual({});
    return seen as T;
  }
}

describe("records", () => {
  test("assigning a field writes one op, and reads back at once", () => {
    const page = new Page();
    let seen: string | undefined;
    const ops = page.update((doc) => {
      doc.title = "Plan";
      seen = doc.title;
    });
    expect(ops).toEqual({ title: [{ op: "set", id: "root", field: "title", value: "Plan" }] });
    expect(seen).toBe("Plan");
    expect(page.read()).toMatchObject({ title: "Plan" });
  });

  test("[R58] assigning what is there already writes nothing; what may yet be taken back is written anew", () => {
    const page = new Page();
    page.commit((doc) => void (doc.title = "Plan"));
    expect(page.update((doc) => void (doc.title = "Plan"))).toEqual({});
    page.update((doc) => void (doc.theme = "dark"));
    expect(page.update((doc) => void (doc.theme = "dark"))).toHaveProperty("theme");
  });

  test("[R58] writing a field often in one change leaves one op, the last", () => {
    const ops = new Page().update((doc) => {
      for (const title of ["a", "b", "c"]) doc.title = title;
      for (let i = 0; i < 5; i++) doc.votes.add(2);
    });
    expect(ops).toEqual({
      title: [{ op: "set", id: "root", field: "title", value: "c" }],
      votes: [{ op: "add", id: "root", field: "votes", by: 10 }],
    });
  });

  test("an optional field goes by delete or undefined; another cannot", () => {
    const page = new Page();
    page.commit((doc) => void (doc.subtitle = "b"));
    expect(page.update((doc) => void delete doc.subtitle)).toEqual({
      subtitle: [{ op: "set", id: "root", field: "subtitle" }],
    });
    expect("subtitle" in page.read()).toBe(false);
    page.commit((doc) => void doc.shapes.push({ ...RECT, label: "x" }));
    const shape = id(ANA, 3);
    page.update((doc) => void (doc.shapes.get(shape)!.label = undefined));
    expect(page.read()["shapes"]).toEqual([expect.not.objectContaining({ label: "x" })]);
    expect(() =>
      page.update((doc) => void delete (doc.shapes.get(shape) as { kind?: string }).kind),
    ).toThrow(Invalid);
  });

  test("a mistake throws with the path and writes nothing", () => {
    const page = new Page();
    page.commit((doc) => void doc.shapes.push(RECT));
    const before = page.replica.view;
    const shape = id(ANA, 1);
    const fails = (fn: (doc: Doc) => void, path: string): void => {
      expect(() => page.update(fn)).toThrow(expect.objectContaining({ name: "Invalid", path }));
      expect(page.replica.view).toEqual(before);
    };
    fails((doc) => void ((doc as { colour?: string }).colour = "red"), "colour");
    fails(
      (doc) => void ((doc.shapes.get(shape) as { colour?: string }).colour = "red"),
      `shapes.${shape}.colour`,
    );
    fails((doc) => void (doc.theme = "blue" as never), "theme");
    fails(
      (doc) => void (doc.shapes.get(shape)!.at = { x: 1, y: "2" } as never),
      `shapes.${shape}.at.y`,
    );
    fails((doc) => void (doc.shapes.get(shape)!.at = { x: 1, y: NaN }), `shapes.${shape}.at.y`);
    fails((doc) => {
      doc.title = "kept?";
      doc.theme = "blue" as never;
    }, "theme");
    fails((doc) => void doc.shapes.push({ ...RECT, kind: "star" } as never), "shapes.kind");
    fails((doc) => void doc.shapes.push({ ...RECT, colour: "red" } as never), "shapes.colour");
    fails((doc) => void doc.shapes.push("rect" as never), "shapes");
    fails((doc) => void doc.shapes.push({ ...RECT, tags: "red" } as never), "shapes.tags");
    fails((doc) => void doc.shapes.push({ ...RECT, tags: ["red", 1] } as never), "shapes.tags.1");
    fails((doc) => void doc.shapes.push({ ...RECT, notes: ["x"] } as never), "shapes.notes");
    fails((doc) => void doc.shapes.push({ ...RECT, likes: 0.5 }), "shapes.likes");
    fails((doc) => void doc.settings.set("", { value: "x" }), "settings");
    fails((doc) => void doc.settings.set("__proto__", { value: "x" }), "settings");
    fails((doc) => void doc.settings.set(1 as never, { value: "x" }), "settings");
  });

  test("lists, maps, counters and ids cannot be assigned", () => {
    const page = new Page();
    page.commit((doc) => void doc.shapes.push(RECT));
    const shape = id(ANA, 1);
    for (const fn of [
      (doc: Doc) => void ((doc as { shapes: unknown }).shapes = []),
      (doc: Doc) => void ((doc as { settings: unknown }).settings = {}),
      (doc: Doc) => void ((doc as { votes: unknown }).votes = 3),
      (doc: Doc) => void ((doc.shapes.get(shape) as { id: string }).id = "x"),
      (doc: Doc) => void Object.defineProperty(doc, "title", { value: "x" }),
    ]) {
      expect(() => page.update(fn)).toThrow(TypeError);
    }
  });

  test("a record's draft lists its fields", () => {
    const page = new Page();
    page.commit((doc) => void doc.settings.set("a", { value: "x" }));
    page.see((doc) => {
      const record = doc.settings.get("a")!;
      expect(Object.keys(record)).toEqual(["id", "value"]);
      expect({ ...record }).toEqual({ id: id(ANA, 1), value: "x" });
      expect("value" in record).toBe(true);
      expect("other" in record).toBe(false);
      expect(Object.keys(doc)).toEqual([...Board.schema.fields.keys()]);
      expect((doc as { other?: unknown }).other).toBeUndefined();
    });
  });

  test("a value that was read cannot be written into", () => {
    const page = new Page();
    page.commit((doc) => void doc.shapes.push(RECT));
    expect(() => page.update((doc) => void (doc.shapes.at(0)!.at.x = 5))).toThrow(TypeError);
  });

  test("[R59] a draft throws after its update, and so does everything it gave out", () => {
    const page = new Page();
    page.commit((doc) => void doc.shapes.push(RECT));
    let kept: Doc | undefined;
    let shape: { at: { x: number; y: number } } | undefined;
    page.update((doc) => {
      kept = doc;
      shape = doc.shapes.at(0);
    });
    const doc = kept as Doc;
    const { shapes, settings, votes } = page.see(() => ({ shapes: 0, settings: 0, votes: 0 }));
    expect([shapes, settings, votes]).toEqual([0, 0, 0]);
    for (const fn of [
      () => doc.title,
      () => void (doc.title = "late"),
      () => void delete doc.subtitle,
      () => doc.shapes,
      () => shape?.at,
    ]) {
      expect(fn).toThrow("This draft's update is over");
    }
  });

  test("[R59] so do lists, maps and counters that were kept", () => {
    const page = new Page();
    page.commit((doc) => {
      doc.shapes.push(RECT);
      doc.settings.set("a", { value: "x" });
    });
    let kept: Pick<Doc, "shapes" | "settings" | "votes"> | undefined;
    page.update(({ shapes, settings, votes }) => {
      kept = { shapes, settings, votes };
    });
    const { shapes, settings, votes } = kept as NonNullable<typeof kept>;
    const record = id(ANA, 1);
    for (const fn of [
      () => shapes.length,
      () => shapes.get(record),
      () => shapes.at(0),
      () => [...shapes],
      () => shapes.push(RECT),
      () => shapes.move(record, "start"),
      () => shapes.delete(record),
      () => shapes.restore(record),
      () => settings.size,
      () => settings.get("a"),
      () => [...settings],
      () => settings.keys(),
      () => settings.set("b", { value: "y" }),
      () => settings.delete("a"),
      () => settings.restore(record),
      () => votes.value,
      () => votes.add(),
    ]) {
      expect(fn).toThrow("This draft's update is over");
    }
  });
});

describe("lists", () => {
  /** A page whose columns are named by the letters of `names`, in the log as somebody else's. */
  function columns(names: string): {
    readonly page: Page;
    readonly ids: { readonly [name: string]: string };
  } {
    const page = new Page();
    const ids: Record<string, string> = {};
    page.commit((doc) => {
      for (const name of names) ids[name] = doc.columns.push({ name });
    }, BEN);
    return { page, ids };
  }

  function names(page: Page): string {
    return (page.read()["columns"] as { name: string }[]).map(({ name }) => name).join("");
  }

  test("a new record has its defaults, and its lists and maps begin with what was given", () => {
    const page = new Page();
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
        ...{ id: made(0), ...RECT, color: "red", likes: 2 },
        tags: [
          { id: made(1), value: "x" },
          { id: made(2), value: "y" },
        ],
        notes: { ana: { id: made(3), text: "hi" } },
      },
    ]);
  });

  test("a map in a new record may be given as a Map", () => {
    const page = new Page();
    page.update(
      (doc) => void doc.shapes.push({ ...RECT, notes: new Map([["a", { text: "b" }]]) } as never),
    );
    expect(page.read()["shapes"]).toMatchObject([{ notes: { a: { text: "b" } } }]);
  });

  test("a mistake deep in a new record writes none of it", () => {
    const page = new Page();
    const seen = page.update((doc) => {
      expect(() =>
        doc.columns.push({ name: "a", cards: [{ text: "b" }, { text: 1 as never }] }),
      ).toThrow(expect.objectContaining({ path: "columns.cards.1.text" }));
    });
    expect(seen).toEqual({});
  });

  test("reading: length, at, get, has, find, map, iteration", () => {
    const { page, ids } = columns("abc");
    page.see(({ columns: list }) => {
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
    });
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
    const page = new Page();
    const ids: string[] = [];
    page.commit((doc) => {
      ids.push(doc.columns.push({ name: "a", cards: [{ text: "x" }, { text: "y" }] }));
      ids.push(doc.columns.push({ name: "b", cards: [{ text: "z" }] }));
      doc.shapes.push(RECT);
    });
    page.update((doc) => {
      const [a, b] = ids.map((column) => doc.columns.get(column)!) as [
        { cards: Doc["columns"] },
        { cards: Doc["columns"] },
      ];
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

  test("delete and restore; of what is gone, or there already, nothing is written", () => {
    const { page, ids } = columns("abc");
    const b = ids["b"] as string;
    expect(page.update((doc) => doc.columns.delete(b))).toEqual({
      columns: [{ op: "delete", id: b }],
    });
    expect(names(page)).toBe("ac");
    page.see((doc) => {
      doc.columns.delete(b);
      doc.columns.delete("gone");
      doc.columns.restore(ids["a"]!);
      doc.columns.restore("gone");
      expect(doc.columns.get(b)).toBeUndefined();
      expect(doc.columns.has(b)).toBe(false);
    });
    expect(page.update((doc) => doc.columns.restore(b))).toEqual({
      columns: [{ op: "restore", id: b }],
    });
    expect(names(page)).toBe("abc");
  });

  test("plain values in lists read as records with a value", () => {
    const page = new Page();
    page.update((doc) => {
      const shape = doc.shapes.get(doc.shapes.push({ ...RECT, tags: ["a"] }))!;
      shape.tags.push("b");
      shape.tags.at(0)!.value = "c";
    });
    expect(page.read()["shapes"]).toMatchObject([{ tags: [{ value: "c" }, { value: "b" }] }]);
  });
});

describe("maps", () => {
  test("set, get, has, keys, size, iteration, delete and restore", () => {
    const page = new Page();
    const made: string[] = [];
    page.commit((doc) => {
      made.push(doc.settings.set("b", { value: "1" }), doc.settings.set("a", { value: "2" }));
      made.push(doc.settings.set("b", { value: "3" }));
      doc.settings.get("a")!.value = "4";
    });
    page.see(({ settings }) => {
      expect(settings.size).toBe(2);
      expect([...settings.keys()]).toEqual(["a", "b"]);
      expect([...settings].map(([key, { value }]) => key + value)).toEqual(["a4", "b3"]);
      expect(settings.has("b")).toBe(true);
      expect(settings.has("c")).toBe(false);
      expect(settings.get("c")).toBeUndefined();
      settings.delete("c");
      settings.restore("gone");
      settings.restore(made[2]!);
    });
    page.commit((doc) => doc.settings.restore(made[0]!));
    expect(page.read()["settings"]).toMatchObject({ b: { value: "1" } });
    page.commit((doc) => doc.settings.delete("b"));
    expect(Object.keys(page.read()["settings"] as object)).toEqual(["a"]);
    expect(page.update((doc) => doc.settings.restore(made[2]!))).toEqual({
      settings: [{ op: "restore", id: made[2] }],
    });
    expect(page.read()["settings"]).toMatchObject({ b: { value: "3" } });
  });

  test("maps of plain values", () => {
    const page = new Page();
    page.update((doc) => void doc.flags.set("on", true));
    expect(page.read()["flags"]).toEqual({ on: { id: id(ANA, 1), value: true } });
  });

  test("keys that other objects have are keys like others", () => {
    const page = new Page();
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
    const page = new Page();
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

test("records made in a circle are refused, not endless", () => {
  interface Nested {
    text: string;
    kids: Nested[];
  }
  const circle: Nested = { text: "a", kids: [] };
  circle.kids.push(circle);
  const Tree = defineRoom("tree", { version: 1, storage: { names: Board.storage.columns } });
  const replica = new Replica(Tree.schema);
  const { doc } = createDraft(replica, replica.begin(1), recordIds(ANA, 1));
  const names = (doc as { names: { push(value: unknown): string } }).names;
  expect(() => names.push({ name: "x", cards: [circle] })).toThrow(Invalid);
});
