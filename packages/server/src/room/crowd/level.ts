import type { Point } from "@alongside/core";
import type { Grid } from "@alongside/core/engine";
import type { Move, Run } from "../run.ts";
import { Cell } from "./cell.ts";
import type { Walker } from "./walker.ts";

/** The level at which each area is one cell. */
export const WHOLE = 30;

/** A point stays in its cell until it is so many parts of a cell's side beyond it: one that rests on a border goes to and fro for nothing. */
const HYSTERESIS = 1 / 8;

/** A view reaches so many parts of a side farther than its page said: no point in the page is in a cell beyond, and who comes glides in. */
const MARGIN = 1 / 4;

/** Cells of one area, from `x0`, `y0` to `x1`, `y1`. */
export interface Span {
  readonly area: string;
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Columns and rows are below this, so that the number of a cell is one number. */
const ROWS = 2 ** 24;

/** The people of a room by where their points of one field are, in cells whose side is 2^`size` steps. */
export class Level {
  readonly name: string;
  readonly size: number;
  /** Views that ask it. */
  users = 0;
  readonly #grid: Grid;
  readonly #areas = new Map<string, Map<number, Cell>>();
  readonly #cells = new Map<Walker, Cell>();
  /** Cells of which the tick under way tells. */
  readonly #fresh = new Set<Cell>();

  constructor(name: string, grid: Grid, size: number) {
    this.name = name;
    this.#grid = grid;
    this.size = size;
  }

  /** The cells that a rectangle of an area lies in, with the margin. */
  span(x: number, y: number, width: number, height: number, area: string): Span {
    return {
      area,
      x0: this.#columnOf(this.#grid.stepsOf(x), -MARGIN),
      y0: this.#columnOf(this.#grid.stepsOf(y), -MARGIN),
      x1: this.#columnOf(this.#grid.stepsOf(x + width), MARGIN),
      y1: this.#columnOf(this.#grid.stepsOf(y + height), MARGIN),
    };
  }

  /** Somebody is there, as ticks have told already. */
  put(walker: Walker, point: Point): void {
    const cell = this.#cellAt(point);
    cell.walkers.add(walker);
    this.#cells.set(walker, cell);
  }

  /** Somebody is not in the room any more. */
  remove(walker: Walker): void {
    const cell = this.#cells.get(walker);
    if (cell === undefined) return;
    this.#cells.delete(walker);
    cell.walkers.delete(walker);
    if (!this.#fresh.has(cell)) this.#tidy(cell);
  }

  /** Somebody went. Movers come by rising numbers. */
  move(walker: Walker, move: Move): void {
    const { place } = walker;
    const { to } = move;
    const before = this.#cells.get(walker);
    if (to === null) {
      if (before === undefined) return;
      before.walkers.delete(walker);
      this.#cells.delete(walker);
      this.#runOf(before, "moved").nowhere(place);
    } else if (before !== undefined && this.#holds(before, to)) {
      this.#runOf(before, "moved").move(place, move, this.#grid);
    } else {
      before?.walkers.delete(walker);
      if (before !== undefined) this.#runOf(before, "left").unseen(place);
      const cell = this.#cellAt(to);
      cell.walkers.add(walker);
      this.#cells.set(walker, cell);
      this.#runOf(cell, "moved").at(place, to, this.#grid);
    }
  }

  /** The cells of a span in which somebody is, or was before the tick under way. */
  within({ area, x0, y0, x1, y1 }: Span): readonly Cell[] {
    const cells = this.#areas.get(area);
    const found: Cell[] = [];
    if (cells === undefined) return found;
    for (let y = y0; y <= y1; y++)
      for (let x = x0; x <= x1; x++) {
        const cell = cells.get(y * ROWS + x);
        if (cell !== undefined) found.push(cell);
      }
    return found;
  }

  /** The tick under way has been told. */
  settle(): void {
    for (const cell of this.#fresh) {
      cell.left.clear();
      cell.moved.clear();
      this.#tidy(cell);
    }
    this.#fresh.clear();
  }

  #runOf(cell: Cell, which: "left" | "moved"): Run {
    this.#fresh.add(cell);
    return cell[which];
  }

  #tidy(cell: Cell): void {
    if (cell.walkers.size > 0) return;
    const cells = this.#areas.get(cell.area);
    cells?.delete(cell.y * ROWS + cell.x);
    if (cells?.size === 0) this.#areas.delete(cell.area);
  }

  #cellAt({ x, y, area = "" }: Point): Cell {
    const column = this.#columnOf(this.#grid.stepsOf(x), 0);
    const row = this.#columnOf(this.#grid.stepsOf(y), 0);
    let cells = this.#areas.get(area);
    if (cells === undefined) this.#areas.set(area, (cells = new Map()));
    const number = row * ROWS + column;
    let cell = cells.get(number);
    if (cell === undefined) cells.set(number, (cell = new Cell(area, column, row)));
    return cell;
  }

  #holds(cell: Cell, { x, y, area = "" }: Point): boolean {
    if (area !== cell.area) return false;
    return (
      this.#isNear(cell.x, this.#grid.stepsOf(x)) && this.#isNear(cell.y, this.#grid.stepsOf(y))
    );
  }

  #isNear(column: number, steps: number): boolean {
    if (this.size === WHOLE) return true;
    const side = 2 ** this.size;
    const from = column * side;
    return steps >= from - side * HYSTERESIS && steps < from + side * (1 + HYSTERESIS);
  }

  /** The column, or row, in which a coordinate lies, `more` sides farther. */
  #columnOf(steps: number, more: number): number {
    return this.size === WHOLE ? 0 : Math.floor(steps / 2 ** this.size + more);
  }
}
