import type { ChangeName } from "./checkers.ts";

const names = new WeakMap<object, ChangeName[]>();

/** The names by which a page's pending change was sent, the newest last. */
export function namesOf(change: object): ChangeName[] {
  let known = names.get(change);
  if (known === undefined) names.set(change, (known = []));
  return known;
}
