import { type DraftOf, type Json, TextValue, toJSON } from "@alongside/core";
import {
  createDraft,
  decodeSnapshot,
  encodeSnapshot,
  type Entry,
  fold,
  type KeyState,
  type OpsByKey,
  Replica,
  recordIds,
  textEngine,
} from "@alongside/core/engine";
import { expect, test } from "vitest";
import { ANA, Paper, PaperReplica } from "./paper.ts";
import { attempt as tried } from "../../src/change/attempt.ts";

const RICH = [
  "a",
  { insert: "b\n", attributes: { bold: true } },
  { insert: { image: "i" } },
] as const;

/** A log, written as a server writes it: each change is tried in the state itself. */
class Log {
  readonly entries: Entry[] = [];
  readonly replica = new Replica(Paper.schema);

  write(fn: (doc: DraftOf<typeof Paper>) => void): OpsByKey {
    const seq = this.entries.length + 1;
    const attempt = tried(this.replica, seq);
    const draft = createDraft(this.replica, attempt, recordIds(ANA, seq));
    fn(draft.doc as never);
    draft.end();
    const ops = JSON.parse(JSON.stringify(attempt.ops())) as OpsByKey;
    attempt.commit();
    this.entries.push({
      kind: "change",
      seq,
      at: seq,
      actor: "ana",
      client: ANA,
      n: seq,
      ops,
    });
    return ops;
  }

  get view(): unknown {
    return toJSON(this.replica.view);
  }

  /** Who joins now: of what is in the trash they are told id and place. */
  joiner(): Replica {
    const { state } = encodeSnapshot(fold(undefined, this.entries, textEngine));
    const states = Array.from(state, ([key, text]) => [key, JSON.parse(text) as KeyState] as const);
    return Replica.from(Paper.schema, Object.fromEntries(states));
  }
}

/** Everything that can become of a text. */
function lived(): Log {
  const log = new Log();
  log.write((doc) => doc.title.insert(0, "plain"));
  log.write((doc) => doc.body.apply(RICH));
  log.write((doc) => {
    doc.notes.push({ label: "first", replies: [{ body: "deep" }, {}] });
    doc.notes.push({ label: "second" });
    doc.pages.set("p", { body: "page" });
    doc.pages.set("q", {});
  });
  log.write((doc) => doc.notes.at(0)?.replies.at(1)?.body.insert(0, "later"));
  log.write((doc) => doc.pages.get("q")?.body.insert(0, "late too"));
  log.write((doc) => doc.notes.delete(doc.notes.at(1)?.id ?? ""));
  return log;
}

test("[R38] a snapshot at any point and the entries after it fold to the same texts", () => {
  const { entries, view, replica } = lived();
  const [, second] = replica.state.root.lists?.get("notes")?.order ?? [];
  entries.push({
    kind: "change",
    seq: entries.length + 1,
    at: 9,
    actor: "ana",
    client: ANA,
    n: 9,
    ops: { notes: [{ op: "text", id: second?.id ?? "", field: "label", delta: [6, "!"] }] },
  });
  for (let cut = 0; cut <= entries.length; cut++) {
    const snapshot = encodeSnapshot(fold(undefined, entries.slice(0, cut), textEngine));
    const again = encodeSnapshot(decodeSnapshot(snapshot, textEngine));
    expect(again).toEqual(snapshot);
    const { state } = fold(decodeSnapshot(snapshot, textEngine), entries.slice(cut));
    expect(toJSON(new Replica(Paper.schema, state).view)).toEqual(view);
    // In the trash nobody sees it, and it is there all the same.
    expect(state.text(state.nodes.get(second?.id ?? "") as never, "label").toString()).toBe(
      "second!",
    );
  }
});

test("a text that nobody has written, or that is empty again, is not stored", () => {
  const log = new Log();
  log.write((doc) => doc.title.insert(0, "gone"));
  log.write((doc) => doc.notes.push({ label: "gone" }));
  expect([...encodeSnapshot(fold(undefined, log.entries, textEngine)).state.keys()]).toEqual([
    "title",
    "notes",
  ]);
  log.write((doc) => doc.title.delete(0, 4));
  log.write((doc) => doc.notes.at(0)?.label.delete(0, 4));
  const { state } = encodeSnapshot(fold(undefined, log.entries, textEngine));
  expect([...state]).toEqual([["notes", `{"list":[{"id":"${ANA}.2.0","fields":{"votes":0}}]}`]]);
  expect(log.view).toMatchObject({ title: "", notes: [{ label: "" }] });
});

test("[R188] a text in the trash is edited all the same, and comes back with all of it", () => {
  const log = new Log();
  log.write((doc) => doc.notes.push({ label: "one" }));
  const id = `${ANA}.1.0`;
  const early = log.joiner();
  early.confirm(log.write((doc) => doc.notes.delete(id)));
  const late = log.joiner();
  const edit = { op: "text", id, field: "label", delta: [3, " two"] } as const;
  const seen: unknown[] = [];
  for (const replica of [log.replica, early, late]) {
    if (replica.pendingTexts !== undefined)
      replica.pendingTexts.onChange = (...event) => seen.push(event);
    replica.confirm({ notes: [edit] });
    expect(toJSON(replica.view)).toMatchObject({ notes: [] });
  }
  expect(seen).toEqual([
    [id, "label", edit.delta],
    [id, "label", edit.delta],
  ]);
  const restored = log.write((doc) => doc.notes.restore(id));
  for (const replica of [early, late]) {
    replica.confirm(restored);
    expect(toJSON(replica.view)).toMatchObject({ notes: [{ id, label: "one two" }] });
    replica.confirm({ notes: [{ ...edit, delta: [7, "!"] }] });
    expect(toJSON(replica.view)).toMatchObject({ notes: [{ label: "one two!" }] });
  }
});

test("[R188] an edit and a restore in one change come out the same for who knew the record and who did not", () => {
  const log = new Log();
  log.write((doc) => doc.notes.push({ label: "one" }));
  const id = `${ANA}.1.0`;
  const early = log.joiner();
  for (const order of ["before", "after"] as const) {
    early.confirm(log.write((doc) => doc.notes.delete(id)));
    const late = log.joiner();
    const ops = log.write((doc) => {
      if (order === "before") doc.notes.get(id)?.label.insert(0, "x");
      doc.notes.restore(id);
      doc.notes.get(id)?.label.insert(0, order);
    });
    for (const replica of [early, late]) {
      replica.confirm(ops);
      expect(toJSON(replica.view)).toEqual(log.view);
    }
  }
});

test("an attempt that is given up leaves every text as it was, the same object", () => {
  const log = lived();
  const { view } = log.replica;
  const before = JSON.stringify(log.view);
  const attempt = tried(log.replica, 99);
  const { doc, end } = createDraft(log.replica, attempt, recordIds(ANA, 99));
  const draft = doc as DraftOf<typeof Paper>;
  draft.body.delete(0, 3);
  draft.body.insert(0, "new");
  draft.title.insert(5, "er");
  draft.notes.at(0)?.replies.at(0)?.body.insert(0, "x");
  draft.notes.push({ label: "never" });
  draft.notes.at(-1)?.label.insert(0, "never ever");
  end();
  attempt.abort();
  expect(JSON.stringify(log.view)).toBe(before);
  const after = log.replica.view;
  expect(after["body"]).toBe(view["body"]);
  expect(after["title"]).toBe(view["title"]);
  // And what is written next begins there.
  log.write((next) => next.title.insert(5, "!"));
  expect(log.view).toMatchObject({ title: "plain!" });
});

test("[R175] one op for each text of a change, in the log too", () => {
  const log = new Log();
  const ops = log.write((doc) => {
    doc.title.insert(0, "b");
    doc.body.insert(0, "x");
    doc.title.insert(0, "a");
  });
  expect(ops).toEqual({
    title: [{ op: "text", id: "root", field: "title", delta: ["ab"] }],
    body: [{ op: "text", id: "root", field: "body", delta: ["x"] }],
  });
});

test("[R52] a text is the same object until it changes, whatever else does", () => {
  const sheet = new PaperReplica();
  sheet.commit((doc) => doc.body.apply(RICH));
  sheet.commit((doc) => doc.notes.push({ label: "x" }));
  const { body, notes } = sheet.view;
  expect(body).toBeInstanceOf(TextValue);
  const n = sheet.update((doc) => {
    doc.title.insert(0, "t");
    const note = doc.notes.at(0);
    if (note !== undefined) note.votes = 1;
  });
  expect(sheet.view.body).toBe(body);
  expect(sheet.view.notes[0]?.label).toBe(notes[0]?.label);
  const { title } = sheet.view;
  sheet.replica.confirm(undefined, n);
  expect(sheet.view.title).toBe(title);
  expect(sheet.view.body).toBe(body);
  sheet.others([]);
  expect(sheet.view.body).toBe(body);
  expect(toJSON(sheet.view) as Json).toMatchObject({ body: RICH, title: "t" });
});
