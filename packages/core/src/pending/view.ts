import { freeze, freezeFlat } from "#build";
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
import type { Chunk } from "../model/order.ts";
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
      // Pending ops show it elsewhere: the list where the log has it is not told by `stale`.
      if (box !== at.home) forgetView(at.chunk);
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
    box.view =
      (box.ordered ? this.#patched(box, old, item) : undefined) ?? this.#put(box, old, item);
    box.stale = [];
    box.ordered = true;
    return box.view;
  }

  /** The view where only some records changed; undefined where a chunk of it is to be read anew. */
  #patched(
    box: ListBox,
    old: readonly RecordView[],
    item: RecordSchema,
  ): readonly RecordView[] | undefined {
    const order = orderOf(box);
    let copy: RecordView[] | undefined;
    for (const node of box.stale) {
      const { view } = node;
      const chunk = homeOf(node) === box ? order.chunkOf(node) : undefined;
      if (node.chunk !== chunk) forgetView(node.chunk);
      if (chunk === undefined || !isShown(node)) continue;
      const at = view === undefined ? -1 : (chunk.view?.indexOf(view) ?? -1);
      if (at < 0 || (copy ?? old)[chunk.start + at] !== view) return undefined;
      const record = this.#record(node, item);
      // What moved from here into that record, or deeper, has had the chunk forgotten.
      const shown = chunk.view as RecordView[] | undefined;
      if (shown === undefined) return undefined;
      if (record === view) continue;
      // Of a frozen array `slice` makes its copy one by one.
      copy ??= [...old];
      copy[chunk.start + at] = record;
      shown[at] = record;
    }
    return copy === undefined ? old : freezeFlat(copy);
  }

  /** The view put together from those of the chunks: only those that changed are read anew (`npm run bench -- large`). */
  #put(box: ListBox, old: readonly RecordView[], item: RecordSchema): readonly RecordView[] {
    const order = orderOf(box);
    for (const node of box.stale) {
      // Where pending ops changed the order, its chunk in the log's is another one than that which is shown.
      forgetView(node.chunk);
      if (homeOf(node) === box) forgetView(order.chunkOf(node));
    }
    let start = 0;
    const parts: RecordView[][] = [];
    for (const chunk of order.chunks) {
      chunk.view ??= (chunk.items as Node[])
        .filter(isShown)
        .map((node) => this.#record(node, item));
      chunk.start = start;
      start += chunk.view.length;
      parts.push(chunk.view as RecordView[]);
    }
    const view = ([] as RecordView[]).concat(...parts);
    return areSame(view, old) ? old : freezeFlat(view);
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

function areSame(a: readonly RecordView[], b: readonly RecordView[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The records of a chunk are read anew. */
function forgetView(chunk: Chunk | undefined): void {
  if (chunk !== undefined) chunk.view = undefined;
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
