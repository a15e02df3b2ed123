import type { Json } from "../json.ts";
import type { MapBox, Node } from "./node.ts";
import type { AddOp, DeleteOp, InsertOp, MoveOp, Op, PutOp, RestoreOp, SetOp } from "./op.ts";
import { numberAt } from "./state.ts";

/** The ops of one change that is not in the log: pending, or somebody else's gesture. */
export interface Layer {
  /** Layers are folded in this order: others' gestures first, then the own pending changes as they were made. */
  readonly order: number;
  readonly ops: (readonly [key: string, op: Op])[];
  /** Where in `ops` each field was set, as `id/field`: setting it again replaces the op. */
  readonly sets: Map<string, number>;
}

interface Item<O extends Op> {
  readonly layer: Layer;
  readonly op: O;
}

export type PlaceItem = Item<InsertOp | MoveOp>;

/**
 * The stacks of ops that are not in the log, by the slot they write: a field, a life, a key of a map, a place. What is seen of
 * a slot is its stack folded over the confirmed value: the last one wins, counters add.
 */
export class Slots {
  readonly #fields = new Map<string, Map<string, Item<SetOp | AddOp>[]>>();
  readonly #lives = new Map<string, Item<DeleteOp | RestoreOp>[]>();
  readonly #keys = new Map<MapBox, Map<string, Item<PutOp | RestoreOp>[]>>();
  /** All places together: a place means something only after those before it. */
  readonly places: PlaceItem[] = [];

  pushField(layer: Layer, op: SetOp | AddOp): void {
    const fields = getOrMake(this.#fields, op.id, () => new Map<string, Item<SetOp | AddOp>[]>());
    insertItem(getOrMake(fields, op.field, () => []), { layer, op });
  }

  pushLife(layer: Layer, op: DeleteOp | RestoreOp): void {
    insertItem(getOrMake(this.#lives, op.id, () => []), { layer, op });
  }

  pushKey(layer: Layer, box: MapBox, key: string, op: PutOp | RestoreOp): void {
    const keys = getOrMake(this.#keys, box, () => new Map<string, Item<PutOp | RestoreOp>[]>());
    insertItem(getOrMake(keys, key, () => []), { layer, op });
  }

  pushPlace(layer: Layer, op: InsertOp | MoveOp): void {
    insertItem(this.places, { layer, op });
  }

  /** Takes a layer's op off its stacks. `box` is the map of a put or restore. */
  remove(layer: Layer, op: Op, box: MapBox | undefined, key: string | undefined): void {
    switch (op.op) {
      case "set":
      case "add": {
        const fields = this.#fields.get(op.id);
        if (fields === undefined) return;
        removeItems(fields, op.field, layer);
        if (fields.size === 0) this.#fields.delete(op.id);
        return;
      }
      case "insert":
      case "move": {
        const at = this.places.findIndex((item) => item.op === op);
        if (at >= 0) this.places.splice(at, 1);
        return;
      }
      default: {
        if (op.op !== "put") removeItems(this.#lives, op.id, layer);
        const keys = box && this.#keys.get(box);
        if (box === undefined || keys === undefined || key === undefined) return;
        removeItems(keys, key, layer);
        if (keys.size === 0) this.#keys.delete(box);
      }
    }
  }

  /** A plain field or counter as it is seen; undefined where nothing is written. */
  field(node: Node, field: string): Json | undefined {
    const stack = this.#fields.get(node.id)?.get(field);
    const stored = Object.hasOwn(node.fields, field) ? node.fields[field] : undefined;
    if (stack === undefined) return stored;
    let value = stored;
    for (const { op } of stack) {
      value = op.op === "set" ? op.value : (typeof value === "number" ? value : numberAt(node.fields, field)) + op.by;
    }
    return value;
  }

  isPending(node: Node, field: string): boolean {
    return this.#fields.get(node.id)?.has(field) === true;
  }

  isTrashed(node: Node): boolean {
    const last = this.#lives.get(node.id)?.at(-1);
    return last === undefined ? node.trashed : last.op.op === "delete";
  }

  /** The id of the record a pending op has put at a key. */
  keyHolder(box: MapBox, key: string): string | undefined {
    return this.#keys.get(box)?.get(key)?.at(-1)?.op.id;
  }

  /** The keys of a map that pending ops have written. */
  pendingKeys(box: MapBox): Iterable<string> {
    return this.#keys.get(box)?.keys() ?? [];
  }
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

function insertItem<O extends Op>(stack: Item<O>[], item: Item<O>): void {
  let at = stack.length;
  while (at > 0 && (stack[at - 1] as Item<O>).layer.order > item.layer.order) at -= 1;
  stack.splice(at, 0, item);
}

function removeItems<K, O extends Op>(stacks: Map<K, Item<O>[]>, key: K, layer: Layer): void {
  const left = stacks.get(key)?.filter((item) => item.layer !== layer);
  if (left === undefined) return;
  if (left.length === 0) stacks.delete(key);
  else stacks.set(key, left);
}
