import type { GraphName } from "./definition.ts";

/** Figures of the server that people are told of once they are above this. */
export const THRESHOLDS = { cpu: 50, memory: 100, delay: 200, frames: 1000 } as const satisfies {
  readonly [graph in GraphName]?: number;
};
export type Figure = keyof typeof THRESHOLDS;

/** A figure is below again at this part of its threshold: one that trembles there does not cross it each second. */
const BACK = 0.8;

/** A figure that went above its threshold, or came back. */
export interface Crossing {
  readonly figure: Figure;
  readonly value: number;
  readonly isAbove: boolean;
}

/** Which thresholds were crossed, once each, by figures that are above those in `above`. */
export function crossingsOf(
  figures: { readonly [figure in Figure]: number },
  above: ReadonlySet<string>,
): readonly Crossing[] {
  const crossings: Crossing[] = [];
  for (const figure of Object.keys(THRESHOLDS) as Figure[]) {
    const value = figures[figure];
    const wasAbove = above.has(figure);
    const isAbove = value > THRESHOLDS[figure] * (wasAbove ? BACK : 1);
    if (isAbove !== wasAbove) crossings.push({ figure, value: Math.round(value), isAbove });
  }
  return crossings;
}
