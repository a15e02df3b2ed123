import { WINDOW } from "../path.ts";
import { ours } from "./ours.ts";
import type { System } from "./system.ts";

/** How many windows wide and high the world is of which each looks at a part. */
const WORLD = 5;

/** Where somebody looks: spread over the world so that no grid of cells fits. */
function cornerOf(number: number): readonly [x: number, y: number] {
  const x = ((number * 0.754_877_7) % 1) * (WORLD - 1) * WINDOW.width;
  const y = ((number * 0.569_840_3) % 1) * (WORLD - 1) * WINDOW.height;
  return [Math.round(x), Math.round(y)];
}

/** Everybody has said which window of a world they look at, and moves in that. */
export const inView: System = {
  ...ours,
  cornerOf,
  look(number) {
    const { width, height } = WINDOW;
    return JSON.stringify(["v", 1, [...cornerOf(number), width, height]]);
  },
};
