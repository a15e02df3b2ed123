import { describe, expect, test } from "vitest";
import {
  checkOps,
  type Op,
  type OpsByKey,
  type RecordState,
  Replica,
  toJSON,
} from "@alongside/core";
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
  const before = {
    view: replica.view,
    json: toJSON(replica.view),
    nodes: [...replica.state.nodes.keys()],
  };
  const attempt = replica.attempt(1);
  const checked = checkOps(replica, attempt, sent(ops), { client: ANA, clientSeq: 5, strict });
  if (checked.ok) attempt.commit();
  else {
    attempt.abort();
    expect(replica.view).toEqual(before.view);
    expect(toJSON(replica.view)).toEqual(before.json);
    expect(toJSON(replica.confirmed)).toEqual(before.json);
    expect([...replica.state.nodes.keys()]).toEqual(before.nodes);
    expect(replica.node(NEW)).toBeUndefined();
  }
  return checked;
}

function refused(ops: OpsByKey, code: string, strict = false): void {
  // Whatever stands before the op that is wrong goes with it.
  const [key] = Object.keys(ops) as [string];
  expect(judge(ops, strict)).toMatchObject({ ok: false, code });
  const first =
    key === "boxes" ? [setText(K, "x")] : [like(C), setText(B, "x"), insert(id(ANA, 5, 9))];
  if (schema.fields.has(key) && key !== "votes" && key !== "title") {
    expect(judge({ ...ops, [key]: [...first, ...(ops[key] ?? [])] }, strict)).toMatchObject({
      ok: false,
      code,
    });
  }
}

function accepted(ops: OpsByKey): unknown {
  const replica = room();
  expect(judge(ops, false, replica)).toEqual({ ok: true, void: [], differs: false });
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
    refused({ shapes: [] }, "op.unknown-field");
    refused({ ["constructor"]: [] }, "op.unknown-field");
    refused(notes({ op: "set", id: A, field: "colour", value: 1 }), "op.unknown-field");
    refused(notes({ op: "set", id: A, field: "constructor", value: 1 }), "op.unknown-field");
    refused(notes({ op: "add", id: A, field: "colour", by: 1 }), "op.unknown-field");
    refused(
      notes({
        op: "insert",
        id: NEW,
        in: { of: A, field: "cards" },
        at: "end",
        fields: { text: "" },
      }),
      "op.unknown-field",
    );
    refused(
      notes({
        op: "insert",
        id: NEW,
        in: { of: A, field: "kids" },
        at: "end",
        fields: { text: "", colour: 1 },
      }),
      "op.unknown-field",
    );
    refused(notes({ op: "set", id: A, field: "id", value: "x" }), "op.unknown-field");
  });

  test("op.wrong-type: for a field of another kind", () => {
    refused(notes({ op: "set", id: A, field: "likes", value: 1 }), "op.wrong-type");
    refused(notes({ op: "set", id: A, field: "kids", value: [] }), "op.wrong-type");
    refused(notes({ op: "add", id: A, field: "text", by: 1 }), "op.wrong-type");
    refused(
      notes({
        op: "insert",
        id: NEW,
        in: { of: A, field: "marks" },
        at: "end",
        fields: { text: "" },
      }),
      "op.wrong-type",
    );
    refused(
      notes({
        op: "insert",
        id: NEW,
        in: { of: A, field: "text" },
        at: "end",
        fields: { text: "" },
      }),
      "op.wrong-type",
    );
    refused(
      notes({ op: "put", id: NEW, in: { of: A, field: "kids" }, key: "k", fields: { text: "" } }),
      "op.wrong-type",
    );
    refused(
      notes({
        op: "insert",
        id: NEW,
        in: { of: A, field: "kids" },
        at: "end",
        fields: { text: "", kids: [] },
      }),
      "op.wrong-type",
    );
    refused(
      boxes({ op: "move", id: K, in: { of: K, field: "cards" }, at: "end" }),
      "op.wrong-type",
    );
  });

  test("op.key: for a map's key that cannot be one", () => {
    for (const key of ["", "__proto__", "x".repeat(257), "\ud800"])
      refused(boxes(put(NEW, key)), "op.key");
  });

  test("op.cycle: for a move into itself, at any depth", () => {
    refused(notes(move(A, A)), "op.cycle");
    refused(notes(move(A, B)), "op.cycle");
    refused(notes(move(C, B), move(A, C)), "op.cycle");
  });

  test("op.across-keys: for a record or field under another top-level key", () => {
    refused(boxes(setText(A, "x")), "op.across-keys");
    refused(boxes(trash(A)), "op.across-keys");
    refused(notes(restore(K)), "op.across-keys");
    refused(notes({ op: "set", id: "root", field: "title", value: "x" }), "op.across-keys");
    refused(
      notes({
        op: "put",
        id: NEW,
        in: { of: "root", field: "boxes" },
        key: "k",
        fields: { text: "" },
      }),
      "op.across-keys",
    );
    refused(
      notes({ op: "move", id: A, in: { of: K, field: "cards" }, at: "end" }),
      "op.across-keys",
    );
    refused(
      boxes({ op: "move", id: A, in: { of: K, field: "cards" }, at: "end" }),
      "op.across-keys",
    );
  });

  test("op.id: for a new record's name that is not its author's to give, or taken", () => {
    refused(notes(insert(id(BEN, 5))), "op.id");
    refused(notes(insert(id(ANA, 4))), "op.id");
    refused(notes(insert(id(ANA, 6))), "op.id");
    refused(notes(insert("root")), "op.id");
    refused(notes(trash("root")), "op.id");
    refused(notes(restore("root")), "op.id");
    refused(notes(insert("x")), "op.id");
    refused(notes(insert(`${ANA}.05.0`)), "op.id");
    refused(notes(insert(NEW), insert(NEW)), "op.id");
    refused({ notes: [insert(NEW)], boxes: [put(NEW, "k")] }, "op.id");
    expect(judge(notes(insert(id(ANA, 0, 7))))).toMatchObject({ ok: true });
  });

  test("op.id: for the name of a record in the trash", () => {
    const replica = room();
    expect(judge(notes(insert(NEW), trash(NEW)), false, replica)).toMatchObject({ ok: true });
    const attempt = replica.attempt(2);
    expect(
      checkOps(replica, attempt, notes(insert(NEW)), { client: ANA, clientSeq: 5, strict: false }),
    ).toMatchObject({
      ok: false,
      code: "op.id",
    });
  });

  test("schema.invalid: for a value that its schema refuses, or that is missing", () => {
    refused(notes({ op: "set", id: A, field: "tag", value: 5 }), "schema.invalid");
    refused(notes({ op: "set", id: A, field: "text" }), "schema.invalid");
    refused(
      notes({ op: "insert", id: NEW, in: { of: "root", field: "notes" }, at: "end", fields: {} }),
      "schema.invalid",
    );
    refused(
      notes({
        op: "insert",
        id: NEW,
        in: { of: A, field: "kids" },
        at: "end",
        fields: { text: "", tag: [] },
      }),
      "schema.invalid",
    );
  });

  test("counter.range: for a sum outside the safe integers", () => {
    refused(notes(like(A, Number.MAX_SAFE_INTEGER), like(A)), "counter.range");
    refused(notes(like(A, 0.5)), "counter.range");
    refused(
      notes({
        op: "insert",
        id: NEW,
        in: { of: A, field: "kids" },
        at: "end",
        fields: { text: "", likes: 1.5 },
      }),
      "counter.range",
    );
    refused(
      { votes: [{ op: "add", id: "root", field: "votes", by: Number.MAX_SAFE_INTEGER }] },
      "counter.range",
    );
  });

  test("op.void: for a strict change that writes to what is gone or in the trash", () => {
    refused(notes(setText(GONE, "x")), "op.void", true);
    refused(notes(insert(NEW, "end", GONE)), "op.void", true);
    refused(notes(trash(A), setText(A, "x")), "op.void", true);
    refused(notes(trash(A), setText(B, "x")), "op.void", true);
    refused(notes(trash(A), insert(NEW, "end", B)), "op.void", true);
    refused(notes(trash(A), move(C, B)), "op.void", true);
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
      void: [["notes", 1]],
      differs: true,
    });
    expect(toJSON(replica.view)).toMatchObject({
      notes: [{ likes: 2, kids: [{ text: "b" }] }, { text: "c" }],
    });
    expect(replica.node(NEW)).toBeUndefined();
  });
});

test("[R49] what is in the trash is written to, unless the change is strict", () => {
  const replica = room();
  expect(
    judge(notes(trash(A), setText(A, "x"), insert(NEW, "end", B)), false, replica),
  ).toMatchObject({ ok: true, void: [] });
  expect(replica.record(A)).toMatchObject({ trashed: true, fields: { text: "x" } });
});

test("[R54] what leaves the trash differs from what was asked: it carries the record", () => {
  const replica = room();
  const attempt = replica.attempt(1);
  const checked = checkOps(replica, attempt, notes(trash(A), restore(A)), {
    client: ANA,
    clientSeq: 5,
    strict: true,
  });
  expect(checked).toEqual({ ok: true, void: [], differs: true });
  expect(attempt.ops()).toMatchObject({
    notes: [{ op: "delete" }, { op: "restore", record: { id: A, lists: { kids: [{ id: B }] } } }],
  });
});

test("an attempt ends before the next one begins", () => {
  const replica = room();
  const attempt = replica.attempt(1);
  expect(() => replica.attempt(2)).toThrow(TypeError);
  attempt.commit();
  attempt.abort();
  replica.attempt(2).commit();
});

test("an attempt that is taken back restores every place, life, key and field", () => {
  const replica = room();
  const look = (): unknown => [
    toJSON(replica.view),
    ...[A, C, K].map((record) => withoutEmpty(replica.record(record))),
  ];
  const before = look();
  const attempt = replica.attempt(1);
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
  expect(
    checkOps(replica, attempt, ops, { client: ANA, clientSeq: 5, strict: false }),
  ).toMatchObject({ ok: true });
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
