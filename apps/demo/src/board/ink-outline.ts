import { getStroke } from "perfect-freehand";
import type { Sample } from "./path.ts";

/** How wide a line of ink is at full pressure, in board units. */
const WIDTH = 6;

/** The outline of a line of ink, as an SVG path around what the pen covered. */
export function inkOutline(samples: readonly Sample[]): string {
  const outline = getStroke(
    samples.map(({ x, y, pressure }) => [x, y, pressure]),
    {
      size: WIDTH,
      thinning: 0.55,
      smoothing: 0.6,
      streamline: 0.4,
      // Without it the line lags behind the pen, and would end before the place where that was lifted.
      last: true,
      // Mice and fingers say 0.5 all along; their speed stands in for pressure.
      simulatePressure: samples.every((sample) => sample.pressure === 0.5),
    },
  );
  const [first, second] = outline;
  if (!first || !second) return "";
  let path = `M${at(first)}Q`;
  outline.forEach((point, i) => {
    const next = outline[(i + 1) % outline.length] ?? first;
    path += `${at(point)} ${at([(point[0] + next[0]) / 2, (point[1] + next[1]) / 2])} `;
  });
  return `${path}Z`;
}

function at(point: readonly [number, number] | readonly number[]): string {
  return `${(point[0] ?? 0).toFixed(2)},${(point[1] ?? 0).toFixed(2)}`;
}
