import type { RecordSchema } from "../schema/tree.ts";
import type { Box, ListBox, MapBox, Node, RecordView } from "./node.ts";
import type { Op, OpsByKey } from "./op.ts";
import { foldPlaces, parentOf } from "./places.ts";
import type { KeyState, RecordState } from "./record-state.ts";
import { type Layer, Slots } from "./slots.ts";
import { State } from "./state.ts";
import { recordState } from "./state-codec.ts";
import { ViewBuilder } from "./view.ts";

/** Others' gestures lie under every own change. */
const PREVIEW_ORDER = -1;

/** A change that is being written: each op is seen at once. */
export interface OpenChange {
  readonly id: number;
  push(key: string, op: Op): void;
  /** What was written so far. */
  ops(): OpsByKey;
  /** Takes everything back. */
  abort(): void;
}

/**
 * A room's state with changes that are not in the log yet: *confirmed* is the fold of the log, the *view* is that with the
 * pending changes over it, slot by slot. An acknowledgement, a refusal and an outcome that differs are one step: the log's
 * ops go to confirmed, the change leaves its stacks, what they touched is folded anew. The client shows the view; the
 * server tries a change in it before it decides.
 */
export class Replica {
  readonly state: State;
  readonly schema: RecordSchema;
  readonly #slots = new Slots();
  readonly #views: ViewBuilder;
  readonly #pending = new Map<number, Layer>();
  readonly #previews = new Map<string, Layer>();
  #placed: ReadonlySet<ListBox> = new Set();
  #placesChanged = false;

  constructor(schema: RecordSchema, state: State = new State()) {
    this.schema = schema;
    this.state = state;
    this.#views = new ViewBuilder(state, this.#slots, schema);
  }

  /** A replica of what a joiner got. */
  static from(schema: RecordSchema, states: { readonly [key: string]: KeyState }): Replica {
    const state = new State();
    for (const [key, keyState] of Object.entries(states)) state.loadKey(key, keyState);
    return new Replica(schema, state);
  }

  /** Storage as the app reads it; `===` where nothing changed. */
  get view(): RecordView {
    this.refresh();
    return this.#views.read();
  }

  /** Begins a change. `id` is larger than that of every change before. */
  begin(id: number): OpenChange {
    const layer: Layer = { order: id, ops: [], sets: new Map() };
    this.#pending.set(id, layer);
    return {
      id,
      push: (key, op) => this.#push(layer, key, op),
      ops: () => group(layer),
      abort: () => this.dropPending(id),
    };
  }

  addPending(id: number, ops: OpsByKey): void {
    const change = this.begin(id);
    for (const [key, list] of Object.entries(ops)) for (const op of list) change.push(key, op);
  }

  /** Forgets a change that will not be: what it wrote is gone from the view. */
  dropPending(id: number): void {
    const layer = this.#pending.get(id);
    this.#pending.delete(id);
    if (layer !== undefined) this.#drop(layer);
  }

  /** An entry of the log. With `id` it is the outcome of that pending change, whatever it turned out to be. */
  confirm(ops: OpsByKey, id?: number): void {
    const layer = id === undefined ? undefined : this.#pending.get(id);
    if (layer !== undefined && id !== undefined) {
      this.#pending.delete(id);
      this.#pop(layer);
    }
    for (const [key, list] of Object.entries(ops)) for (const op of list) this.#apply(key, op);
    if (layer !== undefined) this.#forgetUnmade(layer);
  }

  /** Takes records out of the trash for good. */
  prune(ids: readonly string[]): void {
    for (const id of ids) {
      const node = this.state.confirmed(id);
      if (node !== undefined) this.#touchLife(node);
    }
    this.state.prune(ids);
    this.#placesChanged ||= this.#slots.places.length > 0;
  }

  /** Shows somebody's gesture under the own changes, in place of what `key` showed before. */
  setPreview(key: string, ops: OpsByKey | undefined): void {
    const before = this.#previews.get(key);
    this.#previews.delete(key);
    if (ops !== undefined) {
      const layer: Layer = { order: PREVIEW_ORDER, ops: [], sets: new Map() };
      this.#previews.set(key, layer);
      for (const [top, list] of Object.entries(ops)) for (const op of list) this.#push(layer, top, op);
    }
    if (before !== undefined) this.#drop(before);
  }

  /** The pending changes after `id` that write to records which `id` would make. */
  dependents(id: number): readonly number[] {
    const layer = this.#pending.get(id);
    if (layer === undefined) return [];
    const made = new Set(madeBy(layer));
    const found: number[] = [];
    for (const [other, { ops }] of this.#pending) {
      if (other <= id || !ops.some(([, op]) => refersTo(op, made))) continue;
      found.push(other);
      for (const record of madeBy({ ops })) made.add(record);
    }
    return found;
  }

  /** A record with all that is in it, as a `restore` carries it. */
  record(id: string): RecordState | undefined {
    const node = this.state.confirmed(id);
    return node === undefined ? undefined : recordState(node, true);
  }

  // For drafts and checks: the view, record by record.

  /** A record that can be written to, in the trash or not. */
  node(id: string): Node | undefined {
    return this.state.nodes.get(id);
  }

  /** Where a record is seen. */
  parentOf(node: Node): Box | undefined {
    this.refresh();
    return parentOf(node);
  }

  isTrashed(node: Node): boolean {
    return this.#slots.isTrashed(node);
  }

  field(node: Node, field: string): ReturnType<Slots["field"]> {
    return this.#slots.field(node, field);
  }

  /** Whether what is seen of a field is not in the log yet. */
  isPending(node: Node, field: string): boolean {
    return this.#slots.isPending(node, field);
  }

  /** The record seen at a key of a map. */
  at(box: MapBox, key: string): Node | undefined {
    return this.#views.at(box, key);
  }

  /** The records seen in a list, in order. */
  shown(box: ListBox): readonly Node[] {
    this.refresh();
    return (box.viewOrder ?? box.order).filter((node) => !this.#slots.isTrashed(node));
  }

  /** The keys under which a map shows something, in order. */
  keys(box: MapBox): readonly string[] {
    const keys = new Set([...box.current.keys(), ...this.#slots.pendingKeys(box)]);
    return [...keys].filter((key) => this.at(box, key) !== undefined).sort();
  }

  /** Folds pending places again, when something has moved. */
  refresh(): void {
    if (!this.#placesChanged) return;
    this.#placesChanged = false;
    for (const box of this.#placed) {
      box.viewOrder = undefined;
      this.#views.touchOrder(box);
    }
    this.#placed = foldPlaces(this.state, this.#slots.places);
    for (const box of this.#placed) this.#views.touchOrder(box);
  }

  #push(layer: Layer, key: string, op: Op): void {
    if (op.op === "set" && replaceSet(layer, key, op)) {
      this.#slots.remove(layer, op, undefined, undefined);
      this.#slots.pushField(layer, op);
      this.#touchId(op.id);
      return;
    }
    layer.ops.push([key, op]);
    switch (op.op) {
      case "set":
      case "add":
        this.#slots.pushField(layer, op);
        return this.#touchId(op.id);
      case "insert": {
        const node = this.state.nodes.get(op.id) ?? this.state.make(op.id, key, undefined);
        if (!node.confirmed) node.fields = { ...op.fields };
        this.#slots.pushPlace(layer, op);
        this.#placesChanged = true;
        return;
      }
      case "move":
        this.#slots.pushPlace(layer, op);
        this.#placesChanged = true;
        return;
      case "put": {
        const box = this.state.box(op.in, "map");
        const node = this.state.nodes.get(op.id) ?? this.state.make(op.id, key, op.key);
        if (!node.confirmed) node.fields = { ...op.fields };
        if (box?.kind !== "map") return;
        node.viewParent = box;
        this.#slots.pushKey(layer, box, op.key, op);
        return this.#views.touchKey(box, op.key);
      }
      case "delete":
      case "restore": {
        this.#slots.pushLife(layer, op);
        const node = this.state.nodes.get(op.id);
        if (node === undefined) return;
        const box = parentOf(node);
        if (op.op === "restore" && box?.kind === "map" && node.mapKey !== undefined) {
          this.#slots.pushKey(layer, box, node.mapKey, op);
        }
        return this.#touchLife(node);
      }
    }
  }

  /** Takes a layer off the stacks, and records that only it had made out of memory. */
  #drop(layer: Layer): void {
    this.#pop(layer);
    this.#forgetUnmade(layer);
  }

  #pop(layer: Layer): void {
    for (const [, op] of layer.ops) {
      const node = this.state.nodes.get(op.id);
      const box = node && parentOf(node);
      const map = box?.kind === "map" ? box : undefined;
      this.#slots.remove(layer, op, map, node?.mapKey);
      if (op.op === "insert" || op.op === "move") {
        if (node !== undefined) node.viewParent = undefined;
        this.#placesChanged = true;
      } else if (op.op === "set" || op.op === "add") this.#touchId(op.id);
      else if (node !== undefined) this.#touchLife(node);
    }
  }

  #forgetUnmade(layer: Layer): void {
    for (const id of madeBy(layer)) {
      const node = this.state.nodes.get(id);
      if (node === undefined) continue;
      if (node.confirmed) {
        if (node.viewParent?.kind === "map") node.viewParent = undefined;
      } else if (!this.#isMadeElsewhere(id)) this.state.nodes.delete(id);
    }
  }

  #isMadeElsewhere(id: string): boolean {
    for (const layer of this.#pending.values()) if (madeBy(layer).includes(id)) return true;
    for (const layer of this.#previews.values()) if (madeBy(layer).includes(id)) return true;
    return false;
  }

  /** Applies an op of the log, and marks what it changes. */
  #apply(key: string, op: Op): void {
    const before = this.state.nodes.get(op.id)?.parent;
    this.state.applyOp(key, op);
    if (op.op === "set" || op.op === "add") return this.#touchId(op.id);
    const node = this.state.nodes.get(op.id);
    if (node === undefined) return;
    if (before?.kind === "list") this.#views.touchOrder(before);
    this.#views.touch(node);
    this.#touchLife(node);
    if (op.op !== "delete" && this.#slots.places.length > 0) this.#placesChanged = true;
  }

  #touchId(id: string): void {
    const node = this.state.nodes.get(id);
    if (node !== undefined) this.#views.touch(node);
  }

  #touchLife(node: Node): void {
    for (const box of [node.parent, node.viewParent]) {
      if (box?.kind === "list") this.#views.touchOrder(box);
      else if (box?.kind === "map" && node.mapKey !== undefined) this.#views.touchKey(box, node.mapKey);
    }
  }
}

/** Writing a field twice in one change leaves the last value. */
function replaceSet(layer: Layer, key: string, op: Op & { readonly op: "set" }): boolean {
  const slot = `${op.id}/${op.field}`;
  const at = layer.sets.get(slot);
  if (at === undefined) {
    layer.sets.set(slot, layer.ops.length);
    return false;
  }
  layer.ops[at] = [key, op];
  return true;
}

function group(layer: Layer): OpsByKey {
  const groups: Record<string, Op[]> = {};
  for (const [key, op] of layer.ops) (groups[key] ??= []).push(op);
  return groups;
}

function madeBy(layer: Pick<Layer, "ops">): string[] {
  const made: string[] = [];
  for (const [, op] of layer.ops) if (op.op === "insert" || op.op === "put") made.push(op.id);
  return made;
}

function refersTo(op: Op, records: ReadonlySet<string>): boolean {
  if (records.has(op.id)) return true;
  return "in" in op && records.has(op.in.of);
}
