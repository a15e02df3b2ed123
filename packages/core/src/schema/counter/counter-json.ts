import { wrongJson } from "../json-faults.ts";
import type { CounterNode } from "./types.ts";

/** See `ReadJson`. */
export function counterFromJson(_field: CounterNode, json: unknown, path: string): number {
  if (json !== undefined && typeof json !== "number") throw wrongJson(path, "a number", json);
  return json ?? 0;
}

export function tellCounter(): string {
  return "counter()";
}
