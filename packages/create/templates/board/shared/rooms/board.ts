import { caret, defineRoom, list, point, text } from "@alongside/core";
import * as z from "zod";

export const COLORS = ["yellow", "blue", "green", "pink"] as const;
export const KINDS = ["note", "rectangle", "ellipse"] as const;

const Place = z.object({ x: z.number().min(0).max(10_000), y: z.number().min(0).max(10_000) });

/** A board: shapes in drawing order, the last on top. Page and server read this. */
export const Board = defineRoom("board", {
  version: 1,
  /** What everybody shows of themselves, and nobody keeps. */
  presence: {
    /** Where the pointer is, in pixels of the board. */
    cursor: point({ resolution: 0.5 }),
    selection: z.array(z.string()).max(100),
    /** Where somebody writes. */
    caret: caret(),
  },
  storage: {
    shapes: list({
      kind: z.enum(KINDS),
      at: Place,
      color: z.enum(COLORS),
      text: text({ maxLength: 500 }),
      /** While it is set, the server refuses every change but unlocking. */
      locked: z.boolean().default(false),
    }),
  },
  mutations: {
    bringToFront: {
      args: z.object({ id: z.string() }),
      run(doc, { id }) {
        if (doc.shapes.has(id)) doc.shapes.move(id, "end");
      },
    },
  },
});

export type Kind = (typeof KINDS)[number];

/** How wide and high every shape is, in pixels of the board. */
export const SIZE = { w: 160, h: 120 } as const;
/** How large the board is. */
export const GROUND = { w: 2400, h: 1600 } as const;

/** A place at which all of a shape is on the board. */
export function within({ x, y }: { readonly x: number; readonly y: number }) {
  const clamp = (value: number, most: number) => Math.round(Math.min(most, Math.max(0, value)));
  return { x: clamp(x, GROUND.w - SIZE.w), y: clamp(y, GROUND.h - SIZE.h) };
}
