import { activities, caret, defineRoom, list, point, text } from "@alongside/core";
import type { StoredFields } from "@alongside/core";
import * as z from "zod";
import { PAGE_WORDS } from "../page/page-words.ts";
import { talk, typing } from "../talk/message.ts";
import { inOurWords } from "../talk/said-activity.ts";

/** The colours of the board, by name; each theme gives them its own values. */
export const COLORS = [
  "slate",
  "red",
  "orange",
  "yellow",
  "green",
  "blue",
  "violet",
  "pink",
] as const;

export const KINDS = ["rectangle", "ellipse", "arrow", "ink", "note"] as const;

const Coordinate = z.number().min(-1e6).max(1e6);
const Point = z.object({ x: Coordinate, y: Coordinate });
const Size = z.object({ w: z.number().min(0).max(1e5), h: z.number().min(0).max(1e5) });
const LargeSize = z.object({ w: z.number().min(0).max(3e6), h: z.number().min(0).max(3e6) });
const Ids = z.object({ ids: z.array(z.string()).min(1).max(20_000) });

/** A board: shapes in drawing order, the last on top. Shared by the page and the server. */
export const Board = defineRoom("board", {
  version: 2,
  migrate: { 2: textsOfShapes },
  presence: {
    /** Where the pointer is, in board units; null when it is elsewhere. */
    cursor: point({ resolution: 0.1 }),
    selection: z.array(z.string()).max(1000),
    /** Instead of a selection too long to list: how many shapes it has, and the box around them. */
    selectionArea: z
      .object({ count: z.number().int().min(1).max(1e6), at: Point, size: LargeSize })
      .nullable(),
    /** Where somebody writes in a shape's text. */
    caret: caret(),
    /** What somebody's screen shows, for those who follow them: x, y of its middle, width and height. */
    viewport: z.array(z.number().min(-1e8).max(1e8)).length(4).nullable(),
    /** Whom somebody follows: a client. */
    following: z.string().max(200).nullable(),
    typing,
  },
  storage: {
    title: z.string().max(80).default(PAGE_WORDS.board.untitled),
    shapes: list({
      kind: z.enum(KINDS),
      at: Point,
      size: Size,
      color: z.enum(COLORS),
      /** Arrows: x, y of both ends. Ink: x, y, pressure of every sample. All from 0 to 1 over the shape's box. */
      points: z.array(z.number().min(0).max(1)).max(9000).optional(),
      text: text({ maxLength: 2000 }),
      /** When set, the server refuses every change but unlocking. */
      locked: z.boolean().optional(),
    }),
  },
  feeds: {
    chat: talk(),
    /** Threads about shapes. */
    comments: talk(),
  },
  activity: activities({
    ofChange({ usual, mutation }) {
      const isRaised = mutation?.name === "bringToFront";
      if (!isRaised && mutation?.name !== "sendToBack") return inOurWords(usual);
      const where = isRaised ? "to the front" : "to the back";
      const summary = {
        one: `{name} brought {title} ${where}`,
        other: `{name} brought {count} shapes ${where}`,
      };
      return usual.map((one) => ({ ...one, type: mutation.name, summary }));
    },
  }),
  mutations: {
    bringToFront: {
      args: Ids,
      run(doc, { ids }) {
        for (const id of ids) doc.shapes.move(id, "end");
      },
    },
    sendToBack: {
      args: Ids,
      run(doc, { ids }) {
        for (const id of ids.toReversed()) doc.shapes.move(id, "start");
      },
    },
  },
});

/** Version 1 kept a shape's text as a plain value, of any line ends. */
function textsOfShapes(doc: StoredFields): void {
  for (const shape of doc.records("shapes")) {
    const written = shape.get("text");
    if (typeof written === "string") shape.set("text", written.replace(/\r\n?/g, "\n"));
  }
}
