import { type Box, homeOf, type Node } from "./node.ts";
import { ROOT } from "./op.ts";

/** How deep records may stand in one another: what is shown, saved and sent is nested as they are. */
export const MAX_NESTING = 64;

/** How many levels of records there may be in `owner`. */
export function levelsIn(owner: Node): number {
  let levels = MAX_NESTING;
  for (let at = homeOf(owner); at !== undefined; at = homeOf(at.of)) levels -= 1;
  return Math.max(0, levels);
}

/** Whether `owner` can hold `node` without nesting too deeply. */
export function canHold(owner: Node, node: Node): boolean {
  return heightOf(node) < levelsIn(owner);
}

/** How many levels of records stand in a record as it is seen, those in the trash included. */
export function heightOf(node: Node): number {
  return (node.over === undefined ? node.below : node.over.below)?.length ?? 0;
}

/** Where heights are counted: the log's state, or what pending ops show over it. */
export interface Heights {
  home(node: Node): Box | undefined;
  height(node: Node): number;
  /** The counts of a record's `below`, to be written to. */
  below(node: Node): number[];
}

/**
 * Counts `node`, with all that is in it, into `owner` (`by` 1) or out of it (-1). Goes up only as long as a height changes, which
 * is `MAX_NESTING` steps at most. The root's height is never asked for.
 */
export function countIn(to: Heights, owner: Node, node: Node, by: 1 | -1): void {
  if (owner.id === ROOT) return;
  const height = to.height(node);
  let [gone, come] = by === 1 ? [-1, height] : [height, -1];
  for (let at: Node | undefined = owner; at !== undefined && at.id !== ROOT;) {
    const below = to.below(at);
    const before = below.length;
    if (come >= 0) {
      while (below.length <= come) below.push(0);
      below[come] = (below[come] as number) + 1;
    }
    if (gone >= 0) below[gone] = (below[gone] as number) - 1;
    while (below.at(-1) === 0) below.pop();
    if (below.length === before) return;
    [gone, come] = [before, below.length];
    at = to.home(at)?.of;
  }
}
