import { Run } from "../run.ts";
import type { Walker } from "./walker.ts";

/** Bytes that a run of a cell begins with: most have few people who move. */
const RUN_BYTES = 32;

/** A square of an area, with whose point in one field it has, and what the tick under way tells of it. */
export class Cell {
  readonly area: string;
  readonly x: number;
  readonly y: number;
  readonly walkers = new Set<Walker>();
  /** Who went to another cell. In a frame this comes before all `moved`, so that who goes on into a cell of the same view is seen there. */
  readonly left = new Run(RUN_BYTES);
  readonly moved = new Run(RUN_BYTES);

  constructor(area: string, x: number, y: number) {
    this.area = area;
    this.x = x;
    this.y = y;
  }
}
