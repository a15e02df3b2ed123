import type { PointEngine } from "../points/points.ts";
import { isSchema } from "./standard-schema.ts";

/** Who made a schema, in words. */
export function vendorOf(schema: unknown): string {
  if (!isSchema(schema)) return "?";
  if ("~caret" in schema) return "caret()";
  if ("~point" in schema) return `point(${(schema["~point"] as PointEngine).grid.resolution})`;
  const { vendor } = schema["~standard"];
  return vendor === "alongside" ? "value()" : `a schema of ${vendor}`;
}
