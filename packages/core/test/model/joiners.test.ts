import { describe, expect, test } from "vitest";
import { list, text, toJSON } from "@alongside/core";
import { checkOps, type Op, type OpsByKey, Replica } from "@alongside/core/engine";
import { compileStorage } from "../../src/schema/compile.ts";
import { keyStates } from "../../src/model/state-codec.ts";
import {
  ANA,
  BEN,
  boxes,
  id,
  like,
  move,
  named,
  notes,
  outline,
  put,
  restore,
  schema,
  sent,
  setText,
  trash,
} from "./notes.ts";
import { attempt as tried } from "../../src/change/attempt.ts";

const A = id(ANA, 1);

describe("late joiners", () => {
  /** A log as the server writes it: what comes out of the trash is told whole. */
  function served(...changes: readonly OpsByKey[]): {
    readonly server: Replica;
    readonly log: readonly OpsByKey[];
  } {
    const server = new Replica(schema);
    const log = changes.map((ops, n) => {
      const attempt = tried(server, n);
      expect(
        checkOps(server, attempt, sent(ops), { client: ANA, n: 1, strict: false }),
      ).toMatchObject({ void: [] });
      const written = attempt.ops();
      attempt.commit();
      return sent(written);
    });
    return { server, log };
  }

  const Two = id(ANA, 1, 1);
  const Three = id(ANA, 1, 2);

  /** Joins after `cut` changes, hears the rest, and sees what the server sees. */
  function joined(cut: number, ...changes: readonly OpsByKey[]): Replica {
    const { server, log } = served(...changes);
    const there = served(...changes.slice(0, cut)).server;
    const joiner = Replica.from(schema, sent(Object.fromEntries(keyStates(there.state))));
    for (const ops of log.slice(cut)) joiner.confirm(ops);
    expect(toJSON(joiner.view)).toEqual(toJSON(server.view));
    return joiner;
  }

  test("[R628] of the trash a joiner is told ids and places only", () => {
    const { server } = served(
      notes(named(A, "secret"), named(Two, "kid", "end", A)),
      notes(trash(A)),
    );
    expect(Object.fromEntries(keyStates(server.state))).toEqual({
      notes: { list: [{ id: A, trashed: true }] },
    });
  });

  test("[R54] a restored record brings all that is in it, written while it was in the trash too", () => {
    const joiner = joined(
      2,
      notes(named(A, "a"), named(Two, "b", "end", A), named(Three, "c", "end", Two)),
      notes(trash(A)),
      notes(setText(Two, "changed"), like(A, 3)),
      notes(restore(A)),
      notes(like(A, 1), setText(Three, "again")),
    );
    expect(outline(joiner)).toBe("a(changed(again))");
    expect(toJSON(joiner.view)).toMatchObject({ notes: [{ likes: 4 }] });
  });

  test("[R54] what one change writes before it restores is in the record, once", () => {
    const joiner = joined(
      2,
      notes(named(A, "a")),
      notes(trash(A)),
      notes(setText(A, "x"), like(A, 2), restore(A), like(A, 1)),
    );
    expect(toJSON(joiner.view)).toMatchObject({ notes: [{ text: "x", likes: 3 }] });
  });

  test("[R54] a record that moves out of a trashed one is told whole", () => {
    const joiner = joined(
      2,
      notes(named(A, "a"), named(Two, "b", "end", A), named(Three, "c", "end", Two)),
      notes(trash(A)),
      notes(setText(Two, "out")),
      notes(move(Two, "root")),
    );
    expect(outline(joiner)).toBe("out(c)");
  });

  test("[R54] a record that moves into something the joiner was not told of is not seen any more", () => {
    const log = [
      notes(named(A, "a"), named(Two, "b", "end", A), named(Three, "c")),
      notes(trash(A)),
      notes(move(Three, Two)),
    ];
    expect(outline(joined(2, ...log))).toBe("");
    expect(outline(joined(2, ...log, notes(setText(Three, "unseen")), notes(restore(A))))).toBe(
      "a(b(unseen))",
    );
    expect(outline(joined(2, ...log, notes(move(Three, "root"))))).toBe("c");
  });

  test("[R54] a displaced record of a map comes back whole", () => {
    const joiner = joined(
      1,
      boxes(put(A, "k", "first"), insertCard(Two, A), put(Three, "k", "second")),
      boxes(restore(A)),
    );
    expect(toJSON(joiner.view)).toMatchObject({
      boxes: { k: { text: "first", cards: [{ text: "card" }] } },
    });
  });

  test("[R55] an own restore of something not told of shows nothing until the log tells it", () => {
    const { server } = served(notes(named(A, "a")), notes(trash(A)));
    const joiner = Replica.from(schema, sent(Object.fromEntries(keyStates(server.state))));
    joiner.addPending(1, notes(restore(A)));
    expect(outline(joiner)).toBe("");
    const attempt = tried(server, 9);
    checkOps(server, attempt, notes(restore(A)), { client: BEN, n: 1, strict: false });
    joiner.confirm(sent(attempt.ops()), 1);
    expect(outline(joiner)).toBe("a");
  });

  // Found by seed 9064: the view moved though the acknowledgement had nothing to tell.
  test("[R629] nor does an own move into it, and what was moved there goes then", () => {
    const { server } = served(
      notes(named(A, "a"), named(Two, "b", "end", A), named(Three, "c")),
      notes(trash(A)),
    );
    const joiner = Replica.from(schema, sent(Object.fromEntries(keyStates(server.state))));
    joiner.addPending(1, notes(move(Three, Two)));
    joiner.addPending(2, notes(setText(Three, "pending")));
    expect(outline(joiner)).toBe("pending");
    joiner.confirm(undefined, 1);
    expect(outline(joiner)).toBe("");
  });

  // Found by seed 5468: whoever undid an insert after a break had every record they were making replaced by an equal one.
  test("[R666] what a joiner was not told of goes without anything else being seen anew", () => {
    const labels = compileStorage({ notes: list({ label: text() }) });
    const make = (record: string, of: string, field: string): OpsByKey =>
      sent(
        notes({ op: "insert", id: record, in: { of, field }, at: "end", fields: { label: "" } }),
      );
    const server = new Replica(labels);
    server.confirm(make(A, "root", "notes"));
    server.confirm(notes(trash(A)));
    const joiner = Replica.from(labels, sent(Object.fromEntries(keyStates(server.state))));
    joiner.addPending(1, notes(trash(id(BEN, 1))));
    joiner.addPending(2, make(id(BEN, 2), "root", "notes"));
    const before = joiner.view;
    joiner.confirm(undefined, 1);
    expect(joiner.view).toBe(before);
  });

  function insertCard(record: string, of: string): Op {
    return {
      op: "insert",
      id: record,
      in: { of, field: "cards" },
      at: "end",
      fields: { text: "card" },
    };
  }
});
