import { counter, defineRoom, list, map, value } from "@alongside/core";
import type { Schema } from "@alongside/core";

/** A text of at most eight letters. */
export const short: Schema<string, string> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (given) =>
      typeof given === "string" && given.length <= 8
        ? { value: given }
        : { issues: [{ message: "at most 8 letters" }] },
  },
};

export const Board = defineRoom("board", {
  version: 3,
  presence: { cursor: value<{ x: number; y: number } | null>(null), name: short },
  events: { wave: short },
  storage: {
    title: value("untitled"),
    votes: counter(),
    shapes: list({ color: value("black"), x: value(0), notes: list({ body: value("") }) }),
    settings: map({ value: value("") }),
  },
  mutations: {
    add: { args: short, run: (doc, color) => void doc.shapes.push({ color }) },
    /** Counts once here, and on the server as often as it is told to. */
    cheer: {
      args: value(0),
      run(doc, times, ctx) {
        const by = ctx.where === "server" ? times : 1;
        if (by > 0) doc.votes.add(by);
      },
    },
    paint: {
      args: value({ id: "", color: "" }),
      run(doc, { id, color }) {
        const shape = doc.shapes.get(id);
        if (shape === undefined) throw new Error(`There is no shape ${id}`);
        shape.color = color;
      },
    },
  },
});
