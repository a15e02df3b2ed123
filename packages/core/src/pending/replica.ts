import { equalJson, type Json } from "../json.ts";
import type { RecordSchema } from "../schema/kinds.ts";
import type { Side } from "../text/delta.ts";
import type { PendingText } from "../text/pending-text.ts";
import type { PendingTexts } from "../text/pending-texts.ts";
import type { TextValue } from "../text/text-value.ts";
import {
  currentAt,
  homeOf,
  isVisible,
  type ListBox,
  type MapBox,
  type Node,
  type RecordView,
  sizeOf,
} from "../model/node.ts";
import type { Op, OpsByKey, TextOp } from "../model/op.ts";
import { canHold, levelsIn } from "../model/height.ts";
import { Overlay } from "./overlay.ts";
import type { KeyState } from "../model/record-state.ts";
import { isBelow, Layer } from "./layer.ts";
import { type OpenChange, Opened, type OpenedBy } from "./open-change.ts";
import { Row } from "./row.ts";
import { isBlind, Slots } from "./slots.ts";
import { State } from "../model/state.ts";
import { applyStructure, isStructure, type StructureOp } from "../model/structure.ts";
import { keysOf, ViewBuilder } from "./view.ts";

type OnOp = (key: string, op: Op) => void;

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
  /** Own edits of texts; undefined where the definition has none. */
  readonly pendingTexts: PendingTexts | undefined;
  readonly #slots = new Slots();
  readonly #overlay: Overlay;
  readonly #views: ViewBuilder;
  /** What changes that are being written do here. */
  readonly #opened: OpenedBy = {
    push: (layer, key, op) => this.#push(layer, key, op),
    abort: (n, layer) => {
      // It may have ended meanwhile.
      if (this.row.take(n) !== undefined)
        this.#drop(layer, (text) => this.pendingTexts?.drop(text));
    },
    isShared: (layer, node, field) => this.#slots.isShared(layer, node, field),
  };
  /** The own changes that are not in the log. */
  readonly row = new Row();
  readonly #previews = new Map<string, Layer>();
  /** How many pending changes' ops have placed a record, by its id. */
  readonly #placing = new Map<string, number>();
  /** Structure ops in all layers. */
  #structure = 0;
  /** Whether the overlay has to be made anew. */
  #isStale = false;

  constructor(schema: RecordSchema, state: State = new State(schema.textEngine)) {
    this.schema = schema;
    this.state = state;
    this.pendingTexts = schema.textEngine?.pending(state);
    this.#overlay = new Overlay(state);
    this.#views = new ViewBuilder(state, this.#slots, this.pendingTexts, schema);
    state.watch = this.#views;
  }

  /** A replica of what a joiner got. */
  static from(schema: RecordSchema, states: { readonly [key: string]: KeyState }): Replica {
    const state = new State(schema.textEngine);
    for (const key of Object.keys(states)) state.loadKey(key, states[key] as KeyState);
    return new Replica(schema, state);
  }

  /** Storage as the app reads it; `===` where nothing changed. Throws `Incompatible` when the schema has no answer. */
  get view(): RecordView {
    this.settle();
    return this.#views.read();
  }

  /** Begins a change. It lies over those with smaller numbers, and under those with larger ones. */
  begin(n: number): OpenChange {
    const layer = new Layer(n, this.schema.textEngine);
    this.row.add(layer);
    return new Opened(n, layer, this.#opened);
  }

  /** Call after writing to `state` directly: marks the overlay stale, so that the next read makes it anew. */
  touch(): void {
    this.#isStale ||= this.#structure > 0;
  }

  addPending(n: number, ops: OpsByKey): void {
    const change = this.begin(n);
    for (const key of Object.keys(ops)) for (const op of ops[key] ?? []) change.push(key, op);
  }

  /** What a pending change writes, as it stands now: its edits of texts have moved with what others typed. */
  opsOf(n: number): OpsByKey {
    return this.row.find(n)?.ops() ?? {};
  }

  /** The edits of a pending change that edits texts and does nothing else; undefined for another one. */
  typingOf(n: number): readonly TextOp[] | undefined {
    const layer = this.row.find(n);
    return this.pendingTexts && layer?.isTyping === true ? layer.edits() : undefined;
  }

  /** Adds an edit of a text to the last pending change, which edits texts and does nothing else. */
  type(n: number, key: string, op: TextOp): void {
    const layer = this.row.find(n);
    if (layer !== undefined) this.#pushText(layer, key, op);
  }

  /** What change `n` typed becomes part of change `into`, the one before it. Both edit texts and do nothing else. */
  merge(n: number, into: number): void {
    const from = this.row.take(n);
    const to = this.row.find(into);
    if (from === undefined || to === undefined) return;
    for (const [key, list] of from.keys) {
      for (const op of list as readonly PendingText[])
        if (this.pendingTexts?.merge(op, to) === false) to.addText(key, op);
    }
  }

  /** A pending change was refused: what it wrote is gone from the view. */
  dropPending(n: number): void {
    const layer = this.row.take(n);
    if (layer !== undefined) this.#drop(layer, (text) => this.pendingTexts?.refuse(text));
  }

  /**
   * An entry of the log. With `n` it is the outcome of that pending change, whatever it turned out to be; without `ops` it is
   * just what the change says. Own inserts into texts go to `side` of somebody else's at the same spot. `onOp` is called with
   * each op of an outcome, right before the log's state has it.
   */
  confirm(ops: OpsByKey | undefined, n?: number, side: Side = "right", onOp?: OnOp): void {
    const layer = n === undefined ? undefined : this.row.take(n);
    if (layer === undefined) return this.#confirmOthers(ops ?? {}, side);
    if (this.#isAsGuessed(layer, ops)) return this.#settleIn(layer, onOp);
    this.#confirmOutcome(layer, ops ?? layer.ops(), onOp);
  }

  #confirmOthers(ops: OpsByKey, side: Side): void {
    this.state.apply(ops);
    this.#isStale ||= this.#structure > 0 && hasStructure(ops);
    if (this.pendingTexts === undefined) return;
    for (const key in ops)
      for (const op of ops[key] ?? [])
        if (op.op === "text" && this.state.find(op.id)?.stub === false)
          this.pendingTexts.others(op, side);
  }

  /** An own change came out otherwise than it was guessed, or not on the ground it was guessed on. */
  #confirmOutcome(layer: Layer, ops: OpsByKey, onOp: OnOp = () => {}): void {
    const { pendingTexts } = this;
    const own = new Map(layer.edits().map((text) => [`${text.id} ${text.field}`, text]));
    const made = new Set(Array.from(layer.structureOps(), ([, op]) => op.id));
    const guesses = pendingTexts?.guesses(made);
    this.#drop(layer, () => undefined);
    // A text can only be edited once its record is there, so the edits may come last.
    for (const [key, op] of each(ops)) {
      onOp(key, op);
      if (op.op !== "text") this.state.applyOp(key, op);
    }
    if (guesses !== undefined) pendingTexts?.guessed(guesses);
    for (const [key, op] of each(ops)) if (op.op === "text") this.#confirmText(key, op, own);
    // What the log did not take was written to nothing.
    for (const text of own.values()) pendingTexts?.refuse(text as PendingText);
    this.#isStale ||= this.#structure > 0 && hasStructure(ops);
  }

  /**
   * An own edit of a text is in the log. Where this page began anew from a state between the edit and its entry, it went another
   * way here than on the server: then the log's counts.
   */
  #confirmText(key: string, op: TextOp, own: Map<string, TextOp>): void {
    const slot = `${op.id} ${op.field}`;
    const text = own.get(slot) as PendingText | undefined;
    own.delete(slot);
    if (text !== undefined && this.pendingTexts && equalJson(text.delta, op.delta))
      return this.pendingTexts.settle(text);
    if (text !== undefined) this.pendingTexts?.refuse(text);
    this.state.applyOp(key, op);
    if (this.state.find(op.id)?.stub === false) this.pendingTexts?.others(op, "right");
  }

  /** Records that left the trash for good. */
  prune(ids: readonly string[]): void {
    this.state.prune(ids);
    this.#isStale ||= this.#structure > 0;
  }

  /** Shows somebody's gesture under the own changes, in place of what `key` showed before. */
  setPreview(key: string, ops: OpsByKey | undefined): void {
    const before = this.#previews.get(key);
    this.#previews.delete(key);
    if (before !== undefined) this.#drop(before, () => undefined);
    if (ops === undefined) return;
    const layer = new Layer(key);
    this.#previews.set(key, layer);
    for (const top of Object.keys(ops)) for (const op of ops[top] ?? []) this.#push(layer, top, op);
  }

  // For drafts and checks: what is seen, record by record. Nodes are looked at, and written only by ops.

  /** A record that can be written to, in the trash or not. */
  node(id: string): Node | undefined {
    this.settle();
    return this.#overlay.find(id);
  }

  /** The schema of a record, by where it is. */
  schemaOf(node: Node): RecordSchema | undefined {
    if (node === this.state.root) return this.schema;
    const home = homeOf(node);
    const field = home && this.schemaOf(home.of)?.fields.get(home.field);
    return home !== undefined && field?.kind === home.kind ? field.item : undefined;
  }

  /** Whether an own change that is not in the log yet has given a record its place. */
  isPlacing(node: Node): boolean {
    return this.#placing.has(node.id);
  }

  /** A plain field or counter as it is seen; undefined where nothing is written. */
  field(node: Node, field: string): Json | undefined {
    return this.#slots.read(node, field);
  }

  /** What is not in the log of a record's fields, each field's in the order in which it is folded. */
  stacks(node: Node): ReturnType<Slots["of"]> {
    return this.#slots.of(node);
  }

  /** A text as it is seen. Throws `TypeError` where the definition has no texts. */
  text(node: Node, field: string): TextValue {
    return this.pendingTexts?.read(node, field) ?? this.state.text(node, field);
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

  /** At how many keys a map shows something. */
  size(box: MapBox): number {
    this.settle();
    return sizeOf(box);
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
    for (const layer of previews) this.#showPreview(layer);
    for (const layer of this.row) {
      layer.hasLostMove = false;
      for (const [key, op] of layer.structureOps()) this.#show(layer, key, op);
    }
    for (const [id, node] of this.state.unborn) {
      if (node.over === undefined) this.state.unborn.delete(id);
    }
  }

  #push(layer: Layer, key: string, given: Op): void {
    if (given.op === "text") return this.#pushText(layer, key, given);
    const { op, replaced } = layer.push(key, given);
    if (isStructure(op)) {
      this.#structure += 1;
      this.#countPlace(layer, op, 1);
      this.#isStale ||= !this.row.isTop(layer);
      if (!this.#isStale) this.#show(layer, key, op);
      return;
    }
    if (op.op === "text" || op.op === "feed") return;
    if (replaced?.op === "set" || replaced?.op === "add") this.#slots.remove(replaced);
    this.#slots.push(layer, op);
    this.#touch(op.id);
  }

  /**
   * Shows somebody's gesture as far as it goes over what is here by now. One whose new records are here already has ended, and its
   * end is on the way: nothing of it is shown, as they may have become something else than what it was checked with.
   */
  #showPreview(layer: Layer): void {
    const ops = [...layer.structureOps()];
    const isOver = ops.some(
      ([, op]) => (op.op === "insert" || op.op === "put") && this.#overlay.find(op.id),
    );
    if (isOver !== layer.isHidden) {
      layer.isHidden = isOver;
      for (const [, op] of layer.each()) {
        if (isStructure(op) || op.op === "text" || op.op === "feed") continue;
        if (isOver) this.#slots.remove(op);
        else this.#slots.push(layer, op);
        this.#touch(op.id);
      }
    }
    if (!isOver) for (const [key, op] of ops) if (this.#fits(layer, op)) this.#show(layer, key, op);
  }

  /** Whether an op of a gesture goes over what is here: the server has checked it without other gestures, and maybe before or after. */
  #fits(layer: Layer, op: StructureOp): boolean {
    const node = this.#overlay.find(op.id);
    if (node !== undefined && isBlind(layer, node)) return false;
    if (op.op === "delete" || op.op === "restore") return true;
    const owner = this.#overlay.find(op.in.of);
    if (owner === undefined || isBlind(layer, owner)) return false;
    return node === undefined ? levelsIn(owner) > 0 : canHold(owner, node);
  }

  #show(layer: Layer, key: string, op: StructureOp): void {
    if (!applyStructure(this.#overlay, key, op) && op.op === "move") layer.hasLostMove = true;
  }

  /** Texts are not shown in gestures: a place in a text means nothing while others type. */
  #pushText(layer: Layer, key: string, op: TextOp): void {
    if (typeof layer.n === "string") return;
    // Of a text that the definition has dropped it stays as it was written: the server says what becomes of it.
    const made = this.pendingTexts === undefined ? op : this.pendingTexts.push(layer, op);
    if (made !== undefined) layer.addText(key, made);
    this.#touch(op.id);
  }

  /** Takes back what a layer shows; `endText` is told of each text it edits. */
  #drop(layer: Layer, endText: (text: PendingText) => void): void {
    for (const [, op] of layer.each()) {
      if (isStructure(op)) this.#countPlace(layer, op, -1);
      else if (op.op === "text") {
        endText(op as PendingText);
        this.#touch(op.id);
      } else if (op.op !== "feed") {
        this.#slots.remove(op);
        this.#touch(op.id);
      }
    }
    this.#structure -= layer.structure;
    this.#isStale ||= layer.structure > 0;
  }

  /** Whether the log says what the lowest of all layers says: then nothing is seen to change. */
  #isAsGuessed(layer: Layer, ops: OpsByKey | undefined): boolean {
    if (this.#previews.size > 0 || this.#isStale || layer.hasLostMove) return false;
    const { lowest } = this.row;
    if (lowest !== undefined && isBelow(lowest, layer)) return false;
    return ops === undefined || layer.is(ops);
  }

  #settleIn(layer: Layer, onOp?: OnOp): void {
    this.state.watch = undefined;
    try {
      for (const [key, op] of layer.each()) {
        onOp?.(key, op);
        if (op.op === "text" && this.pendingTexts) this.pendingTexts.settle(op as PendingText);
        else this.state.applyOp(key, op);
      }
    } finally {
      this.state.watch = this.#views;
    }
    for (const [, op] of layer.each()) {
      if (isStructure(op)) this.#countPlace(layer, op, -1);
      else if (op.op !== "text" && op.op !== "feed") this.#slots.remove(op);
    }
    this.#structure -= layer.structure;
    if (layer.structure > 0 && this.#structure === 0) this.#overlay.drop();
  }

  #countPlace(layer: Layer, op: StructureOp, by: 1 | -1): void {
    if (typeof layer.n === "string" || (op.op !== "insert" && op.op !== "move")) return;
    const count = (this.#placing.get(op.id) ?? 0) + by;
    if (count === 0) this.#placing.delete(op.id);
    else this.#placing.set(op.id, count);
  }

  #touch(id: string): void {
    const node = this.state.nodes.get(id) ?? this.state.unborn.get(id);
    if (node !== undefined) this.#views.record(node);
  }
}

/** A record that is seen, and so is everything it stands in; undefined for another. */
export function seenRecord(replica: Replica, id: string): Node | undefined {
  const node = replica.node(id);
  return node !== undefined && isVisible(node, replica.state.root) ? node : undefined;
}

function* each(ops: OpsByKey): Generator<readonly [key: string, op: Op]> {
  for (const key of Object.keys(ops)) for (const op of ops[key] ?? []) yield [key, op];
}

function hasStructure(ops: OpsByKey): boolean {
  return Object.values(ops).some((list) => list.some(isStructure));
}
