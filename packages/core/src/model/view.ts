import type { RecordSchema } from "../schema/tree.ts";
import type { ListBox, MapBox, Node, RecordView } from "./node.ts";
import { parentOf } from "./places.ts";
import type { Slots } from "./slots.ts";
import { SortedMap } from "./sorted-map.ts";
import type { State } from "./state.ts";

const NO_RECORDS: readonly RecordView[] = [];

/**
 * Builds what the app reads: plain objects, arrays and `SortedMap`s, shared with the last view where nothing changed. A write
 * marks the record and everything above it; a read rebuilds what is marked.
 */
export class ViewBuilder {
  readonly #state: State;
  readonly #slots: Slots;
  readonly #schema: RecordSchema;

  constructor(state: State, slots: Slots, schema: RecordSchema) {
    this.#state = state;
    this.#slots = slots;
    this.#schema = schema;
  }

  /** The whole storage. */
  read(): RecordView {
    return this.#record(this.#state.root, this.#schema);
  }

  /** A record's fields have changed. */
  touch(node: Node): void {
    // One that is marked already has marked everything above it.
    if (!node.isFresh) return;
    node.isFresh = false;
    const box = parentOf(node);
    if (box === undefined) return;
    if (box.kind === "list") box.stale.push(node);
    else if (node.mapKey !== undefined) box.stale.add(node.mapKey);
    this.touch(box.of);
  }

  /** The places or lives of a list's records have changed. */
  touchOrder(box: ListBox): void {
    box.shown = undefined;
    box.stale = [];
    this.touch(box.of);
  }

  /** Another record is at a key of a map, or none. */
  touchKey(box: MapBox, key: string): void {
    box.stale.add(key);
    this.touch(box.of);
  }

  /** The record seen at a key. */
  at(box: MapBox, key: string): Node | undefined {
    const pending = this.#slots.keyHolder(box, key);
    const node = pending === undefined ? box.current.get(key) : this.#state.nodes.get(pending);
    return node === undefined || this.#slots.isTrashed(node) ? undefined : node;
  }

  #record(node: Node, schema: RecordSchema): RecordView {
    if (node.isFresh && node.view !== undefined) return node.view;
    const old = node.view;
    const view: { id: string; [field: string]: unknown } = node === this.#state.root ? ({} as { id: string }) : { id: node.id };
    let isSame = old !== undefined;
    for (const [field, child] of schema.fields) {
      let value: unknown;
      switch (child.kind) {
        case "plain":
          value = this.#slots.field(node, field) ?? child.initial();
          break;
        case "counter":
          value = this.#slots.field(node, field) ?? 0;
          break;
        case "list":
        case "map": {
          const box = node.boxes?.get(field);
          if (child.kind === "list") value = box?.kind === "list" ? this.#list(box, child.item) : NO_RECORDS;
          else value = box?.kind === "map" ? this.#map(box, child.item) : SortedMap.empty;
        }
      }
      if (value === undefined) {
        if (old !== undefined && field in old) isSame = false;
        continue;
      }
      view[field] = value;
      if (isSame && old?.[field] !== value) isSame = false;
    }
    node.isFresh = true;
    if (!isSame) node.view = view;
    return node.view as RecordView;
  }

  #list(box: ListBox, item: RecordSchema): readonly RecordView[] {
    const old = box.view;
    if (old !== undefined && box.shown !== undefined) return this.#patch(box, old, box.shown, item);
    const shown: Node[] = [];
    const view: RecordView[] = [];
    for (const node of box.viewOrder ?? box.order) {
      if (this.#slots.isTrashed(node)) continue;
      node.viewIndex = shown.length;
      shown.push(node);
      view.push(this.#record(node, item));
    }
    box.shown = shown;
    box.stale = [];
    if (old === undefined || !isSameArray(old, view)) box.view = view.length === 0 ? NO_RECORDS : view;
    return box.view ?? NO_RECORDS;
  }

  /** Places are as they were: only records in them changed. */
  #patch(box: ListBox, old: readonly RecordView[], shown: readonly Node[], item: RecordSchema): readonly RecordView[] {
    let copy: RecordView[] | undefined;
    for (const node of box.stale) {
      if (shown[node.viewIndex] !== node) continue;
      const view = this.#record(node, item);
      if (view === old[node.viewIndex]) continue;
      copy ??= old.slice();
      copy[node.viewIndex] = view;
    }
    box.stale = [];
    if (copy !== undefined) box.view = copy;
    return box.view ?? NO_RECORDS;
  }

  #map(box: MapBox, item: RecordSchema): SortedMap<RecordView> {
    if (box.view === undefined) {
      const pairs: [string, RecordView][] = [];
      for (const key of new Set([...box.current.keys(), ...this.#slots.pendingKeys(box)])) {
        const node = this.at(box, key);
        if (node !== undefined) pairs.push([key, this.#record(node, item)]);
      }
      box.stale.clear();
      box.view = SortedMap.from(pairs);
      return box.view;
    }
    let view = box.view;
    for (const key of box.stale) {
      const node = this.at(box, key);
      view = node === undefined ? view.without(key) : view.with(key, this.#record(node, item));
    }
    box.stale.clear();
    box.view = view.size === 0 ? SortedMap.empty : view;
    return box.view;
  }
}

function isSameArray<T>(a: readonly T[], b: readonly T[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A view as plain JSON: maps become objects in the order of their keys. */
export function toJSON(view: unknown): unknown {
  if (view instanceof SortedMap) {
    return Object.fromEntries(Array.from(view, ([key, value]) => [key, toJSON(value)]));
  }
  if (Array.isArray(view)) return view.map(toJSON);
  if (typeof view !== "object" || view === null) return view;
  return Object.fromEntries(Object.entries(view).map(([key, value]) => [key, toJSON(value)]));
}
