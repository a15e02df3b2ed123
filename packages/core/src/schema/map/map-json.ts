import type { RecordView } from "../../model/node.ts";
import { SortedMap } from "../../model/sorted-map.ts";
import type { JsonReader } from "../by-kind.ts";
import { isPlainObject, wrongJson } from "../json-faults.ts";
import { vendorOf } from "../vendor.ts";
import type { MapNode, MapOf } from "./types.ts";

/** See `ReadJson`. */
export function mapFromJson<R>(
  { item }: MapNode<R>,
  json: unknown,
  path: string,
  _name: string,
  reader: JsonReader<R>,
): ReadonlyMap<string, RecordView> {
  if (json === undefined) return SortedMap.empty;
  if (!isPlainObject(json)) throw wrongJson(path, "an object", json);
  return SortedMap.from(
    Object.entries(json).map(([key, part]) => [key, reader.record(item, part, `${path}.${key}`)]),
  );
}

/** A map in words. */
export function tellMap(field: unknown, { plain }: MapNode<unknown>): string {
  return `map(${plain ? vendorOf((field as MapOf).item) : ""})`;
}
