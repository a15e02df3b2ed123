import { defineRoom, list, value } from "@alongside/core";

interface Point {
  readonly x: number;
  readonly y: number;
  readonly by: string;
}

/** The room that the commit and join benches write to. */
export const Bench = defineRoom("bench", {
  version: 1,
  storage: { items: list({ at: value<Point>({ x: 0, y: 0, by: "" }) }) },
});
