import type { Json } from "../json.ts";
import type { TextValue } from "../text/text-value.ts";
import { type Chunk, Order, type Placed } from "./order.ts";
import type { SortedMap } from "./sorted-map.ts";

/** A record as it reads. */
export interface RecordView {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** What pending ops show of a record: where it is, whether it is in the trash, and its `below`. */
interface Over {
  home: Box | undefined;
  trashed: boolean;
  below: number[] | undefined;
}

/** A record in memory: what the log made of it, what pending ops make of it, and how it was last read. */
export class Node implements Placed {
  readonly id: string;
  /** The top-level key it lives under. */
  readonly key: string;
  /** Its key, for a record of a map. */
  mapKey: string | undefined;

  /** In the log; false for one that only a pending op has made. */
  born = false;
  /** The list or map in which the log has it. Undefined for the root, and for a record that moved into one this joiner was not told of. */
  home: Box | undefined = undefined;
  trashed = false;
  /** Only its id and place are known: it was in the trash when this replica was loaded. */
  stub = false;
  /** What the log has written to plain fields and counters, and what texts began with. */
  fields: Record<string, Json>;
  /** Texts of the log that were read or edited; they hide what `fields` has for them. */
  texts: Map<string, TextValue> | undefined = undefined;
  lists: Map<string, ListBox> | undefined = undefined;
  maps: Map<string, MapBox> | undefined = undefined;
  /** How many of the records in it have 0, 1, 2 … levels of records in themselves, those in the trash included. See `heightOf`. */
  below: number[] | undefined = undefined;
  /** Where it is in its list. */
  chunk: Chunk | undefined = undefined;
  overChunk: Chunk | undefined = undefined;

  over: Over | undefined = undefined;

  view: RecordView | undefined = undefined;
  /** The schema by which it was read. */
  schema: object | undefined = undefined;
  /** Whether `view` holds. When it does not, everything above knows. */
  fresh = false;

  constructor(id: string, key: string, fields: Record<string, Json>) {
    this.id = id;
    this.key = key;
    this.fields = fields;
  }

  get isShown(): boolean {
    return isShown(this);
  }
}

/** A list of a record. Trashed records keep their places. */
export class ListBox {
  readonly kind = "list";
  readonly of: Node;
  readonly field: string;
  order = new Order<Node>();
  /** The order with pending ops over it; undefined where they change nothing. */
  over: Order<Node> | undefined = undefined;

  view: readonly RecordView[] | undefined = undefined;
  /** Whether `view` has the right records in the right order; each may still have changed. */
  ordered = false;
  /** Records that changed since `view`. */
  stale: Node[] = [];

  constructor(of: Node, field: string) {
    this.of = of;
    this.field = field;
  }
}

/** A map of a record: at most one record at a key, and the trash. */
export class MapBox {
  readonly kind = "map";
  readonly of: Node;
  readonly field: string;
  readonly current = new Map<string, Node>();
  /** Current or in the trash. */
  readonly all = new Set<Node>();
  /** What pending ops have put at keys; undefined for nothing. */
  over: Map<string, Node | undefined> | undefined = undefined;
  /** By how many keys it shows more or fewer with `over`; undefined while nobody has counted. */
  more: number | undefined = undefined;

  view: SortedMap<RecordView> | undefined = undefined;
  /** Keys that changed since `view`. */
  readonly stale = new Set<string>();

  constructor(of: Node, field: string) {
    this.of = of;
    this.field = field;
  }
}

export type Box = ListBox | MapBox;

/** The list at a field, made when it is not there. */
export function listOf(owner: Node, field: string): ListBox {
  owner.lists ??= new Map();
  let box = owner.lists.get(field);
  if (box === undefined) owner.lists.set(field, (box = new ListBox(owner, field)));
  return box;
}

/** The map at a field, made when it is not there. */
export function mapOf(owner: Node, field: string): MapBox {
  owner.maps ??= new Map();
  let box = owner.maps.get(field);
  if (box === undefined) owner.maps.set(field, (box = new MapBox(owner, field)));
  return box;
}

/** Whether the log has put records, trashed or not, into a list or map at a field. */
export function holdsRecords(node: Node, field: string): boolean {
  const chunks = node.lists?.get(field)?.order.chunks.length ?? 0;
  return chunks > 0 || (node.maps?.get(field)?.all.size ?? 0) > 0;
}

// What is seen: the log's state with pending ops over it.

/** Where a record is seen. */
export function homeOf(node: Node): Box | undefined {
  return node.over === undefined ? node.home : node.over.home;
}

export function isTrashed(node: Node): boolean {
  return node.over === undefined ? node.trashed : node.over.trashed;
}

/** Whether a record is shown where it stands. Of a stub there is nothing to show. */
export function isShown(node: Node): boolean {
  return !node.stub && !isTrashed(node);
}

/** Whether a record is shown, and so is everything it stands in. */
export function isVisible(node: Node, root: Node): boolean {
  let at = node;
  while (at !== root) {
    const home = homeOf(at);
    if (home === undefined || !isShown(at)) return false;
    at = home.of;
  }
  return true;
}

export function orderOf(box: ListBox): Order<Node> {
  return box.over ?? box.order;
}

/** The record at a key, trashed ones aside. */
export function currentAt(box: MapBox, key: string): Node | undefined {
  return box.over?.has(key) === true ? box.over.get(key) : box.current.get(key);
}

/** At how many keys a map shows something. */
export function sizeOf(box: MapBox): number {
  if (box.over === undefined) return box.current.size;
  if (box.more === undefined) {
    box.more = 0;
    for (const [key, node] of box.over) box.more += countOf(node) - countOf(box.current.get(key));
  }
  return box.current.size + box.more;
}

/** A record that is known by its id and place alone is not shown at its key. */
export function countOf(node: Node | undefined): 0 | 1 {
  return node === undefined || node.stub ? 0 : 1;
}
