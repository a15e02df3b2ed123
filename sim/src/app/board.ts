import {
  caret,
  counter,
  defineRoom,
  type DraftOf,
  type List,
  list,
  map,
  point,
  Refused,
  type Text,
  text,
  type Value,
  value,
} from "@alongside/core";
import { type Fields, type Migrations, type StoredRecord } from "@alongside/core/engine";

/** A value which the server's rule refuses, so that a world knows beforehand how each change has to end. */
export const FORBIDDEN = "forbidden";

/** A letter that the rule refuses. */
export const FORBIDDEN_LETTER = "\u2620";

/** Why a mutation is refused whose shape somebody has deleted. */
export const GONE = "shape.gone";

/** Stands in everything that is written under `secret`: no frame to somebody who may not read that has it. */
export const SECRET_MARK = "\u00a7";

/** A record that holds records of its own kind. */
interface BranchFields extends Fields {
  name: Value<string>;
  words: Text;
  branches: List<BranchFields>;
}

const branch: BranchFields = {
  name: value(""),
  words: text(),
  get branches() {
    return list(branch);
  },
};

const schema = {
  title: value(""),
  /** Null is a value like any other. */
  motto: value<string | null>("none"),
  votes: counter(),
  shapes: list({
    color: value("black"),
    at: value({ x: 0, y: 0 }),
    /** May be absent, and may be null. */
    memo: value<string | null | undefined>(undefined),
    likes: counter(),
    notes: list({ body: value(""), words: text() }),
    label: text(),
    tags: list(value("")),
  }),
  /** What everybody types in. */
  page: text({
    attributes: { bold: value<boolean>(true), italic: value<boolean>(true), link: value("") },
    embeds: { image: value("") },
  }),
  tree: list(branch),
  /** Plain values in order, and by key. */
  order: list(value(0)),
  flags: map(value(false)),
  settings: map({ value: value(""), words: text() }),
  secret: list({ body: value(""), words: text() }),
  /** What every room begins with: it is written to and moved, and nobody deletes it. */
  columns: list(
    { name: value(""), words: text() },
    { initial: [{ name: "To do" }, { name: "Done", words: "done" }] },
  ),
};

/** The top-level keys. */
export const KEYS: readonly string[] = Object.keys(schema);

function define(version: number, migrate: Migrations) {
  return defineRoom("board", {
    version,
    migrate,
    presence: { cursor: point(), caret: caret() },
    events: { ping: value({ from: "", n: 0 }) },
    storage: schema,
    mutations: {
      /** Comes out differently on the server: where it runs is the outcome. */
      stamp: {
        args: value({ id: "" }),
        run(doc, { id }, ctx) {
          const shape = doc.shapes.get(id);
          if (shape === undefined) throw new Refused(GONE, "The shape is gone");
          shape.color = ctx.where;
        },
      },
      /** Makes a record, whose id has to be the same here and there. */
      add: {
        args: value({ color: "" }),
        run(doc, { color }, ctx) {
          const x = ctx.where === "server" ? 1 : 0;
          // Its label begins otherwise on the server: who types in it at once types over another text than was guessed.
          doc.shapes.insert({ color, at: { x, y: 0 }, label: `by the ${ctx.where}` }, "start");
        },
      },
      /** Writes on the server what nobody could guess: other slots, other records, other places. */
      surprise: {
        args: value({ id: "", seed: 0 }),
        run(doc, { id, seed }, ctx) {
          const shape = doc.shapes.get(id);
          if (shape === undefined) throw new Refused(GONE, "The shape is gone");
          if (ctx.where === "client") {
            shape.color = `guess ${seed}`;
            if (seed % 2 === 0) doc.order.push(seed);
            return;
          }
          if (seed % 3 !== 0) shape.color = `server ${seed}`;
          if (seed % 5 === 0) doc.shapes.move(id, "start");
          if (seed % 7 === 0) shape.notes.push({ body: `server ${seed}` });
          if (seed % 11 === 0) doc.flags.set(`k${seed % 3}`, true);
          if (seed % 13 === 0) shape.memo = null;
          const [note] = shape.notes;
          if (seed % 4 === 0 && note !== undefined) shape.notes.delete(note.id);
          doc.votes.add(1);
        },
      },
    },
  });
}

/** The room of every world: something of each kind. */
export const Board = define(1, {});

/** The room as a change writes it. */
export type Doc = DraftOf<typeof Board>;

/** The same room later: every word that was written before is marked, in the trash too, once. */
export const NextBoard = define(2, {
  2(doc) {
    const mark = (record: StoredRecord, field: string): void =>
      record.set(field, `${JSON.stringify(record.get(field))}²`);
    const markBranch = (record: StoredRecord): void => {
      mark(record, "name");
      for (const inner of record.records("branches")) markBranch(inner);
    };
    for (const shape of doc.records("shapes")) {
      mark(shape, "color");
      for (const note of shape.records("notes")) mark(note, "body");
      for (const tag of shape.records("tags")) mark(tag, "value");
    }
    for (const setting of doc.records("settings")) mark(setting, "value");
    for (const secret of doc.records("secret")) mark(secret, "body");
    for (const record of doc.records("tree")) markBranch(record);
    doc.set("title", `${JSON.stringify(doc.get("title") ?? "")}²`);
  },
});
