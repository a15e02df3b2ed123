import { equalJson } from "../json.ts";
import type { Json } from "../json.ts";
import type { Attributes, Part } from "./delta.ts";
import { attributesOf, bodyOf, isInsert, partOf } from "./parts.ts";

type Mutable = Record<string, Json>;

/** `part` with `change` made to its attributes. In what is inserted null takes an attribute away, elsewhere it stays null. */
export function formatted(part: Part, change: Attributes | undefined): Part {
  const attributes: Mutable = { ...attributesOf(part), ...change };
  if (isInsert(part))
    for (const name in attributes) if (attributes[name] === null) delete attributes[name];
  return partOf(bodyOf(part), attributes);
}

/** The change that leads from the attributes `from` to `to`. */
export function changeBetween(from?: Attributes, to?: Attributes): Attributes {
  const change: Mutable = {};
  // Without a prototype, as an attribute may be named `constructor`.
  const now: Attributes = { __proto__: null, ...to };
  for (const name in { ...from, ...to }) {
    const value = now[name] ?? null;
    if (!equalJson(from?.[name] ?? null, value)) change[name] = value;
  }
  return change;
}

/** The attributes whose names `taken` does not have. */
export function without(attributes?: Attributes, taken?: Attributes): Attributes {
  const rest = { ...attributes };
  for (const name in taken) delete rest[name];
  return rest;
}
