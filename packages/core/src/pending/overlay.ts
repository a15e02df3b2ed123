import {
  type Box,
  countOf,
  currentAt,
  homeOf,
  isTrashed,
  type ListBox,
  type MapBox,
  type Node,
} from "../model/node.ts";
import type { FieldValues, Position } from "../model/op.ts";
import { countIn, heightOf, type Heights } from "../model/height.ts";
import { anchorOf } from "../model/place.ts";
import type { Order } from "../model/order.ts";
import type { State } from "../model/state.ts";
import type { Structure } from "../model/structure.ts";

/**
 * What pending structure ops show over the log's state. It is written on the nodes and boxes themselves, only where it
 * differs; `clear` takes all of it back, and the ops are applied anew.
 */
export class Overlay implements Structure, Heights {
  readonly #state: State;
  readonly #nodes = new Set<Node>();
  readonly #lists = new Set<ListBox>();
  readonly #maps = new Set<MapBox>();

  constructor(state: State) {
    this.#state = state;
  }

  find(id: string): Node | undefined {
    const node = this.#state.nodes.get(id);
    if (node !== undefined) return node;
    const unborn = this.#state.unborn.get(id);
    return unborn?.over === undefined ? undefined : unborn;
  }

  home(node: Node): Box | undefined {
    return homeOf(node);
  }

  current(box: MapBox, key: string): Node | undefined {
    return currentAt(box, key);
  }

  make(id: string, key: string, mapKey: string | undefined, fields: FieldValues): Node {
    const node = this.#state.unbornOrNew(id, key);
    this.#state.unborn.set(id, node);
    node.mapKey = mapKey;
    const before = node.fields;
    node.fields = { ...fields };
    // Mostly the same op is shown anew. Who has asked for a text then still has that one, and is told once the log says otherwise.
    for (const field of node.texts?.keys() ?? [])
      if (before[field] !== node.fields[field]) node.texts?.delete(field);
    this.#state.watch?.record(node);
    this.#over(node);
    return node;
  }

  enter(node: Node, box: Box, at: Position): void {
    this.#over(node).home = box;
    countIn(this, box.of, node, 1);
    if (box.kind === "map") return;
    const id = anchorOf(at);
    const anchor = id === undefined ? undefined : this.find(id);
    const isHere = anchor !== undefined && anchor !== node && homeOf(anchor) === box;
    this.#own(box).insert(node, at, isHere ? anchor : undefined);
    this.#state.watch?.list(box);
  }

  leave(node: Node): void {
    const box = homeOf(node);
    this.#over(node).home = undefined;
    if (box === undefined) return;
    countIn(this, box.of, node, -1);
    if (box.kind === "map") return;
    this.#own(box).remove(node);
    this.#state.watch?.list(box);
  }

  setTrashed(node: Node, trashed: boolean): void {
    if (isTrashed(node) === trashed) return;
    this.#over(node).trashed = trashed;
    const home = homeOf(node);
    if (home?.kind === "list") this.#own(home).changed(node);
    this.#markHome(node);
  }

  setCurrent(box: MapBox, key: string, node: Node | undefined): void {
    if (box.more !== undefined) box.more += countOf(node) - countOf(currentAt(box, key));
    box.over ??= new Map();
    box.over.set(key, node);
    this.#maps.add(box);
    this.#state.watch?.key(box, key);
  }

  height(node: Node): number {
    return heightOf(node);
  }

  below(node: Node): number[] {
    const over = this.#over(node);
    if (over.below === node.below) over.below = node.below?.slice() ?? [];
    return over.below as number[];
  }

  /** Only the log brings records along. */
  adopt(): undefined {
    return undefined;
  }

  fill(): void {}

  /** What is unknown to the author is void. */
  lose(): boolean {
    return false;
  }

  /** Takes everything back. */
  clear(): void {
    for (const node of this.#nodes) {
      this.#markHome(node);
      node.over = undefined;
      this.#markHome(node);
    }
    for (const list of this.#lists) this.#state.watch?.list(list);
    for (const map of this.#maps) {
      for (const key of map.over?.keys() ?? []) this.#state.watch?.key(map, key);
    }
    this.drop();
  }

  /** Forgets what it shows, where the log has come to show the same. */
  drop(): void {
    for (const node of this.#nodes) node.over = undefined;
    for (const list of this.#lists) {
      list.over?.release();
      list.over = undefined;
    }
    for (const map of this.#maps) map.over = map.more = undefined;
    this.#nodes.clear();
    this.#lists.clear();
    this.#maps.clear();
  }

  #over(node: Node): NonNullable<Node["over"]> {
    if (node.over === undefined) {
      node.over = { home: node.home, trashed: node.trashed, below: node.below };
      this.#nodes.add(node);
    }
    return node.over;
  }

  #own(list: ListBox): Order<Node> {
    if (list.over === undefined) {
      list.over = list.order.copy();
      this.#lists.add(list);
    }
    return list.over;
  }

  #markHome(node: Node): void {
    const home = homeOf(node);
    if (home?.kind === "list") this.#state.watch?.list(home);
  }
}
