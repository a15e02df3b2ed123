import type { PartRecord } from "./key-parts.ts";
import { type ListBox, listOf, type MapBox, mapOf } from "./node.ts";
import type { KeyState } from "./record-state.ts";
import type { State } from "./state.ts";

/** Takes over the next of the parts that `keyParts` cuts what stands under a key into. */
export function loadPart(state: State, key: string, part: KeyState): void {
  if ("value" in part || "fields" in part) state.loadKey(key, part);
  else if ("list" in part) appendList(state, listOf(state.root, key), key, part.list);
  else appendMap(state, mapOf(state.root, key), key, part.map);
}

/** Takes over further records that stand in one which is here. Throws `TypeError` when it is not. */
export function loadMore(state: State, { id, lists = {}, maps = {} }: PartRecord): void {
  const node = state.nodes.get(id);
  if (node === undefined) throw new TypeError(`No part before has begun the record ${id}`);
  for (const [field, list] of Object.entries(lists))
    appendList(state, listOf(node, field), node.key, list);
  for (const [field, map] of Object.entries(maps))
    appendMap(state, mapOf(node, field), node.key, map);
}

function appendList(state: State, box: ListBox, key: string, records: readonly PartRecord[]): void {
  box.order.append(begun(state, records).map((record) => state.load(record, key, box, false)));
}

function appendMap(state: State, box: MapBox, key: string, records: readonly PartRecord[]): void {
  state.loadMap(box, key, begun(state, records), false);
}

/** Fills the record that an earlier part has begun, which can only be the first; returns the others. */
function begun(state: State, records: readonly PartRecord[]): readonly PartRecord[] {
  const first = records[0];
  if (first?.more !== true) return records;
  loadMore(state, first);
  return records.slice(1);
}
