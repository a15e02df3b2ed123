import { freeze } from "#build";
import { equalJson } from "../json.ts";
import type { FieldNode, Level, RecordSchema } from "../schema/kinds.ts";
import {
  currentAt,
  homeOf,
  isShown,
  type ListBox,
  type MapBox,
  type Node,
  orderOf,
  type RecordView,
} from "../model/node.ts";
import { plainValue } from "../schema/plain/plain-draft.ts";
import { foldField, type Slots } from "./slots.ts";
import { SortedMap } from "../model/sorted-map.ts";
import type { PendingTexts } from "../text/pending-texts.ts";
import { type State, sumOf, type Watch } from "../model/state.ts";

type Fields = { readonly [name: string]: unknown };

const NO_RECORDS: readonly RecordView[] = freeze([]);

/**
 * Builds what the app reads: plain objects, arrays and `SortedMap`s, shared with the last view where nothing changed. A write
 * marks what it touches and everything above that; a read rebuilds what is marked. In a development build all of it is frozen.
 */
export class ViewBuilder implements Watch {
  readonly #state: State;
  readonly #slots: Slots;
  readonly #texts: PendingTexts | undefined;
  readonly #schema: RecordSchema;

  constructor(state: State, slots: Slots, texts: PendingTexts | undefined, schema: RecordSchema) {
    this.#state = state;
    this.#slots = slots;
    this.#texts = texts;
    this.#schema = schema;
  }

  /** The whole storage. */
  read(): RecordView {
    return this.#record(this.#state.root, this.#schema);
  }

  record(node: Node): void {
    let at = node;
    // What is marked already has marked everything above it.
    while (at.fresh) {
      at.fresh = false;
      const box = homeOf(at);
      if (box === undefined) return;
      if (box.kind === "list") box.stale.push(at);
      else box.stale.add(at.mapKey as string);
      at = box.of;
    }
  }

  list(box: ListBox): void {
    box.ordered = false;
    this.record(box.of);
  }

  key(box: MapBox, key: string): void {
    box.stale.add(key);
    this.record(box.of);
  }

  #record(node: Node, schema: RecordSchema): RecordView {
    const old = node.schema === schema ? node.view : undefined;
    if (node.fresh && old !== undefined) return old;
    const view: Record<string, unknown> = node === this.#state.root ? {} : { id: node.id };
    const isSame = this.#level(node, schema, this.#slots.of(node), old, view);
    if (!isSame || old === undefined) node.view = freeze(view) as RecordView;
    node.schema = schema;
    node.fresh = true;
    return node.view as RecordView;
  }

  /** Writes what stands right in a record, or in a record() of it, to `view`. Returns whether `old` has the same. */
  #level(
    node: Node,
    { prefix, own, records }: Level,
    stacks: ReturnType<Slots["of"]>,
    old: Fields | undefined,
    view: Record<string, unknown>,
  ): boolean {
    let isSame = old !== undefined;
    for (const [name, child] of own) {
      const field = prefix === "" ? name : prefix + name;
      let value = this.#field(node, field, child, stacks);
      const before = old?.[name];
      if (value !== before) {
        if (child.kind === "plain" && equalJson(value, before)) value = before;
        else isSame = false;
      }
      if (value !== undefined) view[name] = value;
    }
    if (records === undefined) return isSame;
    for (const [name, inner] of records) {
      const before = old?.[name] as Fields | undefined;
      const part: Record<string, unknown> = {};
      const isPartSame = this.#level(node, inner, stacks, before, part);
      if (!isPartSame) isSame = false;
      view[name] = isPartSame ? before : freeze(part);
    }
    return isSame;
  }

  #field(node: Node, field: string, child: FieldNode, stacks: ReturnType<Slots["of"]>): unknown {
    switch (child.kind) {
      case "plain":
        return plainValue(foldField(node, field, stacks?.get(field)), child, field);
      case "counter":
        return sumOf(foldField(node, field, stacks?.get(field)));
      case "text":
        return this.#texts?.read(node, field);
      case "list": {
        const box = node.lists?.get(field);
        return box === undefined ? NO_RECORDS : this.#list(box, child.item);
      }
      case "map": {
        const box = node.maps?.get(field);
        return box === undefined ? SortedMap.empty : this.#map(box, child.item);
      }
    }
  }

  #list(box: ListBox, item: RecordSchema): readonly RecordView[] {
    const old = box.view ?? NO_RECORDS;
    if (box.ordered) return this.#patch(box, old, item);
    const view: RecordView[] = [];
    let isSame = true;
    orderOf(box).forEach((node) => {
      if (!isShown(node)) return;
      const record = this.#record(node, item);
      if (old[view.length] !== record) isSame = false;
      node.index = view.length;
      view.push(record);
    });
    box.view = isSame && view.length === old.length ? old : freeze(view);
    box.stale = [];
    box.ordered = true;
    return box.view;
  }

  /** The right records in the right order: only some of them changed. */
  #patch(box: ListBox, old: readonly RecordView[], item: RecordSchema): readonly RecordView[] {
    if (box.stale.length === 0) return old;
    let copy: RecordView[] | undefined;
    for (const node of box.stale) {
      const { view, index } = node;
      if (view === undefined || (copy ?? old)[index] !== view) continue;
      const record = this.#record(node, item);
      if (record === view) continue;
      copy ??= old.slice();
      copy[index] = record;
    }
    box.stale = [];
    return (box.view = copy === undefined ? old : freeze(copy));
  }

  #map(box: MapBox, item: RecordSchema): SortedMap<RecordView> {
    let view = box.view;
    if (view === undefined || box.stale.size * 4 > view.size) {
      view = this.#wholeMap(box, item, view);
    } else {
      for (const key of box.stale) {
        const node = currentAt(box, key);
        if (node === undefined || !isShown(node)) view = view.without(key);
        else view = view.with(key, this.#record(node, item));
      }
    }
    box.stale.clear();
    return (box.view = view);
  }

  #wholeMap(
    box: MapBox,
    item: RecordSchema,
    old: SortedMap<RecordView> | undefined,
  ): SortedMap<RecordView> {
    const pairs: [string, RecordView][] = [];
    for (const key of keysOf(box)) {
      pairs.push([key, this.#record(currentAt(box, key) as Node, item)]);
    }
    const isSame =
      old !== undefined &&
      old.size === pairs.length &&
      pairs.every(([key, record]) => old.get(key) === record);
    return isSame ? old : SortedMap.from(pairs);
  }
}

/** The keys at which a map shows something. */
export function keysOf(box: MapBox): readonly string[] {
  const keys: string[] = [];
  for (const [key, node] of box.current) {
    if (box.over?.has(key) !== true && isShown(node)) keys.push(key);
  }
  for (const [key, node] of box.over ?? []) {
    if (node !== undefined && isShown(node)) keys.push(key);
  }
  return keys;
}
