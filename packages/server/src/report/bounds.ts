import { Problem } from "../cli/problem.ts";

interface Bound {
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

/** What the numbers of a report may be. */
const BOUNDS = {
  /** People in one room at the most. */
  clients: { least: 2, most: 1000, isWhole: true },
  /** How long it measures, without starting and cleaning up. */
  seconds: { least: 1, most: 600, isWhole: false },
} as const satisfies Record<string, Bound>;

export const DEFAULTS = { clients: 100, seconds: 12 } as const;

/** Throws `Problem` for a number that is out of bounds; `what` is the option's name, and `name` what the person wrote. */
export function checkBound(what: keyof typeof BOUNDS, given: number, name: string): number {
  const { least, most, isWhole } = BOUNDS[what];
  if (given >= least && given <= most && (!isWhole || Number.isInteger(given))) return given;
  const kind = isWhole ? "a whole number" : "a number";
  throw new Problem(`${name} is ${kind} from ${least} to ${most}, got ${String(given)}`, 2);
}
