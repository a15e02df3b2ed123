import type { Json } from "../json.ts";

/** Plain field values by name, and what texts begin with, without the fields that hold lists and maps. */
export type FieldValues = { readonly [field: string]: Json };

/** A record as snapshots and `restore` carry it: plain JSON, children inside. */
export interface RecordState {
  readonly id: string;
  /** Absent for a trashed record in a joiner's cut: the joiner gets its id and place only. */
  readonly fields?: FieldValues;
  /** Lists by field name, in order, trashed records included. */
  readonly lists?: { readonly [field: string]: readonly RecordState[] };
  /** Maps by field name; each record carries its `key`. At most one untrashed record has a key. */
  readonly maps?: { readonly [field: string]: readonly RecordState[] };
  readonly key?: string;
  readonly trashed?: true;
}

/** What stands under one top-level storage key: the parts of the root record that belong to it. */
export type KeyState =
  | { readonly value: Json }
  /** Of a record(): the root's fields under that key, by their paths. */
  | { readonly fields: FieldValues }
  | { readonly list: readonly RecordState[] }
  | { readonly map: readonly RecordState[] };
