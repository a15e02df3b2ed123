import type { Box, MapBox, Node } from "./node.ts";
import { beside } from "./order.ts";
import { fieldOf, type Journal, type State } from "./state.ts";

/** Keeps how to take back what is written to a state. Records that an op brings along are not among that. */
export class WriteBack implements Journal {
  readonly #state: State;
  readonly #steps: (() => void)[] = [];

  constructor(state: State) {
    this.#state = state;
  }

  field(node: Node, field: string): void {
    const before = fieldOf(node, field);
    this.#steps.push(() => this.#state.setField(node.id, field, before));
  }

  text(node: Node, field: string): void {
    const before = this.#state.text(node, field);
    this.#steps.push(() => this.#state.writeText(node, field, before));
  }

  made(node: Node): void {
    this.#steps.push(() => {
      this.#state.nodes.delete(node.id);
      node.born = false;
    });
  }

  entered(node: Node, box: Box): void {
    this.#steps.push(() => {
      if (box.kind === "map") box.all.delete(node);
      this.#state.leave(node);
    });
  }

  leaving(node: Node): void {
    const box = node.home;
    if (box?.kind !== "list") return;
    const left = beside(box.order, node, -1);
    this.#steps.push(() =>
      this.#state.enter(node, box, left === undefined ? "start" : { after: left.id }),
    );
  }

  trashing(node: Node): void {
    const before = node.trashed;
    this.#steps.push(() => this.#state.setTrashed(node, before));
  }

  key(box: MapBox, key: string): void {
    const before = box.current.get(key);
    this.#steps.push(() => this.#state.setCurrent(box, key, before));
  }

  /** Takes all of it back, the last write first. Nobody may be told of these writes in turn. */
  takeBack(): void {
    for (const step of this.#steps.toReversed()) step();
  }
}
