import { equalJson } from "../json.ts";
import type { Json } from "../json.ts";
import type { Attributes, Part } from "./delta.ts";
import { attributesOf, isInsert, lengthOf } from "./parts.ts";

type Mutable = Record<string, Json>;

/** `part` with `change` made to its attributes. In what is inserted null takes an attribute away, elsewhere it stays null. */
export function formatted(part: Part, change: Attributes): Part {
  const attributes: Mutable = { ...attributesOf(part), ...change };
  if (!isInsert(part)) return { retain: lengthOf(part), attributes };
  for (const name in attributes) if (attributes[name] === null) delete attributes[name];
  return { insert: typeof part === "string" ? part : part.insert, attributes };
}

/** The change that leads from the attributes `from` to `to`. */
export function changeBetween(from: Attributes = {}, to: Attributes = {}): Attributes {
  const change: Mutable = {};
  for (const name in { ...from, ...to }) {
    const value = valueOf(to, name);
    if (!equalJson(valueOf(from, name), value)) change[name] = value;
  }
  return change;
}

/** The attributes whose names `taken` does not have. */
export function without(attributes: Attributes, taken: Attributes): Attributes {
  const rest: Mutable = {};
  for (const name in attributes)
    if (!Object.hasOwn(taken, name)) rest[name] = valueOf(attributes, name);
  return rest;
}

function valueOf(attributes: Attributes, name: string): Json {
  return Object.hasOwn(attributes, name) ? (attributes[name] as Json) : null;
}
