import { counter, defineRoom, list, map, text, value } from "@alongside/core";
import type { DraftOf } from "@alongside/core";
import { createDraft, recordIds, Replica } from "@alongside/core/engine";
import { expect, test } from "vitest";

const Board = defineRoom("board", {
  version: 1,
  storage: {
    notes: list({ text: value("") }),
    settings: map({ on: value(false) }),
    votes: counter(),
    body: text(),
  },
});

/** A call as JavaScript lets it be. */
type Loose = (...args: readonly unknown[]) => unknown;
const loose = (fn: unknown): Loose => fn as Loose;

/** Calls with a draft of a room that has one note. */
function writing(fn: (doc: DraftOf<typeof Board>, id: string) => unknown): () => unknown {
  return () => {
    const replica = new Replica(Board.schema);
    const draft = createDraft(replica, replica.begin(1), recordIds("client000000", 1));
    const doc = draft.doc as DraftOf<typeof Board>;
    return fn(doc, doc.notes.push({ text: "a" }));
  };
}

const storage = { notes: list({ text: value("") }) };

test.each<readonly [call: string, run: () => unknown, says: string]>([
  ["no name", () => loose(defineRoom)(), "the name should be one such as"],
  ["no options", () => loose(defineRoom)("x"), "x: the options should be { version, storage }"],
  ["options as a list", () => loose(defineRoom)("x", []), "x: the options should be"],
  ["no version", () => loose(defineRoom)("x", { storage }), "x: version should be a positive"],
  ["no storage", () => loose(defineRoom)("x", { version: 1 }), "storage should be an object"],
  [
    "a type as a field",
    () => loose(defineRoom)("x", { version: 1, storage: { title: String } }),
    "storage.title should be a field: a schema, value(), list(), map(), counter(), text() or record(), got a function String",
  ],
  [
    "a function that is not called",
    () => loose(defineRoom)("x", { version: 1, storage: { votes: counter } }),
    "storage.votes should be a field",
  ],
  [
    "presence as a list",
    () => loose(defineRoom)("x", { version: 1, storage, presence: ["cursor"] }),
    "x: presence should be an object, got an array of 1",
  ],
  [
    "presence without schemas",
    () => loose(defineRoom)("x", { version: 1, storage, presence: { cursor: null } }),
    "presence.cursor should be a schema",
  ],
  [
    "a mutation that is a function",
    () => loose(defineRoom)("x", { version: 1, storage, mutations: { add: () => undefined } }),
    "mutations.add should be { args, run(doc, args) }, got a function",
  ],
  [
    "a mutation that is nothing",
    () => loose(defineRoom)("x", { version: 1, storage, mutations: { add: null } }),
    "mutations.add should be { args, run(doc, args) }, got null",
  ],
  [
    "migrations as a function",
    () => loose(defineRoom)("x", { version: 1, storage, migrate: () => undefined }),
    "x: migrate should be an object",
  ],
  [
    "another word for what is set offline",
    () => loose(defineRoom)("x", { version: 1, storage, offline: "merge" }),
    'x: offline should be "last-write-wins" or "refuse-if-changed", got "merge"',
  ],
  ["a limit as the options of a text", () => loose(text)(100), "the options should be {"],
  [
    "a move to an index",
    writing((doc, id) => loose(doc.notes.move.bind(doc.notes))(id, 0)),
    'notes: a position should be "start", "end", { before: id } or { after: id }, got 0',
  ],
  [
    "a move to nowhere",
    writing((doc, id) => loose(doc.notes.move.bind(doc.notes))(id, null)),
    "notes: a position should be",
  ],
  [
    "a record that is moved, for its id",
    writing((doc) => loose(doc.notes.move.bind(doc.notes))(doc.notes.at(0), "end")),
    "notes: what move is given should be a record's id, a text",
  ],
  [
    "an index that is deleted",
    writing((doc) => loose(doc.notes.delete.bind(doc.notes))(0)),
    "notes: what delete is given should be a record's id, a text, got 0",
  ],
  [
    "an insert at an index",
    writing((doc) => loose(doc.notes.insert.bind(doc.notes))({ text: "b" }, 0)),
    "notes: a position should be",
  ],
  [
    "a number as a key to read",
    writing((doc) => loose(doc.settings.get.bind(doc.settings))(7)),
    "settings: a key should be a text, got 7",
  ],
  [
    "a number as a key to delete",
    writing((doc) => loose(doc.settings.delete.bind(doc.settings))(7)),
    "settings: a key should be a text, got 7",
  ],
  [
    "an id that is nothing",
    writing((doc) => loose(doc.settings.restore.bind(doc.settings))(undefined)),
    "settings: what restore is given should be a record's id, a text, got undefined",
  ],
  [
    "a text that is added",
    writing((doc) => loose(doc.votes.add)("1")),
    'votes: what is added should be a number, got "1"',
  ],
  [
    "a number that is inserted",
    writing((doc) => loose(doc.body.insert.bind(doc.body))(0, 7)),
    "body: what is inserted should be a text or an embed, got 7",
  ],
  [
    "a format without attributes",
    writing((doc) => loose(doc.body.format.bind(doc.body))(0, 1)),
    "body: the attributes should be",
  ],
])("[R400] %s: what was given, what is needed and where that is described", (_, run, says) => {
  expect(run).toThrow(TypeError);
  expect(run).toThrow(says);
  expect(run).toThrow(/\(docs\/errors\.md#[A-Za-z]+\)$/);
});

test.each<readonly [call: string, run: () => unknown, says: string]>([
  [
    "a record that is a text",
    writing((doc) => loose(doc.notes.push.bind(doc.notes))("hello")),
    'notes: should be an object of fields, got "hello"',
  ],
  [
    "a key that is no text",
    writing((doc) => loose(doc.settings.set.bind(doc.settings))(7, {})),
    "settings: number cannot be a map's key",
  ],
  [
    "a list that is assigned",
    writing((doc) => ((doc as { notes: unknown }).notes = [])),
    "notes is a list; it cannot be assigned",
  ],
  [
    "a move into itself",
    () => {
      const Tree = defineRoom("tree", {
        version: 1,
        storage: { nodes: list({ children: list({ children: list({}) }) }) },
      });
      const replica = new Replica(Tree.schema);
      const draft = createDraft(replica, replica.begin(1), recordIds("client000000", 1));
      const doc = draft.doc as DraftOf<typeof Tree>;
      return doc.nodes.move("client000000.1.0", "end");
    },
    "nodes has no record client000000.1.0 to move",
  ],
])("[R400] %s: its path and what is wrong with it", (_, run, says) => {
  expect(run).toThrow(says);
});

test("[R779] of an object only the names are told: what it holds may be a secret", () => {
  const call = (): unknown => loose(defineRoom)("x", { version: { secret: "hunter2" }, storage });
  expect(call).toThrow("version should be a positive integer, got an object with secret");
  expect(call).not.toThrow("hunter2");
});
