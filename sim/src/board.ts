import {
  caret,
  counter,
  defineRoom,
  list,
  map,
  type Migrations,
  Refused,
  type StoredRecord,
  text,
  value,
} from "@alongside/core";
import { implement, type RoomImplementation } from "@alongside/server";

/** A value which the server's rule refuses, so that a world knows beforehand how each change has to end. */
export const FORBIDDEN = "forbidden";

/** A letter that the rule refuses. */
export const FORBIDDEN_LETTER = "\u2620";

const schema = {
  title: value(""),
  votes: counter(),
  shapes: list({
    color: value("black"),
    at: value({ x: 0, y: 0 }),
    likes: counter(),
    notes: list({ body: value(""), words: text() }),
    label: text(),
  }),
  /** What everybody types in. */
  page: text({ attributes: { bold: value<boolean>(true) }, embeds: { image: value("") } }),
  settings: map({ value: value("") }),
  secret: list({ body: value("") }),
};

function define(version: number, migrate: Migrations) {
  return defineRoom("board", {
    version,
    migrate,
    presence: { cursor: value({ x: 0, y: 0 }), caret: caret() },
    storage: schema,
    mutations: {
      /** Comes out differently on the server: where it runs is the outcome. */
      stamp: {
        args: value({ id: "" }),
        run(doc, { id }, ctx) {
          const shape = doc.shapes.get(id);
          if (shape === undefined) throw new Refused("shape.gone", "The shape is gone");
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
    },
  });
}

/** The room of every world: something of each kind. */
export const Board = define(1, {});

/** The same room later: every word that was written before is marked, in the trash too, once. */
export const NextBoard = define(2, {
  2(doc) {
    const mark = (record: StoredRecord, field: string): void =>
      record.set(field, `${JSON.stringify(record.get(field))}²`);
    for (const shape of doc.records("shapes")) {
      mark(shape, "color");
      for (const note of shape.records("notes")) mark(note, "body");
    }
    for (const setting of doc.records("settings")) mark(setting, "value");
    for (const secret of doc.records("secret")) mark(secret, "body");
    doc.set("title", `${JSON.stringify(doc.get("title") ?? "")}²`);
  },
});

/** A version of the room with its rules. Users with an odd number may not read `secret`. */
export function implemented(definition: typeof Board): RoomImplementation {
  return implement(definition, {
    authorize(user) {
      const isOdd = Number(user.id.slice("user-".length)) % 2 === 1;
      if (!isOdd) return "write";
      const keys = Object.keys(schema).filter((key) => key !== "secret");
      return { read: keys, write: keys };
    },
    allow(change) {
      const ops = JSON.stringify(change.ops);
      return ops.includes(FORBIDDEN) || ops.includes(FORBIDDEN_LETTER)
        ? { code: "rule.forbidden", message: "Not that" }
        : true;
    },
  });
}
