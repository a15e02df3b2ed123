import { homeOf, type Node } from "./node.ts";
import type { Op, OpsByKey } from "./op.ts";
import type { OpenChange, Replica } from "./replica.ts";
import { Layer } from "./slots.ts";
import type { State } from "./state.ts";
import { recordState, stubState } from "./state-codec.ts";

/** A change that is tried in the log's state itself. */
export interface Attempt extends OpenChange {
  /** Leaves it written. */
  commit(): void;
}

/**
 * Begins a change in the log's state itself, for who decides the log's order: no cheaper way to try one. It ends by `commit` or
 * `abort`, before anything else is written.
 */
export function attempt(replica: Replica, id: number): Attempt {
  replica.touch();
  return new OpenAttempt(replica.state, id);
}

/**
 * Writes a change to `state` and keeps how to take it back. A record that comes out of the trash, or out of one that is in the
 * trash, is told whole: who joined late knows nothing of it.
 */
class OpenAttempt implements Attempt {
  readonly id: number;
  readonly #state: State;
  readonly #layer: Layer;
  readonly #undo: (() => void)[] = [];

  constructor(state: State, id: number) {
    if (state.undo !== undefined) throw new TypeError("Another change is being tried");
    this.id = id;
    this.#state = state;
    this.#layer = new Layer(id, state.engine);
    state.undo = this.#undo;
  }

  push(key: string, op: Op): void {
    const told = tell(this.#state, op);
    this.#layer.push(key, told);
    this.#state.applyOp(key, told);
  }

  ops(): OpsByKey {
    return this.#layer.ops();
  }

  isShared(): boolean {
    return false;
  }

  commit(): void {
    if (this.#state.undo === this.#undo) this.#state.undo = undefined;
  }

  abort(): void {
    if (this.#state.undo !== this.#undo) return;
    this.#state.undo = undefined;
    for (const takeBack of this.#undo.toReversed()) takeBack();
  }
}

/** The op with the record that late joiners lack. */
function tell(state: State, op: Op): Op {
  if (op.op !== "restore" && op.op !== "move") return op;
  const node = state.nodes.get(op.id);
  if (node === undefined || (op.op === "move" && !isHidden(node))) return op;
  const { record: _, ...rest } = op;
  const isStub = op.op === "move" && node.trashed;
  return { ...rest, record: isStub ? stubState(node) : recordState(node, false) };
}

/** Whether a record stands in one that is in the trash. */
function isHidden(node: Node): boolean {
  for (let at = homeOf(node)?.of; at !== undefined; at = homeOf(at)?.of)
    if (at.trashed) return true;
  return false;
}
