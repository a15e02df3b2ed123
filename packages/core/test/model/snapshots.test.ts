import { expect, test } from "vitest";
import { toJSON } from "@alongside/core";
import {
  type ChangeEntry,
  decodeSnapshot,
  encodeSnapshot,
  type Entry,
  fold,
  type OpsByKey,
  Replica,
} from "@alongside/core/engine";
import { LEDGER_MS, type LedgerLine, Refusals } from "../../src/model/ledger.ts";
import {
  ANA,
  BEN,
  boxes,
  id,
  insert,
  like,
  notes,
  put,
  restore,
  schema,
  sent,
  setText,
  trash,
} from "./notes.ts";

const A = id(ANA, 1);
const B = id(ANA, 1, 1);

function change(seq: number, ops: OpsByKey, at = seq): ChangeEntry {
  return { kind: "change", seq, at, actor: "u-ana", client: ANA, n: seq, ops };
}

test("[R38] a snapshot holds what joiners get as texts, and apart from it the trash and the ledger", () => {
  const log: Entry[] = [
    change(1, notes(insert(A, "end", "root", "a"), insert(B, "end", A, "b"))),
    change(2, { title: [{ op: "set", id: "root", field: "title", value: "Plan" }] }),
    change(3, notes(trash(A))),
    {
      kind: "outcome",
      seq: 4,
      at: 4,
      actor: "u-ben",
      client: BEN,
      n: 7,
      code: "op.void",
      message: "",
    },
  ];
  const snapshot = encodeSnapshot(fold(undefined, log));
  expect({ ...snapshot, state: Object.fromEntries(snapshot.state) }).toEqual({
    seq: 4,
    at: 4,
    version: 1,
    state: { title: '{"value":"Plan"}', notes: `{"list":[{"id":"${A}","trashed":true}]}` },
    trash: JSON.stringify([
      {
        id: A,
        trashed: true,
        fields: { text: "a" },
        lists: { kids: [{ id: B, fields: { text: "b" } }] },
      },
    ]),
    ledger: JSON.stringify([
      [ANA, "u-ana", 3, 3],
      [BEN, "u-ben", 7, 4, [[7, "op.void", ""]]],
    ]),
  });
});

test("[R38] what was in the trash at a snapshot can be written to and restored after it", () => {
  const log = [
    change(1, notes(insert(A, "end", "root", "a"), insert(B, "end", A, "b"))),
    change(2, notes(trash(A))),
  ];
  const base = decodeSnapshot(encodeSnapshot(fold(undefined, log)));
  const { state, seq } = fold(base, [
    change(3, notes(setText(B, "changed"), like(A))),
    change(4, notes(restore(A))),
  ]);
  expect(seq).toBe(4);
  expect(toJSON(new Replica(schema, state).view)).toMatchObject({
    notes: [{ text: "a", likes: 1, kids: [{ text: "changed" }] }],
  });
});

test("[R38] what was displaced in a map at a snapshot comes back after it", () => {
  const log = [change(1, boxes(put(A, "k", "first"))), change(2, boxes(put(B, "k", "second")))];
  const base = decodeSnapshot(encodeSnapshot(fold(undefined, log)));
  const { state } = fold(base, [change(3, boxes(restore(A)))]);
  expect(toJSON(new Replica(schema, state).view)).toMatchObject({
    boxes: { k: { text: "first" } },
  });
});

test("[R56] entries are folded without a gap", () => {
  expect(() => fold(undefined, [change(2, {})])).toThrow("Entry 2 cannot follow 0");
  const base = fold(undefined, [change(1, {})]);
  expect(() => fold(base, [change(1, {})])).toThrow(RangeError);
});

test("[R57] a client's line leaves the ledger 90 days after its last word", () => {
  const late = { ...change(2, {}, LEDGER_MS + 2), client: BEN };
  const clients = (log: readonly Entry[]) =>
    [...fold(undefined, log).ledger].map(([client]) => client);
  expect(clients([change(1, {}, 1), late])).toEqual([BEN]);
  expect(clients([change(1, {}, 2), late])).toEqual([ANA, BEN]);
});

const refused = (seq: number, message = "no", at = seq): Entry => {
  const head = { seq, at, actor: "u-ana", client: ANA, n: seq };
  return { ...head, kind: "outcome", code: "rule.refused", message };
};

test("[R534] the ledger keeps number, code and message of refused changes, as long as the client's line", () => {
  const log = [change(1, {}), refused(2, "one"), refused(3, "x".repeat(1000)), change(4, {})];
  const saved = encodeSnapshot(fold(undefined, log));
  expect(JSON.parse(saved.ledger)).toEqual([
    [
      ANA,
      "u-ana",
      4,
      4,
      [
        [2, "rule.refused", "one"],
        [3, "rule.refused", `${"x".repeat(199)}…`],
      ],
    ],
  ]);
  const late = { ...change(5, {}, LEDGER_MS + 5), client: BEN };
  expect([...fold(decodeSnapshot(saved), [late]).ledger].map(([client]) => client)).toEqual([BEN]);
});

test("[R536] beyond 1,000 refused changes of a client the oldest keep their numbers alone, whatever was saved between", () => {
  // Every third one is committed.
  const log = Array.from({ length: 3000 }, (_, i) =>
    i % 3 === 2 ? change(i + 1, {}) : refused(i + 1),
  );
  const whole = fold(undefined, log);
  let stepwise = fold(undefined, []);
  for (let from = 0; from < log.length; from += 700)
    stepwise = fold(decodeSnapshot(encodeSnapshot(stepwise)), log.slice(from, from + 700));
  expect(encodeSnapshot(stepwise)).toEqual(encodeSnapshot(whole));
  const [line] = [...whole.ledger];
  const [, , , , kept, older] = line as LedgerLine;
  expect([kept?.length, older?.length]).toEqual([1000, 1000]);
  const told = new Refusals(kept, older).after(10);
  expect(told.map(([n]) => n)).toEqual(
    log.flatMap(({ kind, seq }) => (seq > 10 && kind === "outcome" ? [seq] : [])),
  );
  expect([told[0]?.[1], told.at(-1)?.[1]]).toEqual(["change.refused", "rule.refused"]);
});

test("a snapshot that is not JSON is refused", () => {
  const snapshot = encodeSnapshot(fold(undefined, []));
  expect(() => decodeSnapshot({ ...snapshot, trash: "[" })).toThrow(SyntaxError);
});

test("a fold never writes to the entries it reads", () => {
  const log = [
    change(1, notes(insert(A, "end", "root", "a"))),
    change(2, notes(trash(A))),
    change(3, notes({ ...restore(A), record: { id: A, fields: { text: "a" } } } as never)),
    change(4, notes(setText(A, "changed"), like(A))),
  ];
  const before = sent(log);
  fold(undefined, log);
  const joiner = Replica.from(schema, { notes: { list: [{ id: A, trashed: true }] } });
  for (const { ops } of log.slice(2)) joiner.confirm(ops);
  expect(toJSON(joiner.view)).toMatchObject({ notes: [{ text: "changed", likes: 1 }] });
  expect(log).toEqual(before);
});
