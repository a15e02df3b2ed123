import type { Json } from "../json.ts";
import type { RecordSchema } from "../schema/tree.ts";
import { type Attempt, openAttempt } from "./attempt.ts";
import { currentAt, type ListBox, type MapBox, type Node, type RecordView } from "./node.ts";
import type { Op, OpsByKey } from "./op.ts";
import { Overlay } from "./overlay.ts";
import type { KeyState, RecordState } from "./record-state.ts";
import { isBelow, Layer, Slots } from "./slots.ts";
import { State } from "./state.ts";
import { recordState } from "./state-codec.ts";
import { applyStructure, isStructure, type StructureOp } from "./structure.ts";
import { keysOf, readConfirmed, ViewBuilder } from "./view.ts";

/** A change that is being written: each op is seen at once. */
export interface OpenChange {
  readonly id: number;
  /** Writes an op; one on a field takes the place of what this change wrote there before. */
  push(key: string, op: Op): void;
  /** What was written so far. */
  ops(): OpsByKey;
  /** Takes everything back. */
  abort(): void;
  /** Whether others than this change have written a field that is not in the log yet. */
  isShared(node: Node, field: string): boolean;
}

/**
 * A room's state with changes that are not in the log yet. *Confirmed* is the fold of the log; the *view* is that with the
 * pending changes over it. An acknowledgement, a refusal and an outcome that differs are one step: the log's ops go to
 * confirmed, the change leaves its stacks, and what they touched is folded anew. No inverses, no replaying of mutations.
 *
 * Fields are stacked slot by slot. What exists, where, and what is in the trash leans on what was written before it, so
 * pending structure ops are kept in one row and applied over the log's structure, together, when that has changed below.
 */
export class Replica {
  readonly state: State;
  readonly schema: RecordSchema;
  readonly #slots = new Slots();
  readonly #overlay: Overlay;
  readonly #views: ViewBuilder;
  readonly #pending = new Map<number, Layer>();
  /** The same, lowest first. */
  readonly #row: Layer[] = [];
  readonly #previews = new Map<string, Layer>();
  /** How many pending changes' ops have placed a record, by its id. */
  readonly #placing = new Map<string, number>();
  /** Structure ops in all layers. */
  #structure = 0;
  /** Whether the overlay has to be made anew. */
  #isStale = false;
  #confirmed: RecordView | undefined;

  constructor(schema: RecordSchema, state: State = new State()) {
    this.schema = schema;
    this.state = state;
    this.#overlay = new Overlay(state);
    this.#views = new ViewBuilder(state, this.#slots, schema);
    state.watch = this.#views;
  }

  /** A replica of what a joiner got. */
  static from(schema: RecordSchema, states: { readonly [key: string]: KeyState }): Replica {
    const state = new State();
    for (const key of Object.keys(states)) state.loadKey(key, states[key] as KeyState);
    return new Replica(schema, state);
  }

  /** Storage as the app reads it; `===` where nothing changed. Throws `Incompatible` when the schema has no answer. */
  get view(): RecordView {
    this.settle();
    return this.#views.read();
  }

  /** Storage without what is not in the log. Built whole when something is pending. */
  get confirmed(): RecordView {
    if (this.#pending.size === 0 && this.#previews.size === 0) return this.view;
    return (this.#confirmed ??= readConfirmed(this.state.root, this.schema));
  }

  /** Begins a change. It lies over those with smaller ids, and under those with larger ones. */
  begin(id: number): OpenChange {
    if (this.#pending.has(id)) throw new TypeError(`Change ${id} is pending already`);
    const layer = new Layer(id);
    this.#pending.set(id, layer);
    const above = this.#row.findLastIndex((other) => isBelow(other, layer)) + 1;
    this.#row.splice(above, 0, layer);
    return {
      id,
      push: (key, op) => this.#push(layer, key, op),
      ops: () => layer.ops(),
      abort: () => this.dropPending(id),
      isShared: (node, field) => this.#slots.isShared(layer, node, field),
    };
  }

  /**
   * Begins a change in the log's state itself, for who decides the log's order: no cheaper way to try one. It ends by
   * `commit` or `abort`, before anything else is written.
   */
  attempt(id: number): Attempt {
    this.#confirmed = undefined;
    this.#isStale ||= this.#structure > 0;
    return openAttempt(this.state, id);
  }

  addPending(id: number, ops: OpsByKey): void {
    const change = this.begin(id);
    for (const key of Object.keys(ops)) for (const op of ops[key] ?? []) change.push(key, op);
  }

  /** Forgets a change that will not be: what it wrote is gone from the view. */
  dropPending(id: number): void {
    const layer = this.#take(id);
    if (layer !== undefined) this.#drop(layer);
  }

  /** An entry of the log. With `id` it is the outcome of that pending change, whatever it turned out to be. */
  confirm(ops: OpsByKey, id?: number): void {
    this.#confirmed = undefined;
    const layer = id === undefined ? undefined : this.#pending.get(id);
    if (layer !== undefined && this.#isAsGuessed(layer, ops)) {
      this.#take(id as number);
      return this.#settleIn(layer, ops);
    }
    if (id !== undefined) this.dropPending(id);
    this.state.apply(ops);
    this.#isStale ||= this.#structure > 0 && hasStructure(ops);
  }

  /** Records that left the trash for good. */
  prune(ids: readonly string[]): void {
    this.#confirmed = undefined;
    this.state.prune(ids);
    this.#isStale ||= this.#structure > 0;
  }

  /** Shows somebody's gesture under the own changes, in place of what `key` showed before. */
  setPreview(key: string, ops: OpsByKey | undefined): void {
    const before = this.#previews.get(key);
    this.#previews.delete(key);
    if (before !== undefined) this.#drop(before);
    if (ops === undefined) return;
    const layer = new Layer(key);
    this.#previews.set(key, layer);
    for (const top of Object.keys(ops)) for (const op of ops[top] ?? []) this.#push(layer, top, op);
  }

  /** A record as it stands in the log, with all that is in it. */
  record(id: string): RecordState | undefined {
    const node = this.state.nodes.get(id);
    return node === undefined || node.stub ? undefined : recordState(node, true);
  }

  // For drafts and checks: what is seen, record by record. Nodes are looked at, and written only by ops.

  /** A record that can be written to, in the trash or not. */
  node(id: string): Node | undefined {
    this.settle();
    return this.#overlay.find(id);
  }

  /** Whether an own change that is not in the log yet has given a record its place. */
  isPlacing(node: Node): boolean {
    return this.#placing.has(node.id);
  }

  /** A plain field or counter as it is seen; undefined where nothing is written. */
  field(node: Node, field: string): Json | undefined {
    return this.#slots.read(node, field);
  }

  /** The record seen at a key of a map. */
  at(box: MapBox, key: string): Node | undefined {
    this.settle();
    const node = currentAt(box, key);
    return node?.stub === true ? undefined : node;
  }

  /** The keys at which a map shows something, in order. */
  keys(box: MapBox): readonly string[] {
    this.settle();
    return keysOf(box).toSorted();
  }

  list(node: Node, field: string): ListBox | undefined {
    this.settle();
    return node.lists?.get(field);
  }

  map(node: Node, field: string): MapBox | undefined {
    return node.maps?.get(field);
  }

  /** Brings what pending structure ops show up to date. */
  settle(): void {
    if (!this.#isStale) return;
    this.#isStale = false;
    this.#overlay.clear();
    const previews = [...this.#previews.values()].toSorted((a, b) => (isBelow(a, b) ? -1 : 1));
    for (const layer of [...previews, ...this.#row]) {
      layer.hasVoid = false;
      for (const [key, op] of layer.structureOps()) {
        if (!applyStructure(this.#overlay, key, op)) layer.hasVoid = true;
      }
    }
    for (const [id, node] of this.state.unborn) {
      if (node.over === undefined) this.state.unborn.delete(id);
    }
  }

  #push(layer: Layer, key: string, given: Op): void {
    const { op, replaced } = layer.push(key, given);
    if (isStructure(op)) {
      this.#structure += 1;
      this.#countPlace(layer, op, 1);
      this.#isStale ||= !this.#isTop(layer);
      if (!this.#isStale && !applyStructure(this.#overlay, key, op)) layer.hasVoid = true;
      return;
    }
    if (replaced !== undefined && !isStructure(replaced)) this.#slots.remove(replaced);
    this.#slots.push(layer, op);
    this.#touch(op.id);
  }

  /** Whether no structure op lies over a layer. */
  #isTop(layer: Layer): boolean {
    for (let i = this.#row.length - 1; i >= 0; i--) {
      const other = this.#row[i] as Layer;
      if (other === layer) return true;
      if (other.structure > 0) return false;
    }
    return false;
  }

  #take(id: number): Layer | undefined {
    const layer = this.#pending.get(id);
    if (layer === undefined) return undefined;
    this.#pending.delete(id);
    this.#row.splice(this.#row.indexOf(layer), 1);
    return layer;
  }

  /** Takes back what a layer shows. */
  #drop(layer: Layer): void {
    for (const [, op] of layer.each()) {
      if (isStructure(op)) this.#countPlace(layer, op, -1);
      else {
        this.#slots.remove(op);
        this.#touch(op.id);
      }
    }
    this.#structure -= layer.structure;
    this.#isStale ||= layer.structure > 0;
  }

  /** Whether the log says what the lowest of all layers says: then nothing is seen to change. */
  #isAsGuessed(layer: Layer, ops: OpsByKey): boolean {
    if (this.#previews.size > 0 || this.#isStale || layer.hasVoid) return false;
    return this.#row[0] === layer && layer.is(ops);
  }

  #settleIn(layer: Layer, ops: OpsByKey): void {
    this.state.watch = undefined;
    try {
      this.state.apply(ops);
    } finally {
      this.state.watch = this.#views;
    }
    for (const [, op] of layer.each()) {
      if (isStructure(op)) this.#countPlace(layer, op, -1);
      else this.#slots.remove(op);
    }
    this.#structure -= layer.structure;
    if (layer.structure > 0 && this.#structure === 0) this.#overlay.drop();
  }

  #countPlace(layer: Layer, op: StructureOp, by: 1 | -1): void {
    if (typeof layer.rank === "string" || (op.op !== "insert" && op.op !== "move")) return;
    const count = (this.#placing.get(op.id) ?? 0) + by;
    if (count === 0) this.#placing.delete(op.id);
    else this.#placing.set(op.id, count);
  }

  #touch(id: string): void {
    const node = this.state.nodes.get(id) ?? this.state.unborn.get(id);
    if (node !== undefined) this.#views.record(node);
  }
}

function hasStructure(ops: OpsByKey): boolean {
  return Object.values(ops).some((list) => list.some(isStructure));
}
