import type { Json } from "../json.ts";
import { isBelow, type Layer } from "./layer.ts";
import type { Node } from "../model/node.ts";
import type { AddOp, SetOp } from "../model/op.ts";
import { fieldOf, sumOf } from "../model/state.ts";

interface Item {
  readonly layer: Layer;
  readonly op: SetOp | AddOp;
}

/**
 * The ops on fields that are not in the log, stacked by the field they write. What is seen of a field is its stack folded over
 * what the log has written: the last set wins, counters add.
 */
export class Slots {
  readonly #stacks = new Map<string, Map<string, Item[]>>();

  push(layer: Layer, op: SetOp | AddOp): void {
    let fields = this.#stacks.get(op.id);
    if (fields === undefined) this.#stacks.set(op.id, (fields = new Map()));
    let stack = fields.get(op.field);
    if (stack === undefined) fields.set(op.field, (stack = []));
    let at = stack.length;
    while (at > 0 && isBelow(layer, (stack[at - 1] as Item).layer)) at -= 1;
    stack.splice(at, 0, { layer, op });
  }

  remove(op: SetOp | AddOp): void {
    const fields = this.#stacks.get(op.id);
    const stack = fields?.get(op.field);
    if (fields === undefined || stack === undefined) return;
    const at = stack.findIndex((item) => item.op === op);
    if (at >= 0) stack.splice(at, 1);
    if (stack.length === 0) fields.delete(op.field);
    if (fields.size === 0) this.#stacks.delete(op.id);
  }

  /** The stacks of a record; undefined, mostly. */
  of(node: Node): ReadonlyMap<string, readonly Item[]> | undefined {
    return this.#stacks.size === 0 ? undefined : this.#stacks.get(node.id);
  }

  /** A field as it is seen; undefined where nothing is written. */
  read(node: Node, field: string): Json | undefined {
    return foldField(node, field, this.of(node)?.get(field));
  }

  /** Whether somebody but `layer` has written a field that is not in the log yet. */
  isShared(layer: Layer, node: Node, field: string): boolean {
    return (
      this.of(node)
        ?.get(field)
        ?.some((item) => item.layer !== layer) === true
    );
  }
}

/**
 * Whether a gesture writes to a record that the log has not made here and the gesture neither: the server has checked it against
 * another record than the one that is shown.
 */
export function isBlind(layer: Layer, node: Node): boolean {
  return !node.born && typeof layer.n === "string" && !layer.makes(node.id);
}

export function foldField(
  node: Node,
  field: string,
  stack: readonly Item[] | undefined,
): Json | undefined {
  let value = fieldOf(node, field);
  if (stack === undefined) return value;
  for (const { layer, op } of stack) {
    if (isBlind(layer, node)) continue;
    if (op.op === "set") value = op.value;
    else {
      const sum = sumOf(value) + op.by;
      // Others may have counted on: the server refuses what leaves the safe integers.
      if (Number.isSafeInteger(sum)) value = sum;
    }
  }
  return value;
}
