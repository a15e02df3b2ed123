/** A place. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** The named area that the coordinates are in, such as "page 2" or a layer. Left out, it is the room's own. */
  readonly area?: string;
}

/** The farthest that a coordinate is from 0, in steps: two of them are apart by what 31 bits hold. */
export const MAX_STEPS = 2 ** 28;

/** The places that a field of presence can have: a coordinate is a whole number of steps. */
export class Grid {
  /** The length of a step. */
  readonly resolution: number;
  /** Steps in a unit, where a unit is one or more: 3 / 10 is the number 0.3, which 3 * 0.1 is not. */
  readonly #perUnit: number | undefined;

  constructor(resolution: number) {
    this.resolution = resolution;
    const perUnit = Math.round(1 / resolution);
    this.#perUnit = resolution < 1 ? perUnit : undefined;
  }

  /** The nearest whole number of steps. What lies beyond `MAX_STEPS` is at its edge. */
  stepsOf(coordinate: number): number {
    const perUnit = this.#perUnit;
    const steps = Math.round(
      perUnit === undefined ? coordinate / this.resolution : coordinate * perUnit,
    );
    // Adding 0 makes 0 of -0, which is not JSON.
    return Math.max(-MAX_STEPS, Math.min(MAX_STEPS, steps)) + 0;
  }

  coordinateOf(steps: number): number {
    const perUnit = this.#perUnit;
    return perUnit === undefined ? steps * this.resolution : steps / perUnit;
  }

  /** The nearest place of the grid. */
  round({ x, y, area }: Point): Point {
    return this.pointAt(this.stepsOf(x), this.stepsOf(y), area);
  }

  /** The place so many steps from 0, 0. */
  pointAt(x: number, y: number, area: string | undefined): Point {
    const at = { x: this.coordinateOf(x), y: this.coordinateOf(y) };
    return area === undefined ? at : { ...at, area };
  }
}
