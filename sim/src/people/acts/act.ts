import type { Doc } from "../../app/board.ts";
import type { Hand } from "../hand.ts";

/** One thing that somebody does in a room which is there. */
export type Act = (hand: Hand) => void;

/** One thing that a change writes. */
export type Write = (doc: Doc, hand: Hand) => void;

/** A table of what may be done, and how often beside the others. */
export type Weighted<T> = readonly (readonly [weight: number, item: T])[];

/** One of a table, by chance. */
export function pickWeighted<T>(table: Weighted<T>, random: { below(n: number): number }): T {
  let left = random.below(table.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, item] of table) {
    if (left < weight) return item;
    left -= weight;
  }
  throw new RangeError("An empty table has nothing to pick");
}
