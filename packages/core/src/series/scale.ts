/** The farthest that a value is from 0, in steps: so far every whole number of them, and how two are apart, is exact. */
export const REACH = 2 ** 51;

/** The values that a series can have: whole numbers of steps. */
export class Scale {
  readonly step: number;
  /** Steps in a unit, where a step is less than one: 3 / 10 is the number 0.3, which 3 * 0.1 is not. */
  readonly #perUnit: number | undefined;

  constructor(step: number) {
    this.step = step;
    this.#perUnit = step < 1 ? Math.round(1 / step) : undefined;
  }

  /** The nearest whole number of steps; beyond `REACH` where the value is out of reach. */
  stepsOf(value: number): number {
    const perUnit = this.#perUnit;
    // Adding 0 makes 0 of -0.
    return Math.round(perUnit === undefined ? value / this.step : value * perUnit) + 0;
  }

  valueOf(steps: number): number {
    const perUnit = this.#perUnit;
    return perUnit === undefined ? steps * this.step : steps / perUnit;
  }
}
