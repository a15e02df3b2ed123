import { DeltaBuilder } from "./builder.ts";
import type { Delta } from "./delta.ts";
import { isInsert } from "./parts.ts";
import { TextValue } from "./text-value.ts";

/** Where something is put back: what is kept and deleted around it, and in brackets how many of its units. */
interface Reinsertion {
  readonly steps: readonly (number | readonly [units: number])[];
}

/** How many units a reinsertion puts back. */
export function unitsOf({ steps }: Reinsertion): number {
  return steps.reduce<number>((sum, step) => sum + (typeof step === "number" ? 0 : step[0]), 0);
}

/** The edit with what `inverse` inserts in place of the numbers; undefined where that is more or less. */
export function reinserted(of: Reinsertion, inverse: Delta): Delta | undefined {
  const letters = TextValue.from(inverse.filter(isInsert));
  if (unitsOf(of) !== letters.length) return undefined;
  const out = new DeltaBuilder();
  let at = 0;
  for (const step of of.steps) {
    if (typeof step === "number") out.push(step);
    else for (const part of letters.toDelta(at, (at += step[0]))) out.push(part);
  }
  return out.done();
}
