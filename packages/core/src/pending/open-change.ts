import type { Node } from "../model/node.ts";
import type { Op, OpsByKey } from "../model/op.ts";
import type { Layer } from "./layer.ts";

/** A change that is being written: each op is seen at once. */
export interface OpenChange {
  /** The number of the change. */
  readonly n: number;
  /** Writes an op; one on a field takes the place of what this change wrote there before. */
  push(key: string, op: Op): void;
  /** What was written so far. */
  ops(): OpsByKey;
  /** Takes everything back. */
  abort(): void;
  /** Whether others than this change have written a field that is not in the log yet. */
  isShared(node: Node, field: string): boolean;
}

/** What a change that is being written asks of its replica. */
export interface OpenedBy {
  push(layer: Layer, key: string, op: Op): void;
  abort(n: number, layer: Layer): void;
  isShared(layer: Layer, node: Node, field: string): boolean;
}

/** A change that is being written. One is made for each key that is typed. */
export class Opened implements OpenChange {
  readonly n: number;
  readonly #layer: Layer;
  readonly #by: OpenedBy;

  constructor(n: number, layer: Layer, by: OpenedBy) {
    this.n = n;
    this.#layer = layer;
    this.#by = by;
  }

  push(key: string, op: Op): void {
    this.#by.push(this.#layer, key, op);
  }

  ops(): OpsByKey {
    return this.#layer.ops();
  }

  abort(): void {
    this.#by.abort(this.n, this.#layer);
  }

  isShared(node: Node, field: string): boolean {
    return this.#by.isShared(this.#layer, node, field);
  }
}
