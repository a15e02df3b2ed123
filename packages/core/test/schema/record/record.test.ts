import {
  counter,
  type DraftOf,
  defineRoom,
  list,
  map,
  type RecordOf,
  record,
  text,
  TextValue,
  toJSON,
  value,
} from "@alongside/core";
import {
  checkOps,
  createDraft,
  editOfText,
  fold,
  fromJSON,
  migrate,
  type OpsByKey,
  recordIds,
  Replica,
  shapeOf,
  UndoStep,
  textEngine,
} from "@alongside/core/engine";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { checkStored } from "../../../src/schema/check-stored.ts";
import { keyStates } from "../../../src/model/state-codec.ts";
import { confirmedView } from "../../../src/pending/confirmed.ts";

const ANA = "ana-aaaaaaaaa";

const Page = defineRoom("page", {
  version: 1,
  storage: {
    title: value("Untitled"),
    meta: record({
      color: value("red"),
      votes: counter(),
      body: text(),
      print: record({ size: z.enum(["a4", "a5"]).default("a4"), copies: counter() }),
    }),
    cards: list({
      label: z.string(),
      meta: record({ by: z.string(), seen: counter(), note: text(), tag: z.string().optional() }),
    }),
  },
});

type Doc = DraftOf<typeof Page>;

/** A replica of a page; what is written is in the log at once. */
class Paper {
  readonly replica = new Replica(Page.schema);
  #n = 0;

  update(fn: (doc: Doc) => void): OpsByKey {
    const n = ++this.#n;
    const change = this.replica.begin(n);
    const draft = createDraft(this.replica, change, recordIds(ANA, n));
    try {
      fn(draft.doc as Doc);
    } catch (error) {
      change.abort();
      throw error;
    } finally {
      draft.end();
    }
    const ops = change.ops();
    this.replica.confirm(ops, n);
    return ops;
  }

  get view() {
    return this.replica.view as unknown as ReturnType<typeof fromJSON<typeof Page>>;
  }
}

const EMPTY = {
  color: "red",
  votes: 0,
  body: TextValue.empty,
  print: { size: "a4", copies: 0 },
};

describe("writing", () => {
  test("[R505] each field of a record is written by itself, under its path, as a field of its owner", () => {
    const page = new Paper();
    expect(
      page.update((doc) => {
        doc.meta.color = "blue";
        doc.meta.votes.add(2);
        doc.meta.body.insert(0, "Hello");
        doc.meta.print.size = "a5";
        doc.meta.print.copies.add(3);
        expect([doc.meta.color, doc.meta.print.size]).toEqual(["blue", "a5"]);
      }),
    ).toEqual({
      meta: [
        { op: "set", id: "root", field: "meta.color", value: "blue" },
        { op: "add", id: "root", field: "meta.votes", by: 2 },
        { op: "text", id: "root", field: "meta.body", delta: ["Hello"] },
        { op: "set", id: "root", field: "meta.print.size", value: "a5" },
        { op: "add", id: "root", field: "meta.print.copies", by: 3 },
      ],
    });
    const seen = { color: "blue", votes: 2, body: "Hello", print: { size: "a5", copies: 3 } };
    expect(toJSON(page.view)).toEqual({ title: "Untitled", meta: seen, cards: [] });
    expect(toJSON(confirmedView(page.replica))).toEqual(toJSON(page.view));
  });

  test("[R505] what makes a record of a list has its records in it, and they may be left out where their fields may", () => {
    const page = new Paper();
    const ops = page.update((doc) => {
      doc.cards.push({ label: "a", meta: { by: "ana", seen: 2, note: "hi" } });
      const [card] = doc.cards;
      card!.meta.tag = "x";
      card!.meta.seen.add();
      delete card!.meta.tag;
    });
    expect(ops["cards"]?.[0]).toMatchObject({
      fields: { label: "a", "meta.by": "ana", "meta.seen": 2, "meta.note": "hi" },
    });
    expect(toJSON(page.view.cards)).toMatchObject([{ meta: { by: "ana", seen: 3, note: "hi" } }]);
    const Optional = defineRoom("optional", {
      version: 1,
      storage: { cards: list({ meta: record({ tag: value("none") }) }) },
    });
    const replica = new Replica(Optional.schema);
    const draft = createDraft(replica, replica.begin(1), recordIds(ANA, 1));
    (draft.doc as DraftOf<typeof Optional>).cards.push({});
    expect(toJSON(replica.view)["cards"]).toMatchObject([{ meta: { tag: "none" } }]);
  });

  test("[R453] a draft of a record has the names of its fields, and no id", () => {
    new Paper().update(({ meta }) => {
      expect(Object.keys(meta)).toEqual(["color", "votes", "body", "print"]);
      expect("id" in meta).toBe(false);
      expect((meta as { id?: string }).id).toBeUndefined();
      expect((meta as { "print.size"?: string })["print.size"]).toBeUndefined();
    });
  });

  test.each<readonly [string, (doc: Doc) => void, string]>([
    [
      "a record that is assigned",
      (doc) => void ((doc as { meta: unknown }).meta = { color: "blue" }),
      "meta is a record; it cannot be assigned: write its fields, one by one",
    ],
    [
      "a field that is not there",
      (doc) => void ((doc.meta as unknown as { size: number }).size = 1),
      "meta.size: is not a field",
    ],
    [
      "a value that its schema refuses",
      (doc) => void ((doc.meta.print as { size: string }).size = "a3"),
      "meta.print.size: ",
    ],
    [
      "a new record with a field that is not there",
      (doc) => void doc.cards.push({ label: "a", meta: { by: "x", who: 1 } as never }),
      "cards.meta.who: is not a field of this record",
    ],
    [
      "a new record without a field",
      (doc) => void doc.cards.push({ label: "a" } as never),
      "cards.meta.by: ",
    ],
    [
      "a new record with something else in its place",
      (doc) => void doc.cards.push({ label: "a", meta: 5 } as never),
      "cards.meta: should be an object of fields, got 5",
    ],
  ])("[R455] [R506] %s throws with the path, and nothing is written", (_, fn, message) => {
    const page = new Paper();
    const before = page.view;
    expect(() => page.update(fn)).toThrow(message);
    expect(page.view).toBe(before);
  });
});

describe("reading", () => {
  test("[R507] a record reads as the same object until a field of it changes, and its record likewise", () => {
    const page = new Paper();
    const first = page.view;
    expect(first.meta).toEqual(EMPTY);
    page.update((doc) => void (doc.title = "Plan"));
    expect(page.view).not.toBe(first);
    expect(page.view.meta).toBe(first.meta);
    page.update((doc) => void (doc.meta.color = "blue"));
    expect(page.view.meta).not.toBe(first.meta);
    expect(page.view.meta.print).toBe(first.meta.print);
    page.update((doc) => void doc.cards.push({ label: "a", meta: { by: "ana" } }));
    const [card] = page.view.cards;
    page.update((doc) => void (doc.cards.at(0)!.label = "b"));
    expect(page.view.cards[0]).not.toBe(card);
    expect(page.view.cards[0]?.meta).toBe(card?.meta);
    expect(Object.isFrozen(page.view.meta.print)).toBe(true);
  });

  test("[R507] storage goes through JSON and back, with records", () => {
    const page = new Paper();
    page.update((doc) => {
      doc.meta.body.insert(0, "Hello");
      doc.cards.push({ label: "a", meta: { by: "ana" } });
    });
    const json = JSON.parse(JSON.stringify(toJSON(page.view))) as ReturnType<typeof toJSON>;
    expect(toJSON(fromJSON(Page, json as never))).toEqual(json);
    expect(fromJSON(Page, {} as never).meta).toEqual(EMPTY);
    expect(() => fromJSON(Page, { meta: [] } as never)).toThrow("meta should be an object");
  });

  test("[R507] a joiner's cut has a record's fields under its top-level key", () => {
    const page = new Paper();
    page.update((doc) => {
      doc.meta.color = "blue";
      doc.meta.print.copies.add(1);
      doc.meta.body.insert(0, "Hello");
    });
    const states = Object.fromEntries(keyStates(page.replica.state));
    const fields = { "meta.color": "blue", "meta.print.copies": 1, "meta.body": "Hello" };
    expect(states).toEqual({ meta: { fields } });
    const joiner = Replica.from(Page.schema, structuredClone(states));
    expect(toJSON(joiner.view)).toEqual(toJSON(page.view));
  });
});

describe("what others ask of it", () => {
  function checked(ops: OpsByKey) {
    const replica = new Replica(Page.schema);
    return checkOps(replica, replica.begin(1), ops, { client: ANA, n: 1, strict: false });
  }

  test("[R508] the server takes a field under the key of its record, and under no other", () => {
    const set = { op: "set", id: "root", field: "meta.color", value: "blue" } as const;
    expect(checked({ meta: [set] })).toMatchObject({ ok: true });
    expect(checked({ title: [set] })).toMatchObject({ ok: false, code: "op.across-keys" });
    expect(checked({ "meta.color": [set] })).toMatchObject({ ok: false, code: "op.unknown-field" });
    const whole = { ...set, field: "meta", value: {} };
    expect(checked({ meta: [whole] })).toMatchObject({ ok: false, code: "op.unknown-field" });
    const wrong = { ...set, field: "meta.votes" };
    expect(checked({ meta: [wrong] })).toMatchObject({ ok: false, code: "op.wrong-type" });
    const bad = { ...set, field: "meta.print.size", value: "a3" };
    expect(checked({ meta: [bad] })).toMatchObject({ ok: false, code: "schema.invalid" });
  });

  test("[R508] an edit of a text in a record is under the record's key", () => {
    expect(editOfText(new Paper().replica, "root", "meta.body", ["x"])).toEqual({
      key: "meta",
      op: { op: "text", id: "root", field: "meta.body", delta: ["x"] },
    });
  });

  test("[R505] undo takes the fields of a record back, each by its kind", () => {
    const page = new Paper();
    page.update((doc) => void (doc.meta.color = "blue"));
    const step = new UndoStep([2]);
    const before = toJSON(page.view);
    const change = page.replica.begin(2);
    const ops: OpsByKey = {
      meta: [
        { op: "set", id: "root", field: "meta.color", value: "green" },
        { op: "add", id: "root", field: "meta.votes", by: 4 },
      ],
    };
    for (const op of ops["meta"]!) {
      step.note(page.replica, 2, "meta", op);
      change.push("meta", op);
    }
    page.replica.confirm(change.ops(), 2);
    const undo = page.replica.begin(3);
    for (const [key, op] of step.ops(page.replica, 3)) undo.push(key, op);
    expect(toJSON(page.view)).toEqual(before);
  });

  test("[R505] a migration reaches a record's fields by their paths", () => {
    const { state } = fold(undefined, [], textEngine);
    state.apply({ title: [{ op: "set", id: "root", field: "title", value: "Plan" }] });
    const ops = migrate(state, (doc) => {
      doc.set("meta.color", doc.get("title") ?? null);
      doc.remove("title");
    });
    expect(ops).toEqual({
      meta: [{ op: "set", id: "root", field: "meta.color", value: "Plan" }],
      title: [{ op: "set", id: "root", field: "title" }],
    });
    checkStored(state, Page.schema);
    expect(toJSON(new Replica(Page.schema, state).view)).toMatchObject({ meta: { color: "Plan" } });
  });

  test("[R506] a room in which records of a list are stored does not open as one with a record() there", () => {
    const { state } = fold(undefined, [], textEngine);
    const insert = { op: "insert", id: `${ANA}.1.0`, at: "end", fields: {} } as const;
    state.apply({ meta: [{ ...insert, in: { of: "root", field: "meta" } }] });
    expect(() => checkStored(state, Page.schema)).toThrow("meta: records are stored");
    expect(() => migrate(state, (doc) => doc.set("meta.color", "red"))).toThrow("holds records");
  });

  test("[R505] definitions that differ in a record's fields have different shapes", () => {
    const lines = shapeOf(Page).split("\n");
    expect(lines).toContain("storage.meta.print.copies: counter()");
    expect(lines).toContain('storage.meta.color: value() = "red"');
    expect(lines).toContain("storage.cards.*.meta.tag: optional a schema of zod");
  });
});

describe("declaring", () => {
  const defined = (storage: { readonly [name: string]: unknown }) =>
    defineRoom("page", { version: 1, storage: storage as never });

  test.each<readonly [string, () => unknown, string]>([
    [
      "a list in a record",
      () => defined({ meta: record({ tags: list(z.string()) } as never) }),
      "storage.meta.tags: a record() holds plain values, counters, texts and records; put the list beside it",
    ],
    [
      "a map in a record of a record",
      () => defined({ meta: record({ more: record({ tags: map(z.string()) } as never) }) }),
      "storage.meta.more.tags: a record() holds",
    ],
    [
      "a name with a dot",
      () => defined({ "meta.title": value("") }),
      "storage.meta.title: a field's name has no dot; for a field in another one use record()",
    ],
    [
      "a plain value without a beginning, in a record at the top",
      () => defined({ meta: record({ by: z.string() }) }),
      "storage.meta.by: nothing is stored, and the schema has no answer",
    ],
    [
      "a reserved name",
      () => defined({ meta: record({ id: value("") } as never) }),
      "storage.meta.id",
    ],
    ["no fields", () => record(value("") as never), "what record() is given should be fields"],
    ["a list for its fields", () => record([] as never), "what record() is given should be fields"],
    [
      "a path that is too long",
      () => defined({ meta: record({ ["x".repeat(252)]: value("") }) }),
      "characters, the limit is 256",
    ],
    [
      "a record in itself",
      () => {
        const fields: { me?: RecordOf } = {};
        fields.me = record(fields as never);
        return defined({ meta: fields.me });
      },
      "storage.meta.me: a record cannot hold itself",
    ],
  ])("[R506] %s is refused, with the path", (_, fn, message) => {
    expect(fn).toThrow(message);
  });
});
