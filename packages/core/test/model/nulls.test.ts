import { describe, expect, test } from "vitest";
import { z } from "zod";
import { counter, defineRoom, type DraftOf, list, map, toJSON, value } from "@alongside/core";
import {
  checkStored,
  createDraft,
  decodeSnapshot,
  encodeSnapshot,
  type Entry,
  fold,
  Incompatible,
  migrate,
  type OpsByKey,
  recordIds,
  Replica,
} from "@alongside/core/engine";
import { attempt } from "../../src/change/attempt.ts";
import { confirmedView } from "../../src/pending/confirmed.ts";
import { keyStates } from "../../src/model/state-codec.ts";
import { ANA, sent } from "./notes.ts";

/** Every way in which a field may hold `null`. */
const Nullable = defineRoom("nullable", {
  version: 1,
  storage: {
    five: z.number().nullable().default(5),
    either: z.string().nullish(),
    word: value<string | null>("x"),
    rows: list({
      name: z.string().nullable(),
      due: z.number().nullable().default(5),
      note: z.string().nullish(),
      word: value<string | null>("x"),
      parts: list({ size: z.number().nullable() }),
      tags: map(z.boolean().nullable()),
    }),
    names: list(z.string().nullable()),
    byKey: map(z.string().nullable()),
    votes: counter(),
  },
});

type Doc = DraftOf<typeof Nullable>;

/** A log and a page that follows it. */
class Book {
  readonly log: Entry[] = [];
  readonly replica = new Replica(Nullable.schema);
  #n = 0;

  write(fn: (doc: Doc) => void): OpsByKey {
    const n = ++this.#n;
    const change = this.replica.begin(n);
    const { doc, end } = createDraft(this.replica, change, recordIds(ANA, n));
    fn(doc as Doc);
    end();
    const ops = sent(change.ops());
    this.replica.confirm(ops, n);
    const seq = this.log.length + 1;
    this.log.push({ seq, at: seq, actor: "ana", client: ANA, n, kind: "change", ops });
    return ops;
  }

  /** What everybody reads who can have come to this log in any way. */
  reads(): readonly unknown[] {
    const folded = fold(undefined, sent(this.log));
    const { schema } = Nullable;
    const snapshot = encodeSnapshot(folded);
    const readers = [
      this.replica,
      new Replica(schema, decodeSnapshot(snapshot).state),
      Replica.from(schema, sent(Object.fromEntries(keyStates(folded.state)))),
      new Replica(schema, folded.state),
    ];
    checkStored(folded.state, schema);
    return readers.flatMap((replica) => [toJSON(replica.view), toJSON(confirmedView(replica))]);
  }
}

function nulls(doc: Doc): void {
  doc.five = null;
  doc.either = null;
  doc.word = null;
  doc.names.push(null);
  doc.byKey.set("k", null);
  doc.rows.push({
    name: null,
    due: null,
    note: null,
    word: null,
    parts: [{ size: null }],
    tags: { t: null },
  });
}

const ALL_NULL = {
  five: null,
  either: null,
  word: null,
  names: [{ value: null }],
  byKey: { k: { value: null } },
  rows: [
    {
      name: null,
      due: null,
      note: null,
      word: null,
      parts: [{ size: null }],
      tags: { t: { value: null } },
    },
  ],
};

describe("[R260] null is a value like any other, and only undefined is absent", () => {
  test("what is null reads as null, for everybody and however they came to it", () => {
    const book = new Book();
    book.write(nulls);
    for (const read of book.reads()) expect(read).toMatchObject(ALL_NULL);
  });

  test("a draft reads null where null was written", () => {
    const book = new Book();
    book.write(nulls);
    book.write((doc) => {
      const row = doc.rows.at(0);
      expect([doc.five, doc.either, doc.word, doc.names.at(0)?.value]).toEqual(
        Array<null>(4).fill(null),
      );
      expect(doc.byKey.get("k")?.value).toBeNull();
      expect([row?.name, row?.due, row?.note, row?.word]).toEqual(Array<null>(4).fill(null));
    });
  });

  test("writing null over null writes nothing; writing it over the default, or over nothing, does", () => {
    const book = new Book();
    expect(book.write((doc) => (doc.five = null))).toEqual({
      five: [{ op: "set", id: "root", field: "five", value: null }],
    });
    expect(book.write((doc) => (doc.five = null))).toEqual({});
    expect(book.write((doc) => (doc.either = null))).not.toEqual({});
    for (const read of book.reads()) expect(read).toMatchObject({ five: null, either: null });
  });

  test("what is absent stays absent: the default is read, and an optional field is not there", () => {
    const book = new Book();
    book.write(nulls);
    book.write((doc) => {
      doc.either = undefined;
      delete doc.rows.at(0)?.note;
      doc.five = 7;
      doc.word = undefined as never;
    });
    for (const read of book.reads()) {
      expect(read).toMatchObject({ five: 7, word: "x", rows: [{ name: null }] });
      expect(read).not.toHaveProperty("either");
      expect((read as { rows: object[] }).rows[0]).not.toHaveProperty("note");
    }
  });

  test("pending changes and others' gestures show it, and what was there comes back when they go", () => {
    const book = new Book();
    book.write((doc) => void doc.rows.push({ name: "a", parts: [{ size: 1 }] }));
    const { replica } = book;
    const row = replica.state.root.lists?.get("rows")?.order.shownAt(0)?.id ?? "";
    const set = (field: string) =>
      ({ rows: [{ op: "set", id: row, field, value: null }] }) as const;
    const before = toJSON(replica.view);
    replica.setPreview("ben/1", set("name"));
    expect(toJSON(replica.view)).toMatchObject({ rows: [{ name: null }] });
    replica.setPreview("ben/1", undefined);
    replica.addPending(50, set("due"));
    expect(toJSON(replica.view)).toMatchObject({ rows: [{ name: "a", due: null }] });
    replica.dropPending(50);
    expect(toJSON(replica.view)).toEqual(before);
  });

  test("what is tried and taken back leaves null as it was", () => {
    const book = new Book();
    book.write(nulls);
    const { replica } = book;
    const before = toJSON(replica.view);
    const tried = attempt(replica, 1);
    tried.push("five", { op: "set", id: "root", field: "five", value: 1 });
    tried.push("either", { op: "set", id: "root", field: "either" });
    tried.abort();
    expect(toJSON(replica.view)).toEqual(before);
    expect(before).toMatchObject({ five: null, either: null });
  });

  test("a record in the trash keeps it, and brings it along when it comes back", () => {
    const book = new Book();
    book.write(nulls);
    const id = book.replica.state.root.lists?.get("rows")?.order.shownAt(0)?.id ?? "";
    book.write((doc) => doc.rows.delete(id));
    for (const read of book.reads()) expect(read).toMatchObject({ rows: [] });
    const late = Replica.from(
      Nullable.schema,
      sent(Object.fromEntries(keyStates(fold(undefined, sent(book.log)).state))),
    );
    const server = new Replica(Nullable.schema, fold(undefined, sent(book.log)).state);
    const tried = attempt(server, 1);
    tried.push("rows", { op: "restore", id });
    tried.commit();
    late.confirm(sent(tried.ops()));
    for (const replica of [server, late])
      expect(toJSON(replica.view)).toMatchObject({ rows: ALL_NULL.rows });
  });

  test("a migration reads it, writes it and removes it", () => {
    const book = new Book();
    book.write(nulls);
    const { state } = fold(undefined, sent(book.log));
    const seen: unknown[] = [];
    const ops = migrate(state, (doc) => {
      const [row] = doc.records("rows");
      seen.push(doc.get("five"), row?.get("name"), doc.get("nothing"));
      doc.set("five", null);
      doc.set("word", 1);
      doc.set("word", null);
      doc.remove("either");
      row?.set("due", null);
    });
    expect(seen).toEqual([null, null, undefined]);
    expect(ops).toEqual({
      word: [{ op: "set", id: "root", field: "word", value: null }],
      either: [{ op: "set", id: "root", field: "either" }],
    });
    expect(toJSON(new Replica(Nullable.schema, state).view)).toMatchObject({ five: null });
  });

  test("[R615] a counter has no null: what is stored as one is no sum, and counts as 0 until it is mended", () => {
    const stored = Replica.from(Nullable.schema, { votes: { value: null } });
    expect(() => checkStored(stored.state, Nullable.schema)).toThrow(Incompatible);
    expect(toJSON(stored.view)).toMatchObject({ votes: 0 });
    stored.confirm({ votes: [{ op: "add", id: "root", field: "votes", by: 2 }] });
    expect(toJSON(stored.view)).toMatchObject({ votes: 2 });
  });

  test("a schema without null refuses it when it is written", () => {
    const Strict = defineRoom("strict", {
      version: 1,
      storage: { word: z.string().default("x") },
    });
    const replica = new Replica(Strict.schema);
    const { doc } = createDraft(replica, replica.begin(1), recordIds(ANA, 1));
    expect(() => ((doc as DraftOf<typeof Strict>).word = null as never)).toThrow(/^word/);
  });
});
