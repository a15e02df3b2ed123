import { describe, expect, test } from "vitest";
import { list, type StoredFields, toJSON } from "@alongside/core";
import {
  checkOps,
  checkStored,
  encodeSnapshot,
  type Entry,
  fold,
  migrate,
  type OpsByKey,
  Replica,
  type StoredRecord,
} from "@alongside/core/engine";
import { type MigrationStep } from "../../src/schema/migrations.ts";
import { z } from "zod";
import { keyStates } from "../../src/model/state-codec.ts";
import { State } from "../../src/model/state.ts";
import { compileStorage } from "../../src/schema/compile.ts";
import {
  ANA,
  BEN,
  boxes,
  CLEO,
  id,
  insert,
  like,
  notes,
  put,
  restore,
  schema,
  sent,
  trash,
} from "./notes.ts";
import { recordsOf, replay } from "./oracle.ts";
import { ReplicaWorld } from "./world.ts";
import { attempt as tried } from "../../src/change/attempt.ts";

const [A, B, C, D] = [0, 1, 2, 3].map((n) => id(ANA, 1, n)) as [string, string, string, string];

/** A state with a note `a` that holds `b`, trashed, in which is `c`; a box `d`; and a title. */
function stored(): State {
  const state = new State();
  state.apply({ title: [{ op: "set", id: "root", field: "title", value: "Plan" }] });
  state.apply(notes(insert(A, "end", "root", "a"), insert(B, "end", A, "b")));
  state.apply(notes(insert(C, "end", B, "c"), trash(B), like(A, 2)));
  state.apply(boxes(put(D, "k", "d")));
  return state;
}

/** A step that is given to `run` in words of the test's own. */
function run(step: MigrationStep, state = stored()): OpsByKey {
  return migrate(state, step);
}

describe("[R207] a step", () => {
  test("finds records at any depth, in the trash and in maps, and top-level values", () => {
    const seen: unknown[] = [];
    const look = (record: StoredRecord): void => {
      const { key, trashed } = record;
      seen.push([record.id, record.get("text"), key, trashed]);
      record.records("kids").forEach(look);
    };
    run((doc) => {
      seen.push(doc.get("title"), doc.get("subtitle"));
      doc.records("notes").forEach(look);
      doc.records("boxes").forEach(look);
      seen.push(doc.records("notes")[0]?.get("likes"), doc.records("nowhere"));
    });
    expect(seen).toEqual([
      "Plan",
      undefined,
      [A, "a", undefined, false],
      [B, "b", undefined, true],
      [C, "c", undefined, false],
      [D, "d", "k", false],
      2,
      [],
    ]);
  });

  test("writes them by ops under the keys they live under", () => {
    const state = stored();
    const ops = run((doc) => {
      doc.set("subtitle", doc.get("title") ?? null);
      doc.remove("title");
      const note = doc.records("notes")[0]?.records("kids")[0];
      note?.set("tag", { deep: ["x"] });
      note?.records("kids")[0]?.remove("text");
      doc.records("boxes")[0]?.set("text", "D");
    }, state);
    expect(ops).toEqual({
      subtitle: [{ op: "set", id: "root", field: "subtitle", value: "Plan" }],
      title: [{ op: "set", id: "root", field: "title" }],
      notes: [
        { op: "set", id: B, field: "tag", value: { deep: ["x"] } },
        { op: "set", id: C, field: "text" },
      ],
      boxes: [{ op: "set", id: D, field: "text", value: "D" }],
    });
    const other = stored();
    other.apply(sent(ops));
    const folded = (of: State) => ({ ...fold(undefined, []), version: 2, state: of });
    expect(encodeSnapshot(folded(state))).toEqual(encodeSnapshot(folded(other)));
  });

  test("sees what was written before, and leaves one op for what it wrote often", () => {
    const state = stored();
    run((doc) => doc.set("title", "first"), state);
    const ops = run((doc) => {
      expect(doc.get("title")).toBe("first");
      doc.set("title", "second");
      expect(doc.get("title")).toBe("second");
      doc.set("title", "third");
    }, state);
    expect(ops).toEqual({
      title: [{ op: "set", id: "root", field: "title", value: "third" }],
    });
  });

  test("writes nothing by writing what is there, and removing what is not", () => {
    const ops = run((doc) => {
      doc.set("title", "Plan");
      doc.remove("subtitle");
    });
    expect(ops).toEqual({});
  });

  test("neither gives away what is stored nor keeps what it was given", () => {
    const point = { x: 1, y: -0 };
    const state = stored();
    const ops = run((doc) => {
      doc.set("title", point);
      point.x = 2;
      (doc.get("title") as { x: number }).x = 3;
    }, state);
    expect(ops["title"]).toEqual([
      { op: "set", id: "root", field: "title", value: { x: 1, y: 0 } },
    ]);
    expect(state.root.fields["title"]).toEqual({ x: 1, y: 0 });
  });

  test.each<[string, MigrationStep, string]>([
    ["reads a list as a value", (doc) => doc.get("notes"), "notes holds records"],
    ["writes over a list", (doc) => doc.set("notes", []), "notes holds records"],
    ["removes a map", (doc) => doc.remove("boxes"), "boxes holds records"],
    ["reads a value as records", (doc) => doc.records("title"), "title holds a plain value"],
    ["writes an id", (doc) => doc.records("notes")[0]?.set("id", "x"), `notes.${A}.id: the name`],
    ["writes __proto__", (doc) => doc.set("__proto__", {}), "__proto__: the name"],
    [
      "writes what is not JSON",
      (doc) => doc.records("notes")[0]?.set("text", { at: Number.NaN }),
      `notes.${A}.text.at: NaN is not JSON`,
    ],
    ["writes nothing at all", (doc) => doc.set("title", undefined as never), "title: undefined"],
  ])("that %s throws", (_, step, message) => {
    expect(() => run(step)).toThrow(message);
  });

  test("cannot go on once it is over", () => {
    let kept: StoredFields | undefined;
    run((doc) => void (kept = doc));
    for (const use of [
      () => kept?.get("title"),
      () => kept?.set("title", "late"),
      () => kept?.remove("title"),
      () => kept?.records("notes"),
    ])
      expect(use).toThrow("This migration step is over");
  });
});

test("[R202] a step that throws, or would write later, fails", () => {
  expect(() =>
    run(() => {
      throw new Error("no such luck");
    }),
  ).toThrow("no such luck");
  const late = async (): Promise<void> => Promise.reject(new Error("unheard"));
  expect(() => run(late as never)).toThrow("it is asynchronous");
});

describe("[R202] what is stored fits a schema", () => {
  const fits = (write: MigrationStep): string => {
    const state = stored();
    migrate(state, write);
    try {
      checkStored(state, schema);
    } catch (error) {
      return `${(error as { code?: string }).code} ${(error as Error).message}`;
    }
    return "fits";
  };

  test.each<[string, MigrationStep]>([
    ["as it was written", () => {}],
    ["with fields the schema does not name", (doc) => doc.set("old", 1)],
    ["without a value that has a default", (doc) => doc.remove("title")],
    ["with a counter", (doc) => doc.set("votes", 3)],
  ])("%s", (_, write) => expect(fits(write)).toBe("fits"));

  test.each<[string, MigrationStep, string]>([
    ["a value of another kind", (doc) => doc.set("subtitle", 3), "subtitle: "],
    [
      "one deep in the trash",
      (doc) => doc.records("notes")[0]?.records("kids")[0]?.records("kids")[0]?.set("tag", 3),
      `notes.${A}.kids.${B}.kids.${C}.tag: `,
    ],
    ["half a vote", (doc) => doc.set("votes", 0.5), "votes: what is stored is not a counter's sum"],
    [
      "a value where a list should be",
      (doc) => doc.records("boxes")[0]?.set("cards", []),
      `boxes.${D}.cards: a plain value is stored, the definition has a list`,
    ],
  ])("but not with %s", (_, write, message) => {
    expect(fits(write)).toContain(`schema.incompatible ${message}`);
  });

  test("but not with records where a value, or the other kind of records, should be", () => {
    const other = new State();
    other.apply({ title: [{ ...insert(A), in: { of: "root", field: "title" } } as never] });
    expect(() => checkStored(other, schema)).toThrow("title: records are stored");
    const mixed = new State();
    mixed.apply({ notes: [{ ...put(A, "k"), in: { of: "root", field: "notes" } } as never] });
    expect(() => checkStored(mixed, schema)).toThrow(
      "notes: a map is stored, the definition has a list",
    );
  });

  test("but not without what has no answer to undefined", () => {
    const strict = compileStorage({ notes: list({ text: z.string(), owner: z.string() }) });
    expect(() => checkStored(stored(), strict)).toThrow(
      `notes.${A}.owner: nothing is stored, and the schema has no answer`,
    );
  });
});

/** Tags every record there is, and empties what was tagged. */
const tagAll: MigrationStep = (doc) => {
  const visit = (record: StoredRecord): void => {
    const text = JSON.stringify(record.get("text"));
    if (record.get("tag") === undefined) record.set("tag", `was ${text}`);
    else record.remove("tag");
    record.set("text", record.trashed ? "trash" : `v2 ${text}`);
    for (const field of ["kids", "marks", "cards"]) record.records(field).forEach(visit);
  };
  for (const key of ["notes", "boxes"]) doc.records(key).forEach(visit);
  doc.set("subtitle", "migrated");
};

test("[R589, R207] from any point of a log, a fold, a snapshot's cut and the tail show what the migrated log shows, and what is restored afterwards too", () => {
  let restored = 0;
  for (let seed = 1; seed <= 150; seed++) {
    const world = new ReplicaWorld({ seed: seed + 40_000, previews: false, joins: false });
    for (let i = 0; i < 45; i++) world.step();
    world.settle();
    const log: Entry[] = sent(world.log);
    const ops = migrate(fold(undefined, sent(log)).state, tagAll);
    const cut = seed % (log.length + 1);
    log.push({ kind: "migration", seq: log.length + 1, at: 1e6, version: 2, ops: sent(ops) });

    const server = new Replica(schema, fold(undefined, sent(log)).state);
    for (const { id: record, trashed } of recordsOf(log)) {
      const key = server.state.nodes.get(record)?.key ?? "";
      if (!trashed) continue;
      const attempt = tried(server, log.length);
      const author = { client: BEN, n: 1, strict: false };
      checkOps(server, attempt, { [key]: [restore(record)] }, author);
      const seq = log.length + 1;
      const head = { seq, at: 1e6, actor: "u", client: CLEO, n: seq };
      log.push({ ...head, kind: "change", ops: sent(attempt.ops()) });
      attempt.commit();
      restored += 1;
    }
    expect(toJSON(server.view)).toEqual(replay(schema, log));

    const base = fold(undefined, sent(log.slice(0, cut)));
    const joiner = Replica.from(schema, sent(Object.fromEntries(keyStates(base.state))));
    log.slice(cut).forEach((entry, i) => {
      if (entry.kind === "change" || entry.kind === "migration") joiner.confirm(sent(entry.ops));
      if (entry.kind === "prune") joiner.prune(entry.ids);
      expect(toJSON(joiner.view)).toEqual(replay(schema, log.slice(0, cut + i + 1)));
    });
  }
  expect(restored).toBeGreaterThan(100);
});
