import { describe, expect, test } from "vitest";
import { toJSON } from "@alongside/core";
import { type Op, type OpsByKey, Replica } from "@alongside/core/engine";
import {
  ANA,
  BEN,
  boxes,
  id,
  insert,
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
import { MAX_NESTING } from "../../src/model/height.ts";
import { confirmedView } from "../../src/pending/confirmed.ts";
import { recordOf } from "./record-of.ts";

const A = id(ANA, 1);
const B = id(BEN, 1);
const C = id(ANA, 2);
const D = id(BEN, 2);

/** A replica after the entries of a log. */
function after(...log: readonly OpsByKey[]): Replica {
  const replica = new Replica(schema);
  for (const ops of log) replica.confirm(sent(ops));
  return replica;
}

/** The texts in boxes by their keys. */
function inBoxes(replica: Replica): unknown {
  const pairs = [...(replica.view["boxes"] as ReadonlyMap<string, { readonly text: string }>)];
  return Object.fromEntries(pairs.map(([key, { text }]) => [key, text]));
}

describe("plain values", () => {
  test("[R44] of two writes to a plain value the last in the log wins", () => {
    const replica = after(notes(named(A, "a")), notes(setText(A, "ana")), notes(setText(A, "ben")));
    expect(outline(replica)).toBe("ben");
  });

  test("[R44] an own write that is pending is seen over what the log says meanwhile", () => {
    const replica = after(notes(named(A, "a")));
    replica.addPending(1, notes(setText(A, "mine")));
    replica.confirm(notes(setText(A, "theirs")));
    expect(outline(replica)).toBe("mine");
    expect(toJSON(confirmedView(replica))).toMatchObject({ notes: [{ text: "theirs" }] });
    replica.dropPending(1);
    expect(outline(replica)).toBe("theirs");
  });

  test("an optional value can be taken away, a top-level one goes back to its default", () => {
    const replica = after({ title: [{ op: "set", id: "root", field: "title", value: "Plan" }] });
    expect(replica.view["title"]).toBe("Plan");
    replica.confirm({ subtitle: [{ op: "set", id: "root", field: "subtitle", value: "b" }] });
    replica.confirm({ subtitle: [{ op: "set", id: "root", field: "subtitle" }] });
    expect("subtitle" in replica.view).toBe(false);
    expect(new Replica(schema).view["title"]).toBe("Untitled");
  });
});

describe("counters", () => {
  test("[R45] additions to a counter add up, pending ones on top", () => {
    const replica = after({ votes: [{ op: "add", id: "root", field: "votes", by: 1 }] });
    replica.addPending(1, { votes: [{ op: "add", id: "root", field: "votes", by: 1 }] });
    replica.confirm({ votes: [{ op: "add", id: "root", field: "votes", by: -3 }] });
    expect(replica.view["votes"]).toBe(-1);
    replica.confirm({ votes: [{ op: "add", id: "root", field: "votes", by: 1 }] }, 1);
    expect(replica.view["votes"]).toBe(-1);
  });
});

describe("maps", () => {
  test("[R46] putting a record at a key trashes the one that was there", () => {
    const replica = after(boxes(put(A, "k", "first")), boxes(put(B, "k", "second")));
    expect(inBoxes(replica)).toEqual({ k: "second" });
    expect(recordOf(replica, A)).toMatchObject({
      trashed: true,
      key: "k",
      fields: { text: "first" },
    });
  });

  test("[R623] restoring a displaced record brings it back to its key and trashes the one there", () => {
    const replica = after(
      boxes(put(A, "k", "first")),
      boxes(put(B, "k", "second")),
      boxes(restore(A)),
    );
    expect(inBoxes(replica)).toEqual({ k: "first" });
    expect(recordOf(replica, B)).toMatchObject({ trashed: true });
  });

  test("[R46] writing a field of a record keeps it at its key; a deleted key shows nothing", () => {
    const replica = after(boxes(put(A, "k", "first")), boxes(setText(A, "changed")));
    expect(inBoxes(replica)).toEqual({ k: "changed" });
    replica.confirm(boxes(trash(A)));
    expect(inBoxes(replica)).toEqual({});
    replica.confirm(boxes(restore(A)));
    expect(inBoxes(replica)).toEqual({ k: "changed" });
  });

  test("[R46] deleting a record that was displaced leaves the one at its key", () => {
    const replica = after(boxes(put(A, "k", "first"), put(B, "k", "second")), boxes(trash(A)));
    expect(inBoxes(replica)).toEqual({ k: "second" });
  });

  test("[R46] a refused put shows again what it displaced", () => {
    const replica = after(boxes(put(A, "k", "first")));
    const before = replica.view["boxes"];
    replica.addPending(1, boxes(put(C, "k", "mine")));
    replica.addPending(2, boxes(restore(C)));
    expect(inBoxes(replica)).toEqual({ k: "mine" });
    replica.dropPending(1);
    expect(inBoxes(replica)).toEqual({ k: "first" });
    replica.dropPending(2);
    expect(toJSON(replica.view["boxes"])).toEqual(toJSON(before));
  });

  test("a map is read in the order of its keys", () => {
    const replica = after(boxes(put(A, "b", "2"), put(B, "a", "1"), put(C, "c", "3")));
    expect([...(replica.view["boxes"] as ReadonlyMap<string, unknown>).keys()]).toEqual([
      "a",
      "b",
      "c",
    ]);
  });
});

describe("lists", () => {
  test("[R42] records go to the start, to the end, or right beside another", () => {
    const replica = after(
      notes(
        named(A, "a"),
        named(B, "b", "start"),
        named(C, "c", { after: B }),
        named(D, "d", { before: A }),
      ),
    );
    expect(outline(replica)).toBe("b c d a");
  });

  test("[R622] of two records placed at one neighbour the later stands nearer", () => {
    const replica = after(
      notes(named(A, "a")),
      notes(named(B, "b", { after: A }), named(C, "c", { before: A })),
      notes(named(D, "d", { after: A }), named(id(ANA, 3), "e", { before: A })),
    );
    expect(outline(replica)).toBe("c e a d b");
  });

  test("[R42] a record in the trash keeps its place, and others are placed beside it", () => {
    const replica = after(
      notes(named(A, "a"), named(B, "b"), named(C, "c")),
      notes(trash(B)),
      notes(named(D, "d", { after: B })),
    );
    expect(outline(replica)).toBe("a d c");
    replica.confirm(notes(restore(B)));
    expect(outline(replica)).toBe("a b d c");
  });

  test("[R43] beside a record that left the trash for good is the end", () => {
    const replica = after(notes(named(A, "a"), named(B, "b")), notes(trash(A)));
    replica.prune([A]);
    replica.confirm(notes(named(C, "c", { before: A })));
    expect(outline(replica)).toBe("b c");
  });

  test("[R47] a move takes a record with all that is in it, also into another list", () => {
    const replica = after(
      notes(named(A, "a"), named(B, "b", "end", A), named(C, "c")),
      notes(move(A, C)),
    );
    expect(outline(replica)).toBe("c(a(b))");
    replica.confirm(notes(move(B, "root", "start")));
    expect(outline(replica)).toBe("b c(a)");
  });

  test("[R624] of two moves of one record the last in the log wins, and it is nowhere twice", () => {
    const replica = after(
      notes(named(A, "a"), named(B, "b"), named(C, "c")),
      notes(move(A, B)),
      notes(move(A, C)),
    );
    expect(outline(replica)).toBe("b c(a)");
  });

  test("[R47] a move beside itself changes nothing", () => {
    const replica = after(
      notes(named(A, "a"), named(B, "b")),
      notes(move(A, "root", { after: A })),
    );
    expect(outline(replica)).toBe("a b");
  });

  test("[R625] while the log has not said who is inside whom, a move into itself shows the log's place", () => {
    const replica = after(notes(named(A, "a"), named(B, "b")));
    replica.addPending(1, notes(move(A, B)));
    expect(outline(replica)).toBe("b(a)");
    replica.confirm(notes(move(B, A)));
    expect(outline(replica)).toBe("a(b)");
    replica.dropPending(1);
    expect(outline(replica)).toBe("a(b)");
  });
});

describe("the trash", () => {
  test("[R49] what is written to a record in the trash, and into it, is there when it comes back", () => {
    const replica = after(notes(named(A, "a"), named(B, "b", "end", A)), notes(trash(A)));
    expect(outline(replica)).toBe("");
    replica.confirm(
      notes(setText(A, "changed"), like(A, 2), named(C, "c", "end", A), setText(B, "kid")),
    );
    expect(outline(replica)).toBe("");
    replica.confirm(notes(restore(A)));
    expect(outline(replica)).toBe("changed(kid c)");
    expect(toJSON(replica.view)).toMatchObject({ notes: [{ likes: 2 }] });
  });

  test("[R49] deleting twice is deleting once, and a restore of what is not deleted changes nothing", () => {
    const replica = after(
      notes(named(A, "a")),
      notes(trash(A)),
      notes(trash(A)),
      notes(restore(A)),
      notes(restore(A)),
    );
    expect(outline(replica)).toBe("a");
  });

  test("[R50] a prune forgets records in the trash with all that is in them, and nothing else", () => {
    const replica = after(
      notes(named(A, "a"), named(B, "b", "end", A), named(C, "c")),
      notes(trash(A)),
    );
    replica.prune([A, C, "nobody-nobody.1.0"]);
    expect(outline(replica)).toBe("c");
    expect(recordOf(replica, A)).toBeUndefined();
    expect(recordOf(replica, B)).toBeUndefined();
    replica.confirm(notes(restore(A), setText(B, "x")));
    expect(outline(replica)).toBe("c");
  });

  test("[R50] a pending restore of what is pruned meanwhile hides nothing", () => {
    const replica = after(boxes(put(A, "k", "first"), put(B, "k", "second")));
    replica.addPending(1, boxes(restore(A)));
    expect(inBoxes(replica)).toEqual({ k: "first" });
    replica.prune([A]);
    expect(inBoxes(replica)).toEqual({ k: "second" });
    replica.confirm({}, 1);
    expect(inBoxes(replica)).toEqual({ k: "second" });
  });
});

describe("how pending changes end", () => {
  test("[R626] an outcome that differs takes the guess's place, under the same names", () => {
    const replica = after(notes(named(A, "a")));
    replica.addPending(1, notes(named(C, "guess"), setText(A, "guess")));
    replica.confirm(notes(named(C, "outcome", "start")), 1);
    expect(outline(replica)).toBe("outcome a");
  });

  test("[R51] a refused change is gone, and what others and I wrote since stays", () => {
    const replica = after(notes(named(A, "a")));
    const before = replica.view;
    replica.addPending(1, notes(named(C, "c"), setText(A, "one"), trash(A)));
    replica.addPending(2, notes(like(A)));
    replica.dropPending(1);
    expect(outline(replica)).toBe("a");
    expect(toJSON(replica.view)).toMatchObject({ notes: [{ likes: 1 }] });
    replica.dropPending(2);
    expect(toJSON(replica.view)).toEqual(toJSON(before));
  });

  test("[R51] a change that ends before an earlier one lies below it from then on", () => {
    const replica = new Replica(schema);
    replica.addPending(1, notes(named(A, "a")));
    const second = notes(named(B, "b"));
    replica.addPending(2, second);
    expect(outline(replica)).toBe("a b");
    replica.confirm(second, 2);
    expect(outline(replica)).toBe("b a");
  });

  test("[R626] a record that comes to be under another key than guessed is written to there", () => {
    const replica = new Replica(schema);
    replica.addPending(1, notes(named(C, "guess")));
    replica.confirm(boxes(put(C, "k", "outcome")), 1);
    expect(replica.node(C)?.key).toBe("boxes");
    expect(inBoxes(replica)).toEqual({ k: "outcome" });
  });

  test("[R52] nothing that did not change is a new object", () => {
    const replica = after(
      notes(named(A, "a"), named(B, "b", "end", A), named(C, "c")),
      boxes(put(D, "k", "box")),
    );
    const before = replica.view as unknown as {
      readonly notes: readonly { readonly kids: unknown }[];
      readonly boxes: unknown;
    };
    replica.confirm(notes(setText(A, "changed")));
    const then = replica.view as unknown as typeof before;
    expect(then.notes[1]).toBe(before.notes[1]);
    expect(then.notes[0]).not.toBe(before.notes[0]);
    expect(then.notes[0]?.kids).toBe(before.notes[0]?.kids);
    expect(then.boxes).toBe(before.boxes);
    replica.confirm(notes(setText(A, "changed")));
    expect(replica.view).toBe(then);
  });

  test("[R53, R627] a gesture is seen over the log and under own changes, and is never confirmed", () => {
    const replica = after(notes(named(A, "a"), named(B, "b")));
    replica.setPreview("ben/1", notes(setText(A, "drag"), setText(B, "drag")));
    replica.addPending(1, notes(setText(A, "mine")));
    expect(outline(replica)).toBe("mine drag");
    expect(toJSON(confirmedView(replica))).toMatchObject({ notes: [{ text: "a" }, { text: "b" }] });
    replica.setPreview("ben/1", notes(setText(A, "drag")));
    expect(outline(replica)).toBe("mine b");
    replica.setPreview("ben/1", undefined);
    replica.dropPending(1);
    expect(outline(replica)).toBe("a b");
  });

  test("[R53] a gesture's new record that is committed is not there twice", () => {
    const replica = new Replica(schema);
    const drawn = notes(named(id(BEN, 0), "line"));
    replica.setPreview("ben/1", drawn);
    replica.confirm(sent(drawn));
    expect(outline(replica)).toBe("line");
    replica.setPreview("ben/1", undefined);
    expect(outline(replica)).toBe("line");
  });

  test("[R53] a gesture that names a record under two keys harms nobody", () => {
    const replica = after(notes(named(A, "a")));
    const text = (value: string): Op => ({ op: "set", id: A, field: "text", value });
    replica.setPreview("ben/1", { notes: [like(A), like(B), text("x")], boxes: [text("y")] });
    expect(outline(replica)).toBe("y");
    replica.setPreview("ben/1", undefined);
    expect(outline(replica)).toBe("a");
  });

  test("[R305] a gesture whose record has become something else is not shown, and the room reads", () => {
    const replica = after(notes(named(A, "a")));
    const made = id(BEN, 0);
    // Checked as a note, which has a list of notes.
    replica.setPreview("ben/1", {
      notes: [insert(made), setText(made, "note"), insert(id(BEN, 0, 1), "end", made)],
    });
    expect(outline(replica)).toBe("a note()");
    // And then it is a box, with other fields.
    replica.confirm(sent({ boxes: [put(made, "k", "box")] }));
    expect(toJSON(replica.view)).toMatchObject({
      notes: [{ text: "a" }],
      boxes: { k: { id: made, text: "box" } },
    });
    replica.setPreview("ben/1", { notes: [insert(made), setText(made, "again")] });
    expect(toJSON(replica.view)).toMatchObject({ boxes: { k: { text: "box" } } });
    replica.setPreview("ben/1", undefined);
    expect(toJSON(replica.view)).toMatchObject({ boxes: { k: { text: "box" } } });
  });

  test("[R305] of two gestures that make one record the first is shown", () => {
    const replica = new Replica(schema);
    const made = id(BEN, 0);
    replica.setPreview("ben/1", notes(insert(made), setText(made, "note")));
    replica.setPreview("ben/2", { boxes: [put(made, "k"), setText(made, "box")] });
    expect(outline(replica)).toBe("note");
    replica.setPreview("ben/1", undefined);
    expect(toJSON(replica.view)).toMatchObject({ notes: [], boxes: { k: { text: "box" } } });
  });

  test("[R753] a gesture writes to nothing that only another gesture shows, as it was checked with something else", () => {
    const replica = new Replica(schema);
    const made = id(BEN, 0);
    const line = named(made, "line");
    replica.setPreview("ben/1", notes(line));
    replica.setPreview(
      "ben/2",
      notes(setText(made, "other"), insert(id(BEN, 0, 1), "end", made), trash(made)),
    );
    expect(outline(replica)).toBe("line");
    replica.confirm(sent(notes(line)));
    expect(outline(replica)).toBe("");
    replica.setPreview("ben/2", notes(setText(made, "other")));
    expect(outline(replica)).toBe("other");
  });

  test("[R754] gestures that fit one by one and not together nest no deeper than records may", () => {
    const replica = new Replica(schema);
    const chain = (n: number): Op[] =>
      Array.from({ length: 32 }, (_, i) =>
        insert(id(ANA, n, i), "end", i === 0 ? "root" : id(ANA, n, i - 1)),
      );
    for (let n = 1; n <= 300; n++) replica.confirm(notes(...chain(n)));
    for (let n = 2; n <= 300; n++)
      replica.setPreview(`ben/${n}`, notes(move(id(ANA, n), id(ANA, n - 1, 31))));
    let depth = 0;
    const look = (kids: readonly { readonly kids: never[] }[], level: number): void => {
      depth = Math.max(depth, level);
      for (const kid of kids) look(kid.kids, level + 1);
    };
    look((toJSON<unknown>(replica.view) as { notes: never[] }).notes, 0);
    expect(depth).toBe(MAX_NESTING);
  });

  test("[R754] what others count meanwhile takes no gesture out of the safe integers", () => {
    const replica = after(notes(named(A, "a"), like(A, 5)));
    replica.setPreview("ben/1", notes(like(A, Number.MAX_SAFE_INTEGER - 5)));
    replica.confirm(notes(like(A)));
    expect(toJSON(replica.view)).toMatchObject({ notes: [{ likes: 6 }] });
  });

  test("one change is pending once", () => {
    const replica = new Replica(schema);
    replica.begin(1);
    expect(() => replica.begin(1)).toThrow(TypeError);
  });
});

// By letters "ana/10" comes before "ana/9": a shape dragged for the tenth time stood still until the ninth drag was on the disk.
test("[R1417] of one client's gestures the tenth lies over the ninth, whichever comes first", () => {
  const replica = after(notes(insert(A)));
  replica.setPreview("ana/10", notes(setText(A, "tenth")));
  replica.setPreview("ana/9", notes(setText(A, "ninth")));
  expect(toJSON(replica.view)).toMatchObject({ notes: [{ text: "tenth" }] });
});
