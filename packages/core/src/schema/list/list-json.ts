import type { RecordView } from "../../model/node.ts";
import type { JsonReader } from "../by-kind.ts";
import { wrongJson } from "../json-faults.ts";
import type { List, ListNode } from "./types.ts";
import { vendorOf } from "../vendor.ts";

/** See `ReadJson`. */
export function listFromJson<R>(
  { item }: ListNode<R>,
  json: unknown,
  path: string,
  _name: string,
  reader: JsonReader<R>,
): readonly RecordView[] {
  if (json !== undefined && !Array.isArray(json)) throw wrongJson(path, "an array", json);
  return (json ?? []).map((part: unknown, i: number) => reader.record(item, part, `${path}[${i}]`));
}

/** A list in words. */
export function tellList(field: unknown, { plain }: ListNode<unknown>): string {
  return `list(${plain ? vendorOf((field as List).item) : ""})`;
}
