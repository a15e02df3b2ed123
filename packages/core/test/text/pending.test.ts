import { TextValue } from "@alongside/core";
import { type Op, type OpsByKey, Replica, type Shelf, type TextOp } from "@alongside/core/engine";
import { type Delta } from "@alongside/core/text";
import { describe, expect, test } from "vitest";
import { ANA, Paper, PaperReplica } from "./paper.ts";
import { confirmedView } from "../../src/pending/confirmed.ts";

/** A sheet whose body reads `text` in the log, and what is told of changes to it. */
function sheetOf(text: string): {
  sheet: PaperReplica;
  told: Delta[];
  type: (delta: Delta) => number;
} {
  const sheet = new PaperReplica();
  if (text !== "") sheet.commit((doc) => doc.body.insert(0, text));
  const told: Delta[] = [];
  if (sheet.replica.pendingTexts !== undefined)
    sheet.replica.pendingTexts.onChange = (_id, _field, delta) => told.push(delta);
  return { sheet, told, type: (delta) => sheet.update((doc) => doc.body.apply(delta)) };
}

function deltaOf(sheet: PaperReplica, n: number): Delta | undefined {
  const op = sheet.replica.opsOf(n)["body"]?.[0];
  return op?.op === "text" ? op.delta : undefined;
}

function bodyOp(delta: Delta): OpsByKey {
  return { body: [{ op: "text", id: "root", field: "body", delta }] };
}

test("[R176] own edits go over what others do, and their units past the own ones", () => {
  const { sheet, told, type } = sheetOf("hello");
  const first = type([5, " you"]);
  const second = type(["Oh, "]);
  sheet.others([2, "LL", -2]);
  expect(sheet.body).toBe("Oh, heLLo you");
  expect([deltaOf(sheet, first), deltaOf(sheet, second)]).toEqual([[5, " you"], ["Oh, "]]);
  expect(told).toEqual([[6, "LL", -2]]);
  sheet.others(["> "]);
  expect(deltaOf(sheet, first)).toEqual([7, " you"]);
  // Right of theirs, as its author's id is the larger.
  expect(deltaOf(sheet, second)).toEqual([2, "Oh, "]);
  expect(sheet.body).toBe("> Oh, heLLo you");
  sheet.replica.confirm(undefined, first);
  sheet.replica.confirm(undefined, second);
  expect(sheet.body).toBe("> Oh, heLLo you");
  expect(confirmedView(sheet.replica)["body"]).toBe(sheet.replica.view["body"]);
});

test("[R176] as docs/internals.md shows it, on the page", () => {
  const { sheet, type } = sheetOf("ab");
  const n = type([1, "X"]);
  expect(sheet.body).toBe("aXb");
  sheet.others(["Z"]);
  expect(deltaOf(sheet, n)).toEqual([2, "X"]);
  expect(sheet.body).toBe("ZaXb");
  sheet.replica.confirm(undefined, n);
  expect(sheet.body).toBe("ZaXb");
});

test("[R177] at one spot the own insert goes to the side that is asked for", () => {
  for (const [side, reads] of [
    ["left", "-mine theirs -"],
    ["right", "-theirs mine -"],
  ] as const) {
    const { sheet, type } = sheetOf("--");
    const n = type([1, "mine "]);
    sheet.others([1, "theirs "], side);
    expect(sheet.body).toBe(reads);
    sheet.replica.confirm(undefined, n);
    expect(sheet.body).toBe(reads);
  }
});

describe("[R182, R703] edits become one before they are sent", () => {
  test("of one text, and of several", () => {
    const sheet = new PaperReplica();
    const first = sheet.update((doc) => doc.body.insert(0, "a"));
    const second = sheet.update((doc) => {
      doc.body.insert(1, "b");
      doc.title.insert(0, "t");
    });
    sheet.replica.merge(second, first);
    const third = sheet.update((doc) => doc.title.insert(1, "u"));
    sheet.replica.merge(third, first);
    expect(sheet.replica.opsOf(first)).toEqual({
      body: [{ op: "text", id: "root", field: "body", delta: ["ab"] }],
      title: [{ op: "text", id: "root", field: "title", delta: ["tu"] }],
    });
    expect([sheet.replica.opsOf(second), sheet.replica.opsOf(third)]).toEqual([{}, {}]);
    sheet.others(["x"]);
    sheet.replica.confirm(undefined, first);
    expect([sheet.body, sheet.view.title.toString()]).toEqual(["xab", "tu"]);
  });

  test("one that joined is refused with the other", () => {
    const { sheet, type } = sheetOf("-");
    const first = type([1, "a"]);
    const second = type([2, "b"]);
    sheet.replica.merge(second, first);
    const third = type([3, "c"]);
    sheet.replica.dropPending(first);
    expect([sheet.body, deltaOf(sheet, third)]).toEqual(["-c", [1, "c"]]);
  });

  test("a thousand keys are one delta", () => {
    const { sheet, type } = sheetOf("");
    const first = type(["0"]);
    for (let i = 1; i < 1000; i++) sheet.replica.merge(type([i, String(i % 10)]), first);
    sheet.others(["> "]);
    expect(deltaOf(sheet, first)).toEqual([2, "0123456789".repeat(100)]);
    expect(sheet.body).toBe(`> ${"0123456789".repeat(100)}`);
  });
});

describe("[R178] a refused edit is taken back, and what was typed after it stays", () => {
  test("first, in the middle and last", () => {
    for (const refused of [1, 2, 3]) {
      const { sheet, told, type } = sheetOf("");
      for (const [i, letter] of ["a", "b", "c"].entries()) type(i === 0 ? [letter] : [i, letter]);
      sheet.replica.dropPending(refused);
      const rest = "abc".replace("abc"[refused - 1] ?? "", "");
      expect([refused, sheet.body]).toEqual([refused, rest]);
      expect(told).toEqual([refused === 1 ? [-1] : [refused - 1, -1]]);
      for (const n of [1, 2, 3]) if (n !== refused) sheet.replica.confirm(undefined, n);
      expect(sheet.body).toBe(rest);
    }
  });

  test("what was deleted is back, before what was typed in its place", () => {
    const { sheet, type } = sheetOf("one two three");
    const first = type([4, -4]);
    const second = type([4, "2 "]);
    sheet.replica.dropPending(first);
    expect(sheet.body).toBe("one two 2 three");
    expect(deltaOf(sheet, second)).toEqual([8, "2 "]);
  });

  test("[R701] what was typed into a refused insert stays where that was", () => {
    const { sheet, type } = sheetOf("()");
    const first = type([1, "abcd"]);
    const second = type([3, "X"]);
    sheet.replica.dropPending(first);
    expect([sheet.body, deltaOf(sheet, second)]).toEqual(["(X)", [1, "X"]]);
  });

  test("formats go, and those set after stay", () => {
    const { sheet, type } = sheetOf("ab");
    const first = type([{ retain: 2, attributes: { bold: true, link: "x" } }]);
    type([{ retain: 1, attributes: { link: "y" } }]);
    sheet.replica.dropPending(first);
    expect(sheet.view.body.toJSON()).toEqual([{ insert: "a", attributes: { link: "y" } }, "b"]);
  });

  test("with nothing else pending the text is the log's, the same object", () => {
    const { sheet, type } = sheetOf("log");
    const { body } = sheet.view;
    const n = type([3, "!"]);
    expect(sheet.view.body).not.toBe(body);
    sheet.replica.dropPending(n);
    expect(sheet.view.body).toBe(body);
  });
});

test("[R52] [R37] an acknowledged text is the same object it was", () => {
  const { sheet, type } = sheetOf("");
  const first = type(["a"]);
  const second = type([1, "b"]);
  const { body } = sheet.view;
  sheet.replica.confirm(undefined, first);
  expect(sheet.view.body).toBe(body);
  // As ops too, as they are told after a break.
  sheet.replica.confirm(structuredClone(bodyOp([1, "b"])), second);
  expect(sheet.view.body).toBe(body);
  expect(confirmedView(sheet.replica)["body"]).toBe(sheet.replica.view["body"]);
});

test("an acknowledgement that says otherwise counts", () => {
  const { sheet, told, type } = sheetOf("hello");
  const first = type([5, " A"]);
  type([7, " B"]);
  sheet.replica.confirm(bodyOp([5, " C"]), first);
  expect(confirmedView(sheet.replica)).toMatchObject({ body: TextValue.from("hello C") });
  expect(sheet.body).toBe("hello C B");
  let text = TextValue.from("hello A B");
  for (const delta of told) text = text.apply(delta);
  expect(text.toString()).toBe(sheet.body);
});

test("[R179] what came meanwhile is taken over in one go, and comes to what it comes to one by one", () => {
  const units: Delta[] = [["x"], [3, "y"], [1, -2], [4, "z"]];
  const texts = [true, false].map((inOneGo) => {
    const { sheet, told, type } = sheetOf("hello");
    const n = type([5, " you"]);
    const { length } = told;
    const each = (): void => {
      for (const unit of units) sheet.others(unit);
    };
    if (inOneGo) sheet.replica.pendingTexts?.gather(each);
    else each();
    expect(told.length - length).toBe(inOneGo ? 1 : units.length);
    sheet.replica.confirm(undefined, n);
    return sheet.body;
  });
  expect(texts[0]).toBe(texts[1]);
  expect(texts[0]).toContain(" you");
});

describe("an edit in a record that is only guessed", () => {
  const ID = `${ANA}.1.0`;

  function guessed(): { sheet: PaperReplica; typed: number } {
    const sheet = new PaperReplica();
    sheet.update((doc) => void doc.notes.push({ label: "guess" }));
    const typed = sheet.update((doc) => doc.notes.get(ID)?.label.insert(5, " typed"));
    expect(sheet.view.notes[0]?.label.toString()).toBe("guess typed");
    return { sheet, typed };
  }

  function made(label: string): OpsByKey {
    const at = { in: { of: "root", field: "notes" }, at: "end" } as const;
    return { notes: [{ op: "insert", id: ID, ...at, fields: { votes: 0, label } }] };
  }

  test("goes over the difference where the log begins the text otherwise", () => {
    const { sheet, typed } = guessed();
    sheet.replica.confirm(made("a long guess, indeed"), 1);
    expect(sheet.view.notes[0]?.label.toString()).toBe("a long guess, indeed typed");
    expect(sheet.replica.opsOf(typed)["notes"]).toEqual([
      { op: "text", id: ID, field: "label", delta: [20, " typed"] },
    ]);
    sheet.replica.confirm(undefined, typed);
    expect(sheet.view.notes[0]?.label.toString()).toBe("a long guess, indeed typed");
  });

  test("stays where it is when the log says what was guessed", () => {
    const { sheet, typed } = guessed();
    const { label } = sheet.view.notes[0] ?? {};
    sheet.replica.confirm(made("guess"), 1);
    expect(sheet.replica.opsOf(typed)["notes"]).toMatchObject([{ delta: [5, " typed"] }]);
    sheet.replica.confirm(undefined, typed);
    expect(sheet.view.notes[0]?.label.equals(label as TextValue)).toBe(true);
  });

  test("is seen no more when the record is refused", () => {
    const { sheet, typed } = guessed();
    sheet.replica.dropPending(1);
    expect(sheet.view.notes).toEqual([]);
    sheet.replica.confirm({}, typed);
    expect(sheet.view.notes).toEqual([]);
  });
});

describe("[R186] a refused edit moves with the text until it is made again", () => {
  function shelved(
    text: string,
    delta: Delta,
    rest: Delta[] = [],
  ): { sheet: PaperReplica; shelf: Shelf; type: (delta: Delta) => number } {
    const { sheet, type } = sheetOf(text);
    const n = type(delta);
    for (const more of rest) type(more);
    const [op] = sheet.replica.opsOf(n)["body"] as [TextOp];
    sheet.replica.dropPending(n);
    return { sheet, shelf: sheet.replica.pendingTexts?.shelve(op, n) as Shelf, type };
  }

  test("over what others do, what is typed here, and what is refused later", () => {
    const { sheet, shelf, type } = shelved("hello", [5, " rude"]);
    expect(shelf.delta).toEqual([5, " rude"]);
    sheet.others(["> "]);
    expect(shelf.delta).toEqual([7, " rude"]);
    const n = type([7, " you"]);
    sheet.replica.dropPending(n);
    expect(shelf.delta).toEqual([7, " rude"]);
    type(["oh "]);
    expect(shelf.delta).toEqual([10, " rude"]);
  });

  test("over what was typed after it", () => {
    expect(shelved("ab", [1, "X"], [["one "], [7, " two"]]).shelf.delta).toEqual([5, "X"]);
  });

  test("and not over what it was made on, though that is not told to be in the log yet", () => {
    const { sheet, type } = sheetOf("ab");
    type([1, "one "]);
    const n = type([5, "X"]);
    type([6, " two"]);
    const [op] = sheet.replica.opsOf(n)["body"] as [TextOp];
    sheet.replica.dropPending(n);
    expect(sheet.body).toBe("aone  twob");
    expect(sheet.replica.pendingTexts?.shelve(op, n).delta).toEqual([5, "X"]);
  });

  test("over what an abandoned change wrote and took back", () => {
    const { sheet, shelf } = shelved("hello", [5, " rude"]);
    expect(() =>
      sheet.update((doc) => {
        doc.body.insert(0, "never ");
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(shelf.delta).toEqual([5, " rude"]);
  });

  test("and not once it is put away", () => {
    const { sheet, shelf } = shelved("hello", [5, " rude"]);
    sheet.replica.pendingTexts?.unshelve(shelf);
    sheet.others(["> "]);
    expect(shelf.delta).toEqual([5, " rude"]);
  });
});

describe("[R179] a page that begins anew takes its edits over the difference", () => {
  /** The ops of a change as they stand in `next`, and how many of its edits have no text there. */
  function opsIn(
    next: Replica,
    sheet: PaperReplica,
    n: number,
    open: readonly number[],
  ): { ops: OpsByKey; lost: number } {
    const going = open.flatMap((change) => Object.values(sheet.replica.opsOf(change)).flat());
    const place = sheet.replica.pendingTexts?.movedTo(
      next.state,
      (change) => !open.includes(change),
      (id) => going.some((op) => op.op === "insert" && op.id === id),
      (error) => {
        throw error;
      },
    );
    let lost = 0;
    const ops: Record<string, Op[]> = {};
    for (const [key, list] of Object.entries(sheet.replica.opsOf(n)))
      ops[key] = list.flatMap((op): readonly Op[] => {
        if (op.op !== "text") return [op];
        const delta = place?.(n, op);
        if (delta === undefined) lost += 1;
        return delta === undefined ? [] : [{ ...op, delta }];
      });
    return { ops, lost };
  }

  function moved(
    text: string,
    typed: Delta[],
    now: string | undefined,
    ended = 0,
  ): { old: PaperReplica; next: PaperReplica; lost: number } {
    const { sheet, type } = sheetOf(text);
    const all = typed.map(type);
    const replica = Replica.from(Paper.schema, now === undefined ? {} : { body: { value: now } });
    const open = all.slice(ended);
    let missing = 0;
    for (const n of open) {
      const { ops, lost } = opsIn(replica, sheet, n, open);
      replica.addPending(n, ops);
      missing += lost;
    }
    return { old: sheet, next: new PaperReplica(replica), lost: missing };
  }

  test("what is pending stands where it stood", () => {
    const { next } = moved(
      "one two three",
      [
        [7, " X"],
        [4, "Y "],
      ],
      "zero one 2 two three five",
    );
    expect(next.body).toBe("zero one 2 Y two X three five");
  });

  test("what ended is in the new text already", () => {
    const { next } = moved(
      "one",
      [
        [3, " two"],
        [7, " three"],
      ],
      "zero one two",
      1,
    );
    expect(next.body).toBe("zero one two three");
  });

  test("where all else is gone, what was typed is all there is", () => {
    const { next, lost } = moved("one two", [[3, " X"]], undefined);
    expect([next.body, lost]).toEqual([" X", 0]);
  });

  test("[R707] what was seen can still be asked for, also by who had not asked before", () => {
    const { old } = moved("one", [[3, " X"]], "two");
    expect(old.body).toBe("one X");
    const sheet = new PaperReplica();
    const made = sheet.update((doc) => void doc.notes.push({ label: "" }));
    const id = `${ANA}.${made}.0`;
    const typed = sheet.update((doc) => doc.notes.get(id)?.label.insert(0, "mine"));
    // The record is in the log by now, and somebody else has typed in it.
    const now = Replica.from(Paper.schema, {
      notes: { list: [{ id, fields: { label: "theirs" } }] },
    });
    const { ops } = opsIn(now, sheet, typed, [typed]);
    expect(sheet.view.notes[0]?.label.toString()).toBe("mine");
    now.addPending(typed, ops);
    expect(new PaperReplica(now).view.notes[0]?.label.toString()).toBe("theirsmine");
  });

  test("[R707] a record that was made, and is gone since, has no text to stand over", () => {
    const sheet = new PaperReplica();
    sheet.update((doc) => void doc.notes.push({ label: "" }));
    const typed = sheet.update((doc) => doc.notes.at(0)?.label.insert(0, "mine"));
    expect(opsIn(new Replica(Paper.schema), sheet, typed, [typed])).toEqual({
      ops: { notes: [] },
      lost: 1,
    });
  });

  test("an edit of a text that is not there any more is lost", () => {
    const sheet = new PaperReplica();
    sheet.commit((doc) => void doc.notes.push({ label: "x" }));
    const id = sheet.view.notes[0]?.id ?? "";
    const typed = sheet.update((doc) => doc.notes.get(id)?.label.insert(1, "y"));
    for (const list of [[], [{ id, trashed: true }]] as const) {
      const next = Replica.from(Paper.schema, { notes: { list } });
      expect(opsIn(next, sheet, typed, [typed])).toEqual({ ops: { notes: [] }, lost: 1 });
    }
  });

  test("one in a record that an own change is still to make is not", () => {
    const sheet = new PaperReplica();
    const made = sheet.update((doc) => void doc.notes.push({ label: "x" }));
    const typed = sheet.update((doc) => doc.notes.at(0)?.label.insert(1, "y"));
    const replica = new Replica(Paper.schema);
    for (const n of [made, typed]) {
      const { ops, lost } = opsIn(replica, sheet, n, [made, typed]);
      expect(lost).toBe(0);
      replica.addPending(n, ops);
    }
    expect(new PaperReplica(replica).view.notes[0]?.label.toString()).toBe("xy");
  });
});

test("[R187] texts are not shown in gestures", () => {
  const { sheet } = sheetOf("hello");
  sheet.replica.setPreview("bob/1", bodyOp([5, "!"]));
  expect(sheet.body).toBe("hello");
  sheet.replica.setPreview("bob/1", undefined);
  expect(sheet.body).toBe("hello");
});
