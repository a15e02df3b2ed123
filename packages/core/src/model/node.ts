import type { Json } from "../json.ts";
import type { SortedMap } from "./sorted-map.ts";

/** A record as it reads. */
export interface RecordView {
  readonly id: string;
  readonly [field: string]: unknown;
}

interface BoxBase {
  readonly of: Node;
  readonly field: string;
}

/** A list of a record, in an order that keeps trashed records. */
export interface ListBox extends BoxBase {
  readonly kind: "list";
  /** Confirmed records only. */
  order: Node[];
  /** With pending places; undefined when there are none here. */
  viewOrder: Node[] | undefined;
  view: readonly RecordView[] | undefined;
  /** The records of `view`, index by index; undefined when places or lives have changed since. */
  shown: Node[] | undefined;
  /** Records of it that changed since `view`, when their places did not. */
  stale: Node[];
}

/** A map of a record. */
export interface MapBox extends BoxBase {
  readonly kind: "map";
  readonly current: Map<string, Node>;
  /** Also those that were displaced. */
  readonly all: Set<Node>;
  view: SortedMap<RecordView> | undefined;
  /** Keys that changed since `view`. */
  readonly stale: Set<string>;
}

export type Box = ListBox | MapBox;

/** A record in memory. */
export interface Node {
  readonly id: string;
  /** The top-level key it lives under. */
  readonly key: string;
  /** Where it is in the log's state; undefined for the root and for what is not confirmed. */
  parent: Box | undefined;
  /** Where pending places put it instead. */
  viewParent: Box | undefined;
  mapKey: string | undefined;
  trashed: boolean;
  /** False for a record that only a pending change has made. */
  confirmed: boolean;
  /** Only its id and place are known: it was in the trash when this client joined. */
  stub: boolean;
  fields: Record<string, Json>;
  boxes: Map<string, Box> | undefined;
  /** Where it last was in its list; the search starts there. */
  hint: number;
  view: RecordView | undefined;
  /** Whether `view` is right. */
  isFresh: boolean;
  viewIndex: number;
}
