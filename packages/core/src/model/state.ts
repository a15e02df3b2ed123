import type { Json } from "../json.ts";
import type { Entry } from "../log.ts";
import type { Box, ListBox, MapBox, Node } from "./node.ts";
import { type ContainerRef, type Op, type OpsByKey, ROOT } from "./op.ts";
import { indexIn, place } from "./place.ts";
import type { KeyState, RecordState } from "./record-state.ts";

/**
 * What a log folds to, without any schema: records by id, each with fields, lists and maps. An op on something that is not
 * known here does nothing: a joiner knows only ids and places of what was in the trash.
 */
export class State {
  readonly nodes = new Map<string, Node>();
  readonly root: Node = newNode(ROOT, "", undefined, true);

  constructor() {
    this.nodes.set(ROOT, this.root);
  }

  apply(ops: OpsByKey): void {
    for (const [key, list] of Object.entries(ops)) for (const op of list) this.applyOp(key, op);
  }

  applyOp(key: string, op: Op): void {
    switch (op.op) {
      case "insert":
      case "put": {
        const owner = this.confirmed(op.in.of);
        if (owner === undefined) return;
        const node = this.nodes.get(op.id) ?? this.make(op.id, key, op.op === "put" ? op.key : undefined);
        if (node.confirmed) return;
        node.confirmed = true;
        node.fields = { ...op.fields };
        if (op.op === "insert") {
          const box = listOf(owner, op.in.field);
          node.parent = box;
          place(box.order, node, op.at, (id) => this.nodes.get(id));
        } else this.#put(mapOf(owner, op.in.field), op.key, node);
        return;
      }
      case "set": {
        const node = this.confirmed(op.id);
        if (node === undefined || node.stub) return;
        if (op.value === undefined) delete node.fields[op.field];
        else node.fields[op.field] = op.value;
        return;
      }
      case "add": {
        const node = this.confirmed(op.id);
        if (node === undefined || node.stub) return;
        node.fields[op.field] = numberAt(node.fields, op.field) + op.by;
        return;
      }
      case "move": {
        const owner = this.confirmed(op.in.of);
        if (owner === undefined) return;
        const known = this.confirmed(op.id);
        if (known === undefined && op.record === undefined) return;
        const node = known ?? this.#load(op.record as RecordState, key, undefined);
        const from = node.parent;
        if (from?.kind === "map") return;
        from?.order.splice(indexIn(from.order, node), 1);
        const to = listOf(owner, op.in.field);
        node.parent = to;
        place(to.order, node, op.at, (id) => this.nodes.get(id));
        return;
      }
      case "delete": {
        const node = this.confirmed(op.id);
        if (node !== undefined) node.trashed = true;
        return;
      }
      case "restore": {
        const node = this.confirmed(op.id);
        if (node === undefined) return;
        if (node.stub && op.record !== undefined) this.fill(node, op.record);
        node.trashed = false;
        if (node.parent?.kind === "map" && node.mapKey !== undefined) this.#put(node.parent, node.mapKey, node);
      }
    }
  }

  /** Takes records out of memory for good, with all that is in them. */
  prune(ids: Iterable<string>): void {
    for (const id of ids) {
      const node = this.confirmed(id);
      if (node === undefined) continue;
      const box = node.parent;
      if (box?.kind === "list") box.order.splice(indexIn(box.order, node), 1);
      else if (box?.kind === "map") {
        box.all.delete(node);
        if (node.mapKey !== undefined && box.current.get(node.mapKey) === node) box.current.delete(node.mapKey);
      }
      this.#forget(node);
    }
  }

  entry(entry: Entry): void {
    if (entry.kind === "change") this.apply(entry.ops);
    else if (entry.kind === "prune") this.prune(entry.ids);
  }

  /** A record that the log has made. */
  confirmed(id: string): Node | undefined {
    const node = this.nodes.get(id);
    return node?.confirmed === true ? node : undefined;
  }

  /** A record that is not in the log yet. */
  make(id: string, key: string, mapKey: string | undefined): Node {
    const node = newNode(id, key, mapKey, false);
    this.nodes.set(id, node);
    return node;
  }

  /** The container a ref names, made when its record is there. */
  box(ref: ContainerRef, kind: Box["kind"]): Box | undefined {
    const owner = this.nodes.get(ref.of);
    if (owner === undefined) return undefined;
    return kind === "list" ? listOf(owner, ref.field) : mapOf(owner, ref.field);
  }

  loadKey(key: string, state: KeyState): void {
    if ("value" in state) this.root.fields[key] = state.value;
    else if ("list" in state) this.#loadList(listOf(this.root, key), key, state.list);
    else this.#loadMap(mapOf(this.root, key), key, state.map);
  }

  /** Fills in a record of which only id and place were known. */
  fill(node: Node, record: RecordState): void {
    node.stub = record.fields === undefined;
    // What came to a stub piece by piece is in the record too.
    for (const box of node.boxes?.values() ?? []) {
      if (box.kind === "list") box.order = [];
      else {
        box.current.clear();
        box.all.clear();
      }
    }
    node.fields = (record.fields ?? {}) as Record<string, Json>;
    for (const [field, records] of Object.entries(record.lists ?? {})) {
      this.#loadList(listOf(node, field), node.key, records);
    }
    for (const [field, records] of Object.entries(record.maps ?? {})) {
      this.#loadMap(mapOf(node, field), node.key, records);
    }
  }

  #put(box: MapBox, key: string, node: Node): void {
    const displaced = box.current.get(key);
    if (displaced !== undefined && displaced !== node) displaced.trashed = true;
    box.current.set(key, node);
    box.all.add(node);
    node.parent = box;
  }

  #loadList(box: ListBox, key: string, records: readonly RecordState[]): void {
    const { order } = box;
    for (const record of records) {
      const node = this.#load(record, key, undefined);
      node.parent = box;
      node.hint = order.length;
      order.push(node);
    }
  }

  #loadMap(box: MapBox, key: string, records: readonly RecordState[]): void {
    for (const record of records) {
      const node = this.#load(record, key, record.key);
      node.parent = box;
      box.all.add(node);
      if (record.key !== undefined && !node.trashed) box.current.set(record.key, node);
    }
  }

  #load(record: RecordState, key: string, mapKey: string | undefined): Node {
    const node = this.nodes.get(record.id) ?? this.make(record.id, key, mapKey);
    node.confirmed = true;
    node.trashed = record.trashed === true;
    this.fill(node, record);
    return node;
  }

  #forget(node: Node): void {
    this.nodes.delete(node.id);
    for (const box of node.boxes?.values() ?? []) {
      for (const child of box.kind === "list" ? box.order : box.all) this.#forget(child);
    }
  }
}

/** The list at a field, made empty when it is not there. */
export function listOf(owner: Node, field: string): ListBox {
  owner.boxes ??= new Map();
  let box = owner.boxes.get(field);
  if (box === undefined) {
    box = {
      kind: "list",
      of: owner,
      field,
      order: [],
      viewOrder: undefined,
      view: undefined,
      shown: undefined,
      stale: [],
    };
    owner.boxes.set(field, box);
  }
  if (box.kind !== "list") throw new TypeError(`${owner.id}.${field} is a map, not a list`);
  return box;
}

/** The map at a field, made empty when it is not there. */
export function mapOf(owner: Node, field: string): MapBox {
  owner.boxes ??= new Map();
  let box = owner.boxes.get(field);
  if (box === undefined) {
    box = {
      kind: "map",
      of: owner,
      field,
      current: new Map(),
      all: new Set(),
      view: undefined,
      stale: new Set(),
    };
    owner.boxes.set(field, box);
  }
  if (box.kind !== "map") throw new TypeError(`${owner.id}.${field} is a list, not a map`);
  return box;
}

/** A counter's value; 0 before anybody added. */
export function numberAt(fields: Readonly<Record<string, Json>>, field: string): number {
  const value = Object.hasOwn(fields, field) ? fields[field] : 0;
  return typeof value === "number" ? value : 0;
}

function newNode(id: string, key: string, mapKey: string | undefined, confirmed: boolean): Node {
  return {
    id,
    key,
    parent: undefined,
    viewParent: undefined,
    mapKey,
    trashed: false,
    confirmed,
    stub: false,
    fields: {},
    boxes: undefined,
    hint: 0,
    view: undefined,
    isFresh: false,
    viewIndex: 0,
  };
}
