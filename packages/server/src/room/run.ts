import type { Point } from "@alongside/core";
import { type Grid, MOVES } from "@alongside/core/engine";
import { Writer } from "./writer.ts";

/** From where to where. Undefined is nowhere yet. */
export interface Move {
  readonly from: Point | null | undefined;
  readonly to: Point | null;
}

/**
 * Where some people went in one field, by rising numbers: how many there are, and of each the gap to the number before, with how the
 * place is told in its two lowest bits, and the way or the place. See `Points` in core.
 */
export class Run {
  readonly #written: Writer;
  #count = 0;
  #before = -1;

  /** `size`: bytes that it begins with. */
  constructor(size?: number) {
    this.#written = new Writer(size);
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  clear(): void {
    this.#written.clear();
    this.#count = 0;
    this.#before = -1;
  }

  /** Somebody went from where they were told to be. */
  move(place: number, { from, to }: Move, grid: Grid): void {
    if (to === null) return this.nowhere(place);
    if (from?.area !== to.area) return this.at(place, to, grid);
    this.#begin(place, MOVES.way);
    const start = from ?? { x: 0, y: 0 };
    this.#written.signed(grid.stepsOf(to.x) - grid.stepsOf(start.x));
    this.#written.signed(grid.stepsOf(to.y) - grid.stepsOf(start.y));
  }

  /** Somebody is somewhere. */
  at(place: number, point: Point, grid: Grid): void {
    this.#begin(place, MOVES.at);
    this.#written.signed(grid.stepsOf(point.x));
    this.#written.signed(grid.stepsOf(point.y));
    this.#written.text(point.area ?? "");
  }

  /** The point of somebody is null. */
  nowhere(place: number): void {
    this.#begin(place, MOVES.nowhere);
  }

  /** Somebody is out of the reader's view. */
  unseen(place: number): void {
    this.#begin(place, MOVES.unseen);
  }

  writeTo(writer: Writer): void {
    writer.number(this.#count);
    writer.all(this.#written.bytes);
  }

  #begin(place: number, how: number): void {
    this.#written.number(4 * (place - this.#before - 1) + how);
    this.#before = place;
    this.#count += 1;
  }
}
