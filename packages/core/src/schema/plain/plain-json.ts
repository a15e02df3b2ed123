import type { JsonReader } from "../by-kind.ts";
import { vendorOf } from "../vendor.ts";
import type { PlainNode } from "./types.ts";

/** See `ReadJson`. */
export function plainFromJson(
  field: PlainNode,
  json: unknown,
  _path: string,
  name: string,
  reader: JsonReader<unknown>,
): unknown {
  return json === undefined ? field.initial(name) : reader.copy(json);
}

/** A plain value in words: the library of its schema, and whether it takes `undefined`. */
export function tellPlain(schema: unknown, node: PlainNode | undefined): string {
  return `${node?.optional === true ? "optional " : ""}${vendorOf(schema)}`;
}
