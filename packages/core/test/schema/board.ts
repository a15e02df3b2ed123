import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import { counter, defineRoom, list, map, value } from "@alongside/core";

export const Point = z.object({ x: z.number(), y: z.number() });

/** A board that uses everything, its schemas from three libraries. */
export const Board = defineRoom("board", {
  version: 1,
  presence: {
    cursor: Point.nullable(),
    selection: v.array(v.string()),
    tool: type("'pen' | 'hand'"),
  },
  mutations: {
    bringToFront: {
      args: z.object({ id: z.string(), loud: z.boolean().default(false) }),
      run(doc, { id }, ctx) {
        doc.shapes.move(id, "end");
        doc.votes.add(ctx.random() < 2 ? 1 : 2);
      },
    },
    rename: {
      args: type({ title: "string" }),
      run(doc, { title }) {
        doc.title = title;
      },
    },
  },
  storage: {
    title: value("Untitled"),
    theme: z.enum(["light", "dark"]).default("light"),
    subtitle: v.optional(v.string()),
    shapes: list({
      kind: z.enum(["rect", "ellipse"]),
      at: Point,
      size: type({ w: "number", h: "number" }),
      color: v.optional(v.string(), "black"),
      label: z.string().optional(),
      likes: counter(),
      tags: list(v.string()),
      notes: map({ text: z.string() }),
    }),
    columns: list({
      name: z.string(),
      cards: list({ text: z.string(), done: z.boolean().default(false) }),
    }),
    settings: map({ value: z.string() }),
    flags: map(z.boolean()),
    votes: counter(),
  },
  events: { confetti: z.object({ at: Point }), ping: v.null() },
});
