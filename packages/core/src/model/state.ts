import { inWords } from "#words";
import type { Json } from "../json.ts";
import type { TextEngine } from "../text/engine.ts";
import type { TextValue } from "../text/text-value.ts";
import { type Box, type ListBox, listOf, type MapBox, mapOf, Node } from "./node.ts";
import { type FieldValues, type Op, type OpsByKey, type Position, ROOT } from "./op.ts";
import type { FeedKeeper } from "./feed-keeper.ts";
import { countIn, type Heights } from "./height.ts";
import { anchorOf } from "./place.ts";
import { Order } from "./order.ts";
import type { KeyState, RecordState } from "./record-state.ts";
import { applyStructure, type Structure } from "./structure.ts";

const NONE: NonNullable<RecordState["lists"]> = {};

/** Callbacks of the view's cache, called synchronously for every record, list or key of a map that a write touches. */
export interface Watch {
  /** Fields of a record. */
  record(node: Node): void;
  /** Which records are in a list, or shown there, or their order. */
  list(box: ListBox): void;
  /** Which record is at a key. */
  key(box: MapBox, key: string): void;
}

/** Callbacks that note what a write replaces, so that it can be taken back. Called right before each write; `made` and `entered` right after. */
export interface Journal {
  field(node: Node, field: string): void;
  text(node: Node, field: string): void;
  made(node: Node): void;
  entered(node: Node, box: Box): void;
  leaving(node: Node): void;
  trashing(node: Node): void;
  key(box: MapBox, key: string): void;
}

/**
 * What a log folds to, without any schema: records by id, each with fields, lists and maps. An op on what is not known here
 * does nothing; a joiner knows only id and place of what was in the trash.
 */
export class State implements Structure, Heights {
  /** The records in the log, in the trash or not. */
  readonly nodes = new Map<string, Node>();
  /** Records that only pending ops have made. They move over when the log makes them, so a record is one object for life. */
  readonly unborn = new Map<string, Node>();
  readonly root: Node = new Node(ROOT, "", {});
  watch: Watch | undefined = undefined;
  journal: Journal | undefined = undefined;
  /** Who decides what is posted; on a page nobody does. */
  feeds: FeedKeeper | undefined = undefined;

  /** Undefined where the definition has no texts: then edits of those that it once had are passed over. */
  readonly engine: TextEngine | undefined;
  /** Whether edits were passed over: then what is here of texts is not what the log has. */
  hasPassedEdits = false;

  constructor(engine?: TextEngine) {
    this.engine = engine;
    this.root.born = true;
    this.nodes.set(ROOT, this.root);
  }

  apply(ops: OpsByKey): void {
    for (const key in ops) for (const op of ops[key] ?? []) this.applyOp(key, op);
  }

  applyOp(key: string, op: Op): void {
    switch (op.op) {
      case "set":
        return this.setField(op.id, op.field, op.value);
      case "add": {
        const node = this.nodes.get(op.id);
        if (node !== undefined)
          this.setField(op.id, op.field, sumOf(fieldOf(node, op.field)) + op.by);
        return;
      }
      case "text": {
        const node = this.nodes.get(op.id);
        if (node === undefined || node.stub) return;
        // An edit of a field that the definition has dropped, with all its texts: nobody here can see it.
        if (this.engine === undefined) this.hasPassedEdits = true;
        else this.writeText(node, op.field, this.text(node, op.field).apply(op.delta));
        return;
      }
      case "feed":
        // Posts are kept beside the log, by who decides it.
        this.feeds?.apply(key, op);
        return;
      default:
        applyStructure(this, key, op);
    }
  }

  /** A text as the log has it, or as the pending op that made its record begins it. */
  text(node: Node, field: string): TextValue {
    const known = node.texts?.get(field);
    if (known !== undefined) return known;
    if (this.engine === undefined)
      throw new TypeError(inWords(() => "This room's definition has no texts"));
    const text = this.engine.open(fieldOf(node, field));
    (node.texts ??= new Map()).set(field, text);
    return text;
  }

  writeText(node: Node, field: string, text: TextValue): void {
    this.journal?.text(node, field);
    (node.texts ??= new Map()).set(field, text);
    this.watch?.record(node);
  }

  /** Empties records out of the trash for good, with all that is in them. */
  prune(ids: Iterable<string>): void {
    for (const id of ids) {
      const node = this.nodes.get(id);
      if (node === undefined || !node.trashed) continue;
      const box = node.home;
      if (box?.kind === "map") box.all.delete(node);
      this.leave(node);
      this.#forget(node);
    }
  }

  /** Takes over what stands under a top-level key. The records' `fields` become this state's own. */
  loadKey(key: string, state: KeyState): void {
    if ("value" in state) {
      this.root.fields[key] = state.value;
      this.root.texts?.delete(key);
    } else if ("fields" in state) {
      for (const field of Object.keys(state.fields)) {
        this.root.fields[field] = state.fields[field] as Json;
        this.root.texts?.delete(field);
      }
    } else if ("list" in state) this.#loadList(listOf(this.root, key), key, state.list, false);
    else this.loadMap(mapOf(this.root, key), key, state.map, false);
  }

  /** The record that pending ops have made, so that it stays one object; a new one when the log makes it under another key. */
  unbornOrNew(id: string, key: string): Node {
    const unborn = this.unborn.get(id);
    return unborn?.key === key ? unborn : new Node(id, key, {});
  }

  // Structure

  find(id: string): Node | undefined {
    return this.nodes.get(id);
  }

  home(node: Node): Box | undefined {
    return node.home;
  }

  current(box: MapBox, key: string): Node | undefined {
    return box.current.get(key);
  }

  make(id: string, key: string, mapKey: string | undefined, fields: FieldValues): Node {
    const node = this.unbornOrNew(id, key);
    this.unborn.delete(id);
    this.nodes.set(id, node);
    node.born = true;
    node.trashed = false;
    node.mapKey = mapKey;
    node.fields = { ...fields };
    node.texts = undefined;
    this.watch?.record(node);
    this.journal?.made(node);
    return node;
  }

  enter(node: Node, box: Box, at: Position): void {
    node.home = box;
    countIn(this, box.of, node, 1);
    if (box.kind === "map") box.all.add(node);
    else {
      const id = anchorOf(at);
      const anchor = id === undefined ? undefined : this.nodes.get(id);
      const isHere = anchor !== undefined && anchor !== node && anchor.home === box;
      box.order.insert(node, at, isHere ? anchor : undefined);
      this.watch?.list(box);
    }
    this.journal?.entered(node, box);
  }

  leave(node: Node): void {
    this.journal?.leaving(node);
    const box = node.home;
    node.home = undefined;
    if (box === undefined) return;
    countIn(this, box.of, node, -1);
    if (box.kind === "map") return;
    box.order.remove(node);
    this.watch?.list(box);
  }

  setTrashed(node: Node, trashed: boolean): void {
    if (node.trashed === trashed) return;
    this.journal?.trashing(node);
    node.trashed = trashed;
    if (node.home?.kind !== "list") return;
    node.home.order.changed(node);
    this.watch?.list(node.home);
  }

  setCurrent(box: MapBox, key: string, node: Node | undefined): void {
    this.journal?.key(box, key);
    box.more = undefined;
    if (node === undefined) box.current.delete(key);
    else box.current.set(key, node);
    this.watch?.key(box, key);
  }

  height(node: Node): number {
    return node.below?.length ?? 0;
  }

  below(node: Node): number[] {
    return (node.below ??= []);
  }

  adopt(key: string, record: RecordState): Node {
    return this.load(record, key, undefined, true);
  }

  fill(node: Node, record: RecordState): void {
    this.#fill(node, record, true);
  }

  /** The record goes where nobody here can see it, and comes back with what holds it. */
  lose(node: Node): boolean {
    this.leave(node);
    return true;
  }

  /** Writes a field as the log has it; undefined for nothing. */
  setField(id: string, field: string, value: Json | undefined): void {
    const node = this.nodes.get(id);
    if (node === undefined) return;
    this.journal?.field(node, field);
    const { fields } = node;
    if (value === undefined) delete fields[field];
    else fields[field] = value;
    node.texts?.delete(field);
    this.watch?.record(node);
  }

  /** `copy`: the record is somebody else's too, and may not be written to. */
  #fill(node: Node, record: RecordState, copy: boolean): void {
    const { fields = {}, lists = NONE, maps = NONE } = record;
    node.stub = record.fields === undefined;
    node.fields = copy ? { ...fields } : fields;
    node.texts = undefined;
    for (const [field, records] of Object.entries(lists)) {
      this.#loadList(listOf(node, field), node.key, records, copy);
    }
    for (const [field, records] of Object.entries(maps)) {
      this.loadMap(mapOf(node, field), node.key, records, copy);
    }
    if (node.home?.kind === "list") node.home.order.changed(node);
    this.watch?.record(node);
  }

  #loadList(box: ListBox, key: string, records: readonly RecordState[], copy: boolean): void {
    const before = box.order;
    box.order = Order.of(records.map((record) => this.load(record, key, box, copy)));
    // What the record does not know of is not there any more.
    for (const node of before) {
      if (node.home !== box || node.chunk?.of === box.order) continue;
      node.home = undefined;
      countIn(this, box.of, node, -1);
    }
    this.watch?.list(box);
  }

  /** Takes over records of a map. `copy`: they are somebody else's too, and may not be written to. */
  loadMap(box: MapBox, key: string, records: readonly RecordState[], copy: boolean): void {
    for (const record of records) {
      const node = this.load(record, key, box, copy);
      node.mapKey = record.key ?? "";
      box.all.add(node);
      if (node.trashed) continue;
      box.current.set(node.mapKey, node);
      this.watch?.key(box, node.mapKey);
    }
  }

  /** The record that `record` tells of, with `box` as its home; the caller gives it its place in there. */
  load(record: RecordState, key: string, box: Box | undefined, copy: boolean): Node {
    let node = this.nodes.get(record.id);
    if (node === undefined) {
      node = this.unbornOrNew(record.id, key);
      this.unborn.delete(record.id);
      this.nodes.set(record.id, node);
      node.born = true;
      node.stub = true;
    } else if (node.home !== box) this.leave(node);
    if (node.home !== box && box !== undefined) {
      node.home = box;
      countIn(this, box.of, node, 1);
    }
    node.trashed = record.trashed === true;
    // One that is known has followed the log by itself.
    if (node.stub) this.#fill(node, record, copy);
    return node;
  }

  #forget(node: Node): void {
    this.nodes.delete(node.id);
    node.born = false;
    for (const box of node.lists?.values() ?? [])
      for (const child of box.order) this.#forget(child);
    for (const box of node.maps?.values() ?? []) for (const child of box.all) this.#forget(child);
  }
}

/** What the log has written to a field; of a text what it consists of, as it is stored. */
export function fieldOf(node: Node, field: string): Json | undefined {
  const text = node.texts?.get(field);
  if (text !== undefined) return text.length > 0 ? (text.toJSON() as Json) : undefined;
  return Object.hasOwn(node.fields, field) ? node.fields[field] : undefined;
}

/** A counter's sum, from what is stored in its field: 0 before anybody added. */
export function sumOf(stored: Json | undefined): number {
  return typeof stored === "number" ? stored : 0;
}
