import type { Viewport } from "@alongside/core";
import type { Grid } from "@alongside/core/engine";
import type { Move } from "../run.ts";
import { Level, type Span, WHOLE } from "./level.ts";
import { Sight, type SightPart } from "./sight.ts";
import type { Walker } from "./walker.ts";

/** A view is at most so many cells wide and high, before its margin: its cells are as large as that takes. */
const ACROSS = 6;

/** The side of the smallest cells is 2^8 steps. */
const SMALLEST = 8;

/** Where the people of a room are, in cells as small or large as the views into the room need them. */
export class Crowd {
  readonly #people: ReadonlyMap<string, Walker>;
  readonly #grids: ReadonlyMap<string, Grid>;
  readonly #levels = new Map<string, Level>();
  readonly #sights = new Map<string, Sight>();

  /** `people`: everyone in the room; `grids`: of the fields that are points. */
  constructor(people: ReadonlyMap<string, Walker>, grids: ReadonlyMap<string, Grid>) {
    this.#people = people;
    this.#grids = grids;
  }

  /** All views that somebody has. */
  get sights(): Iterable<Sight> {
    return this.#sights.values();
  }

  /** The view of a page that looks at `viewport`. The caller lets go of it in the end. */
  hold(viewport: Viewport): Sight {
    const wanted = Array.from(this.#grids, ([name, grid]) => this.#wanted(name, grid, viewport));
    const key = JSON.stringify(wanted.map(({ level: { size }, spans }) => [size, spans]));
    let sight = this.#sights.get(key);
    if (sight === undefined) {
      sight = new Sight(
        key,
        wanted.map((part) => this.#used(part)),
      );
      this.#sights.set(key, sight);
    }
    sight.readers += 1;
    return sight;
  }

  release(sight: Sight): void {
    sight.readers -= 1;
    if (sight.readers > 0) return;
    this.#sights.delete(sight.key);
    for (const { level } of sight.parts) {
      level.users -= 1;
      if (level.users === 0) this.#levels.delete(`${level.size} ${level.name}`);
    }
  }

  /** Somebody went, in the tick under way. Movers come by rising numbers. */
  move(name: string, walker: Walker, move: Move): void {
    for (const level of this.#levels.values()) if (level.name === name) level.move(walker, move);
  }

  remove(walker: Walker): void {
    for (const level of this.#levels.values()) level.remove(walker);
  }

  /** The tick under way has been told. */
  settle(): void {
    for (const level of this.#levels.values()) level.settle();
  }

  /** The cells of a field that a viewport comes to, in a level which may be one that nobody has used yet. */
  #wanted(name: string, grid: Grid, viewport: Viewport): SightPart {
    if ("areas" in viewport) {
      const level = this.#levelOf(name, grid, WHOLE);
      const areas = [...new Set(viewport.areas)].toSorted();
      const spans = areas.map((area): Span => ({ area, x0: 0, y0: 0, x1: 0, y1: 0 }));
      return { level, spans };
    }
    const { x, y, width, height, area = "" } = viewport;
    const wide = grid.stepsOf(x + width) - grid.stepsOf(x);
    const high = grid.stepsOf(y + height) - grid.stepsOf(y);
    const size = Math.max(SMALLEST, Math.ceil(Math.log2(Math.max(1, wide, high) / ACROSS)));
    const level = this.#levelOf(name, grid, size);
    return { level, spans: [level.span(x, y, width, height, area)] };
  }

  #levelOf(name: string, grid: Grid, size: number): Level {
    return this.#levels.get(`${size} ${name}`) ?? new Level(name, grid, size);
  }

  #used(part: SightPart): SightPart {
    const { level } = part;
    const { name, size } = level;
    if (level.users === 0) {
      this.#levels.set(`${size} ${name}`, level);
      for (const walker of this.#people.values()) {
        const point = walker.toldPoint(name);
        if (point !== undefined && point !== null) level.put(walker, point);
      }
    }
    level.users += 1;
    return part;
  }
}
