import { describe, expect, test } from "vitest";
import { Invalid } from "@alongside/core";
import { Board } from "../schema/board.ts";
import { ANA, id } from "./notes.ts";
import { type Doc, BoardReplica, RECT } from "./board-replica.ts";

describe("records", () => {
  test("assigning a field writes one op, and reads back at once", () => {
    const page = new BoardReplica();
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
    const page = new BoardReplica();
    page.commit((doc) => void (doc.title = "Plan"));
    expect(page.update((doc) => void (doc.title = "Plan"))).toEqual({});
    page.update((doc) => void (doc.theme = "dark"));
    expect(page.update((doc) => void (doc.theme = "dark"))).toHaveProperty("theme");
  });

  test("[R630] writing a field often in one change leaves one op, the last", () => {
    const ops = new BoardReplica().update((doc) => {
      for (const title of ["a", "b", "c"]) doc.title = title;
      for (let i = 0; i < 5; i++) doc.votes.add(2);
    });
    expect(ops).toEqual({
      title: [{ op: "set", id: "root", field: "title", value: "c" }],
      votes: [{ op: "add", id: "root", field: "votes", by: 10 }],
    });
  });

  test("an optional field goes by delete or undefined; another cannot", () => {
    const page = new BoardReplica();
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
    const page = new BoardReplica();
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
    const page = new BoardReplica();
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
    const page = new BoardReplica();
    page.commit((doc) => void doc.settings.set("a", { value: "x" }));
    expect(
      page.update((doc) => {
        const record = doc.settings.get("a")!;
        expect(Object.keys(record)).toEqual(["id", "value"]);
        expect({ ...record }).toEqual({ id: id(ANA, 1), value: "x" });
        expect("value" in record).toBe(true);
        expect("other" in record).toBe(false);
        expect(Object.keys(doc)).toEqual([...Board.schema.fields.keys()]);
        expect((doc as { other?: unknown }).other).toBeUndefined();
      }),
    ).toEqual({});
  });

  test("a value that was read cannot be written into", () => {
    const page = new BoardReplica();
    page.commit((doc) => void doc.shapes.push(RECT));
    expect(() =>
      page.update((doc) => void ((doc.shapes.at(0)!.at as { x: number }).x = 5)),
    ).toThrow(TypeError);
  });

  test("[R59] a draft throws after its update, and so does everything it gave out", () => {
    const page = new BoardReplica();
    page.commit((doc) => void doc.shapes.push(RECT));
    let kept: Doc | undefined;
    let shape: { at: { x: number; y: number } } | undefined;
    page.update((doc) => {
      kept = doc;
      shape = doc.shapes.at(0);
    });
    const doc = kept as Doc;
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
    const page = new BoardReplica();
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
