import { describe, expect, test } from "vitest";
import { counter, list, map, toJSON, value } from "@alongside/core";
import { checkOps, type OpsByKey, Replica } from "@alongside/core/engine";
import { compileStorage } from "../../src/schema/compile.ts";
import { attempt } from "../../src/change/attempt.ts";
import { ANA, BEN, id, sent } from "./notes.ts";

const item = { text: value(""), likes: counter(), kids: list({ text: value("") }) };
const schema = compileStorage({
  open: list(item),
  shut: list(item),
  shutMap: map({ text: value(""), kids: list({ text: value("") }) }),
});

const OPEN = id(BEN, 1);
const SHUT = id(BEN, 1, 1);
const SHUT_KID = id(BEN, 1, 2);
const SHUT_KEYED = id(BEN, 1, 3);
const TRASHED = id(BEN, 1, 4);
const NOWHERE = id("nobody-nobody", 1);
/** What somebody made in a gesture, when they still could read what is shut. */
const OWN_SHUT = id(ANA, 0, 7);
const NEW = id(ANA, 5);

const fields = { text: "x" };
const record = (of: string, field: string, name: string) =>
  ({ op: "insert", id: name, in: { of, field }, at: "end", fields }) as const;

function room(): Replica {
  const replica = new Replica(schema);
  replica.confirm({
    open: [record("root", "open", OPEN)],
    shut: [
      record("root", "shut", SHUT),
      record(SHUT, "kids", SHUT_KID),
      record("root", "shut", TRASHED),
      { op: "delete", id: TRASHED },
      record("root", "shut", OWN_SHUT),
    ],
    shutMap: [
      { op: "put", id: SHUT_KEYED, in: { of: "root", field: "shutMap" }, key: "k", fields },
    ],
  });
  return replica;
}

/** What ana's fifth change comes to, when she may read `open` alone; and what everybody then sees. */
function judge(
  ops: OpsByKey,
  strict = false,
): { readonly checked: unknown; readonly seen: unknown } {
  const replica = room();
  const change = attempt(replica, 1);
  const author = { client: ANA, n: 5, strict, read: ["open"] };
  const checked = checkOps(replica, change, sent(ops), author);
  if (checked.ok) change.commit();
  return { checked, seen: toJSON(replica.view) };
}

/** All that an op may say of a record. */
const WRITES: readonly (readonly [what: string, ops: (id: string) => OpsByKey])[] = [
  ["a set", (name) => ({ open: [{ op: "set", id: name, field: "text", value: "y" }] })],
  ["a set of an unknown field", (name) => ({ open: [{ op: "set", id: name, field: "?" }] })],
  ["an addition", (name) => ({ open: [{ op: "add", id: name, field: "likes", by: 1 }] })],
  [
    "an edit of a text",
    (name) => ({ open: [{ op: "text", id: name, field: "text", delta: ["x"] }] }),
  ],
  ["a deletion", (name) => ({ open: [{ op: "delete", id: name }] })],
  ["a restore", (name) => ({ open: [{ op: "restore", id: name }] })],
  ["an insert into it", (name) => ({ open: [record(name, "kids", NEW)] })],
  ["an insert into no list of it", (name) => ({ open: [record(name, "?", NEW)] })],
  [
    "a put into it",
    (name) => ({
      open: [{ op: "put", id: NEW, in: { of: name, field: "kids" }, key: "k", fields }],
    }),
  ],
  [
    "a move of it",
    (name) => ({
      open: [{ op: "move", id: name, in: { of: "root", field: "open" }, at: "end" }],
    }),
  ],
  [
    "a move into it",
    (name) => ({ open: [{ op: "move", id: OPEN, in: { of: name, field: "kids" }, at: "end" }] }),
  ],
  [
    "a move of it into itself",
    (name) => ({ open: [{ op: "move", id: name, in: { of: name, field: "kids" }, at: "end" }] }),
  ],
];

const SHUT_ONES = [SHUT, SHUT_KID, SHUT_KEYED, TRASHED, OWN_SHUT];

/** The same, whatever the record is called. */
function nameless(result: unknown, name: string): unknown {
  return JSON.parse(JSON.stringify(result).replaceAll(name, "it")) as unknown;
}

describe("[R263] a record that its author may not read is as one that does not exist", () => {
  test.each(WRITES)("%s", (_, ops) => {
    for (const strict of [false, true]) {
      const { checked } = judge(ops(NOWHERE), strict);
      expect(checked).toMatchObject(strict ? { code: "op.void" } : { ok: true });
      for (const name of SHUT_ONES)
        expect(nameless(judge(ops(name), strict).checked, name)).toEqual(
          nameless(checked, NOWHERE),
        );
    }
  });

  test("[R632] an insert beside it stands at the end", () => {
    for (const at of ["after", "before"]) {
      for (const name of [NOWHERE, ...SHUT_ONES]) {
        const op = { ...record("root", "open", NEW), at: { [at]: name } };
        const { checked, seen } = judge({ open: [op as never] });
        expect(checked).toMatchObject({ ok: true, void: [], differs: false });
        expect(seen).toMatchObject({ open: [{ id: OPEN }, { id: NEW }] });
      }
    }
  });

  test("[R633] an insert under its name is void, and so is what leans on that", () => {
    const ops: OpsByKey = {
      open: [
        record("root", "open", OWN_SHUT),
        { op: "set", id: OWN_SHUT, field: "text", value: "y" },
        record(OWN_SHUT, "kids", NEW),
        { op: "add", id: OPEN, field: "likes", by: 1 },
      ],
    };
    const { checked, seen } = judge(ops);
    expect(checked).toMatchObject({
      ok: true,
      void: [
        ["open", 0],
        ["open", 1],
        ["open", 2],
      ],
    });
    expect(seen).toMatchObject({ open: [{ id: OPEN, likes: 1 }] });
    expect(judge(ops, true).checked).toMatchObject({ ok: false, code: "op.void" });
    // What is wrong with it is told all the same.
    const wrong = { ...record("root", "open", OWN_SHUT), fields: {} };
    expect(judge({ open: [wrong] }).checked).toMatchObject({ ok: false, code: "schema.invalid" });
  });

  test("who may read it is told what is wrong", () => {
    const replica = room();
    const author = { client: ANA, n: 5, strict: false, read: ["open", "shut"] };
    const asked = (ops: OpsByKey): unknown => checkOps(replica, attempt(replica, 1), ops, author);
    expect(asked({ open: [{ op: "delete", id: SHUT }] })).toMatchObject({ code: "op.across-keys" });
    expect(asked({ open: [record("root", "open", OWN_SHUT)] })).toMatchObject({ code: "op.id" });
  });
});
