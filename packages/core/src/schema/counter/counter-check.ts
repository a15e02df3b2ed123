import { Incompatible, type Path, pathText, Refused } from "../../errors.ts";
import { holdsRecords, type Node } from "../../model/node.ts";
import { fieldOf } from "../../model/state.ts";
import { BadMessage, describe } from "../../protocol/shape.ts";
import type { CounterNode } from "./types.ts";

/** See `CheckNew`. */
export function newCounter(_field: CounterNode, sum: unknown, path: Path): void {
  if (typeof sum !== "number")
    throw new BadMessage(`${pathText(path)} should be a number, got ${describe(sum)}`);
  if (!Number.isSafeInteger(sum))
    throw new Refused("counter.range", `${pathText(path)} should be a safe integer, got ${sum}`);
}

/** See `CheckStored`. */
export function storedCounter(
  node: Node,
  name: string,
  _field: CounterNode,
  path: () => string,
): void {
  const stored = fieldOf(node, name);
  const isSum = stored === undefined || Number.isSafeInteger(stored);
  if (holdsRecords(node, name) || !isSum)
    throw new Incompatible(path(), "what is stored is not a counter's sum");
}
