import { counter, defineRoom, list, map, value } from "@alongside/core";
import { implement } from "@alongside/server";

/** A value which the server's rule refuses, so that a world knows beforehand how each change has to end. */
export const FORBIDDEN = "forbidden";

const schema = {
  title: value(""),
  votes: counter(),
  shapes: list({
    color: value("black"),
    at: value({ x: 0, y: 0 }),
    likes: counter(),
    notes: list({ body: value("") }),
  }),
  settings: map({ value: value("") }),
  secret: list({ body: value("") }),
};

/** The room of every world: something of each kind. */
export const Board = defineRoom("board", {
  version: 1,
  presence: { cursor: value({ x: 0, y: 0 }) },
  storage: schema,
  mutations: {
    /** Comes out differently on the server: where it runs is the outcome. */
    stamp: {
      args: value({ id: "" }),
      run(doc, { id }, ctx) {
        const shape = doc.shapes.get(id);
        if (shape === undefined) throw new Error("The shape is gone");
        shape.color = ctx.where;
      },
    },
    /** Makes a record, whose id has to be the same here and there. */
    add: {
      args: value({ color: "" }),
      run(doc, { color }, ctx) {
        doc.shapes.insert({ color, at: { x: ctx.where === "server" ? 1 : 0, y: 0 } }, "start");
      },
    },
  },
});

/** Users with an odd number may not read `secret`. */
export const board = implement(Board, {
  authorize(user) {
    const isOdd = Number(user.id.slice("user-".length)) % 2 === 1;
    if (!isOdd) return "write";
    const keys = Object.keys(schema).filter((key) => key !== "secret");
    return { read: keys, write: keys };
  },
  allow(change) {
    return JSON.stringify(change.ops).includes(FORBIDDEN)
      ? { code: "rule.forbidden", message: "Not that" }
      : true;
  },
});
