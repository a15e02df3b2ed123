import { nameInPath } from "../names.ts";
import type { Schemas } from "../standard-schema.ts";
import { vendorOf } from "../vendor.ts";
import type { Text } from "./types.ts";

/** A text in words: the names of its attributes and embeds, and who made their schemas. */
export function tellText(field: unknown): string {
  const { attributes, embeds } = field as Text;
  const names = (schemas: Schemas): string =>
    Object.keys(schemas)
      .map((name) => `${nameInPath(name)} ${vendorOf(schemas[name])}`)
      .toSorted()
      .join(", ");
  const parts = [names(attributes), names(embeds)];
  return `text(${parts.join("; ").replace(/^; $/, "")})`;
}
