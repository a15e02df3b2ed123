import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { toJSON } from "@alongside/core";
import { checkOps, type Op, type OpsByKey, Replica } from "@alongside/core/engine";
import { type RecordState } from "../../src/model/record-state.ts";
import {
  ANA,
  BEN,
  boxes,
  id,
  insert,
  like,
  move,
  notes,
  put,
  restore,
  schema,
  sent,
  setText,
  trash,
} from "./notes.ts";
import { attempt as tried } from "../../src/change/attempt.ts";
import { confirmedView } from "../../src/pending/confirmed.ts";
import { recordOf } from "./record-of.ts";

const GONE = id("nobody-nobody", 1);
const [A, B, C, K] = [0, 1, 2, 3].map((n) => id(BEN, 1, n)) as [string, string, string, string];
const NEW = id(ANA, 5);

/** Notes a(b) and c, a box at k, and a like. */
function room(): Replica {
  const replica = new Replica(schema);
  replica.confirm(
    notes(insert(A, "end", "root", "a"), insert(B, "end", A, "b"), insert(C, "end", "root", "c")),
  );
  replica.confirm(boxes(put(K, "k", "box")));
  replica.confirm({ votes: [{ op: "add", id: "root", field: "votes", by: 1 }] });
  return replica;
}

/** What ana's fifth change comes to; when it is refused, nothing of it may be left. */
function judge(ops: OpsByKey, strict = false, replica = room()): ReturnType<typeof checkOps> {
  const look = (): unknown => [
    toJSON(replica.view),
    toJSON(confirmedView(replica)),
    [...replica.state.nodes.keys()],
  ];
  const before = look();
  const attempt = tried(replica, 1);
  const checked = checkOps(replica, attempt, sent(ops), { client: ANA, n: 5, strict });
  if (checked.ok) attempt.commit();
  expect(checked.ok || isDeepStrictEqual(look(), before)).toBe(true);
  return checked;
}

/** By which code a change is refused, also when other ops stand before the one that is wrong. */
function refusal(ops: OpsByKey, strict = false): string {
  const [key] = Object.keys(ops) as [string];
  const prefixes: readonly (readonly Op[])[] = [
    [],
    key === "notes" ? [like(C), setText(B, "x"), insert(id(ANA, 5, 9))] : [],
    key === "boxes" ? [setText(K, "x"), put(id(ANA, 5, 9), "j")] : [],
  ];
  const codes = prefixes.map((prefix) => {
    const checked = judge({ ...ops, [key]: [...prefix, ...(ops[key] ?? [])] }, strict);
    return checked.ok ? "accepted" : checked.code;
  });
  return [...new Set(codes)].join(" ");
}

function accepted(ops: OpsByKey): unknown {
  const replica = room();
  expect(judge(ops, false, replica)).toEqual({ ok: true, ops, void: [], differs: false });
  return toJSON(replica.view);
}

test("ops that fit are written", () => {
  expect(
    accepted({
      notes: [
        insert(NEW, { after: A }, "root", "new"),
        like(NEW),
        setText(A, "A"),
        move(B, NEW),
        trash(C),
      ],
      boxes: [put(id(ANA, 5, 1), "k", "other")],
      votes: [{ op: "add", id: "root", field: "votes", by: 1 }],
      title: [{ op: "set", id: "root", field: "title", value: "Plan" }],
    }),
  ).toMatchObject({
    title: "Plan",
    votes: 2,
    notes: [
      { text: "A", kids: [] },
      { text: "new", likes: 1, kids: [{ text: "b" }] },
    ],
    boxes: { k: { text: "other" } },
  });
});

describe("[R60] a change is refused whole, without a trace,", () => {
  test("op.unknown-field: for a field or key that is not in the definition", () => {
    expect(refusal({ shapes: [] })).toBe("op.unknown-field");
    expect(refusal({ ["constructor"]: [] })).toBe("op.unknown-field");
    expect(refusal(notes({ op: "set", id: A, field: "colour", value: 1 }))).toBe(
      "op.unknown-field",
    );
    expect(refusal(notes({ op: "set", id: A, field: "constructor", value: 1 }))).toBe(
      "op.unknown-field",
    );
    expect(refusal(notes({ op: "add", id: A, field: "colour", by: 1 }))).toBe("op.unknown-field");
    expect(
      refusal(
        notes({
          op: "insert",
          id: NEW,
          in: { of: A, field: "cards" },
          at: "end",
          fields: { text: "" },
        }),
      ),
    ).toBe("op.unknown-field");
    expect(
      refusal(
        notes({
          op: "insert",
          id: NEW,
          in: { of: A, field: "kids" },
          at: "end",
          fields: { text: "", colour: 1 },
        }),
      ),
    ).toBe("op.unknown-field");
    expect(refusal(notes({ op: "set", id: A, field: "id", value: "x" }))).toBe("op.unknown-field");
  });

  test("op.wrong-type: for a field of another kind", () => {
    expect(refusal(notes({ op: "set", id: A, field: "likes", value: 1 }))).toBe("op.wrong-type");
    expect(refusal(notes({ op: "set", id: A, field: "kids", value: [] }))).toBe("op.wrong-type");
    expect(refusal(notes({ op: "add", id: A, field: "text", by: 1 }))).toBe("op.wrong-type");
    expect(
      refusal(
        notes({
          op: "insert",
          id: NEW,
          in: { of: A, field: "marks" },
          at: "end",
          fields: { text: "" },
        }),
      ),
    ).toBe("op.wrong-type");
    expect(
      refusal(
        notes({
          op: "insert",
          id: NEW,
          in: { of: A, field: "text" },
          at: "end",
          fields: { text: "" },
        }),
      ),
    ).toBe("op.wrong-type");
    expect(
      refusal(
        notes({ op: "put", id: NEW, in: { of: A, field: "kids" }, key: "k", fields: { text: "" } }),
      ),
    ).toBe("op.wrong-type");
    expect(
      refusal(
        notes({
          op: "insert",
          id: NEW,
          in: { of: A, field: "kids" },
          at: "end",
          fields: { text: "", kids: [] },
        }),
      ),
    ).toBe("op.wrong-type");
    expect(refusal(boxes({ op: "move", id: K, in: { of: K, field: "cards" }, at: "end" }))).toBe(
      "op.wrong-type",
    );
  });

  test("op.key: for a map's key that cannot be one", () => {
    for (const key of ["", "__proto__", "x".repeat(257), "\ud800"])
      expect(refusal(boxes(put(NEW, key)))).toBe("op.key");
  });

  test("[R48] op.cycle: for a move into itself, at any depth", () => {
    expect(refusal(notes(move(A, A)))).toBe("op.cycle");
    expect(refusal(notes(move(A, B)))).toBe("op.cycle");
    expect(refusal(notes(move(C, B), move(A, C)))).toBe("op.cycle");
  });

  test("op.across-keys: for a record or field under another top-level key", () => {
    expect(refusal(boxes(setText(A, "x")))).toBe("op.across-keys");
    expect(refusal(boxes(trash(A)))).toBe("op.across-keys");
    expect(refusal(notes(restore(K)))).toBe("op.across-keys");
    expect(refusal(notes({ op: "set", id: "root", field: "title", value: "x" }))).toBe(
      "op.across-keys",
    );
    expect(
      refusal(
        notes({
          op: "put",
          id: NEW,
          in: { of: "root", field: "boxes" },
          key: "k",
          fields: { text: "" },
        }),
      ),
    ).toBe("op.across-keys");
    expect(refusal(notes({ op: "move", id: A, in: { of: K, field: "cards" }, at: "end" }))).toBe(
      "op.across-keys",
    );
    expect(refusal(boxes({ op: "move", id: A, in: { of: K, field: "cards" }, at: "end" }))).toBe(
      "op.across-keys",
    );
  });

  test("op.id: for a new record's name that is not its author's to give, or taken", () => {
    expect(refusal(notes(insert(id(BEN, 5))))).toBe("op.id");
    expect(refusal(notes(insert(id(ANA, 4))))).toBe("op.id");
    expect(refusal(notes(insert(id(ANA, 6))))).toBe("op.id");
    expect(refusal(notes(insert("root")))).toBe("op.id");
    expect(refusal(notes(trash("root")))).toBe("op.id");
    expect(refusal(notes(restore("root")))).toBe("op.id");
    expect(refusal(notes(insert("x")))).toBe("op.id");
    expect(refusal(notes(insert(`${ANA}.05.0`)))).toBe("op.id");
    expect(refusal(notes(insert(NEW), insert(NEW)))).toBe("op.id");
    expect(refusal({ notes: [insert(NEW)], boxes: [put(NEW, "k")] })).toBe("op.id");
    expect(judge(notes(insert(id(ANA, 0, 7))))).toMatchObject({ ok: true });
  });

  test("op.id: for the name of a record in the trash", () => {
    const replica = room();
    expect(judge(notes(insert(NEW), trash(NEW)), false, replica)).toMatchObject({ ok: true });
    const attempt = tried(replica, 2);
    expect(
      checkOps(replica, attempt, notes(insert(NEW)), { client: ANA, n: 5, strict: false }),
    ).toMatchObject({
      ok: false,
      code: "op.id",
    });
  });

  test("schema.invalid: for a value that its schema refuses, or that is missing", () => {
    expect(refusal(notes({ op: "set", id: A, field: "tag", value: 5 }))).toBe("schema.invalid");
    expect(refusal(notes({ op: "set", id: A, field: "text" }))).toBe("schema.invalid");
    expect(
      refusal(
        notes({ op: "insert", id: NEW, in: { of: "root", field: "notes" }, at: "end", fields: {} }),
      ),
    ).toBe("schema.invalid");
    expect(
      refusal(
        notes({
          op: "insert",
          id: NEW,
          in: { of: A, field: "kids" },
          at: "end",
          fields: { text: "", tag: [] },
        }),
      ),
    ).toBe("schema.invalid");
  });

  test("counter.range: for a sum outside the safe integers", () => {
    expect(refusal(notes(like(A, Number.MAX_SAFE_INTEGER), like(A)))).toBe("counter.range");
    expect(refusal(notes(like(A, 0.5)))).toBe("counter.range");
    expect(
      refusal(
        notes({
          op: "insert",
          id: NEW,
          in: { of: A, field: "kids" },
          at: "end",
          fields: { text: "", likes: 1.5 },
        }),
      ),
    ).toBe("counter.range");
    expect(
      refusal({ votes: [{ op: "add", id: "root", field: "votes", by: Number.MAX_SAFE_INTEGER }] }),
    ).toBe("counter.range");
  });

  test("[R631] op.void: for a strict change that writes to what is gone or in the trash", () => {
    expect(refusal(notes(setText(GONE, "x")), true)).toBe("op.void");
    expect(refusal(notes(insert(NEW, "end", GONE)), true)).toBe("op.void");
    expect(refusal(notes(trash(A), setText(A, "x")), true)).toBe("op.void");
    expect(refusal(notes(trash(A), setText(B, "x")), true)).toBe("op.void");
    expect(refusal(notes(trash(A), insert(NEW, "end", B)), true)).toBe("op.void");
    expect(refusal(notes(trash(A), move(C, B)), true)).toBe("op.void");
    expect(judge(notes(trash(A), restore(A), setText(A, "x")), true)).toMatchObject({ ok: true });
  });
});

describe("[R61] an op on what does not exist is void and the rest counts:", () => {
  test.each<readonly [string, Op]>([
    ["set", setText(GONE, "x")],
    ["add", like(GONE)],
    ["insert", insert(NEW, "end", GONE)],
    ["put", put(NEW, "k", "", GONE)],
    ["move", move(GONE, "root")],
    ["move into", move(A, GONE)],
    ["delete", trash(GONE)],
    ["restore", restore(GONE)],
  ])("%s", (_, op) => {
    const replica = room();
    expect(judge(notes(like(A), op, like(A)), false, replica)).toEqual({
      ok: true,
      ops: notes({ op: "add", id: A, field: "likes", by: 2 }),
      void: [["notes", 1]],
      differs: true,
    });
    expect(toJSON(replica.view)).toMatchObject({
      notes: [{ likes: 2, kids: [{ text: "b" }] }, { text: "c" }],
    });
    expect(replica.node(NEW)).toBeUndefined();
  });
});

test("[R49, R631] what is in the trash is written to, unless the change is strict", () => {
  const replica = room();
  expect(
    judge(notes(trash(A), setText(A, "x"), insert(NEW, "end", B)), false, replica),
  ).toMatchObject({ ok: true, void: [] });
  expect(recordOf(replica, A)).toMatchObject({ trashed: true, fields: { text: "x" } });
});

test("[R54] what leaves the trash differs from what was asked: it carries the record", () => {
  const replica = room();
  expect(judge(notes(trash(A)), false, replica)).toMatchObject({ ok: true, differs: false });
  const attempt = tried(replica, 1);
  const checked = checkOps(replica, attempt, notes(restore(A)), {
    client: ANA,
    n: 5,
    strict: true,
  });
  expect(checked).toEqual({ ok: true, ops: attempt.ops(), void: [], differs: true });
  expect(attempt.ops()).toMatchObject({
    notes: [{ op: "restore", record: { id: A, lists: { kids: [{ id: B }] } } }],
  });
});

test("an attempt ends before the next one begins", () => {
  const replica = room();
  const attempt = tried(replica, 1);
  expect(() => tried(replica, 2)).toThrow(TypeError);
  attempt.commit();
  attempt.abort();
  tried(replica, 2).commit();
});

test("an attempt that is taken back restores every place, life, key and field", () => {
  const replica = room();
  const look = (): unknown => [
    toJSON(replica.view),
    ...[A, C, K].map((record) => withoutEmpty(recordOf(replica, record))),
  ];
  const before = look();
  const attempt = tried(replica, 1);
  const ops = {
    notes: [
      trash(C),
      move(B, "root", "start"),
      insert(NEW, { after: C }),
      move(A, B),
      setText(A, "x"),
      like(A),
      trash(A),
      restore(C),
    ],
    boxes: [
      put(id(ANA, 5, 1), "k"),
      restore(K),
      trash(K),
      put(id(ANA, 5, 2), "j"),
      setText(K, "y"),
    ],
  };
  expect(checkOps(replica, attempt, ops, { client: ANA, n: 5, strict: false })).toMatchObject({
    ok: true,
  });
  expect(look()).not.toEqual(before);
  attempt.abort();
  expect(look()).toEqual(before);
});

/** A record without lists and maps that hold nothing. */
function withoutEmpty(record: RecordState | undefined): unknown {
  return JSON.parse(JSON.stringify(record), (_, value: unknown) => {
    const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
    return isEmpty ? undefined : value;
  });
}
