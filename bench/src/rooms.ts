import { defineRoom, list, point, text, value } from "@alongside/core";

type Point = { readonly x: number; readonly y: number };

/** Where something is, and who put it there last. */
interface Place extends Point {
  readonly by: string;
}

/** The room that the commit bench writes to. */
export const Bench = defineRoom("bench", {
  version: 1,
  storage: { items: list({ at: value<Place>({ x: 0, y: 0, by: "" }) }) },
});

/** One place, and where everybody points: what is measured by a report and by this bench. */
export const Spot = defineRoom("spot", {
  version: 1,
  storage: { mark: value<Place>({ x: 0, y: 0, by: "" }) },
  presence: { cursor: point() },
});

/** A board as the join bench fills it. */
export const Shapes = defineRoom("shapes", {
  version: 1,
  storage: {
    items: list({
      kind: value<string>("rect"),
      at: value<Point>({ x: 0, y: 0 }),
      size: value<Point>({ x: 10, y: 10 }),
      color: value<string>("#223344"),
    }),
  },
});

/** Record `i` of a board, the same in every system. */
export function shapeOf(i: number): { kind: string; at: Point; size: Point; color: string } {
  return { kind: "rect", at: pointOf(i), size: { x: 100, y: 60 }, color: "#a1b2c3" };
}

/** The value written by change `n`. */
export function pointOf(n: number): Point {
  return { x: n, y: n + 1 };
}

/** A board with a page of notes. */
export const Week = defineRoom("week", {
  version: 1,
  storage: { items: list({ at: value<Point>({ x: 0, y: 0 }) }), notes: text() },
});

/** A room that is one text. */
export const Page = defineRoom("page", { version: 1, storage: { body: text() } });
