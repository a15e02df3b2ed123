import { Invalid } from "../../errors.ts";
import { inWords } from "#words";
import { shown } from "../../mistake.ts";
import type { Level } from "../kinds.ts";
import { hasName } from "./paths.ts";

type Given = { readonly [name: string]: unknown };

/**
 * What an app gave to make a record of, by the paths of its fields. Throws `Invalid`, with the path, for what is no object and
 * for a name that is no field.
 */
export function fieldsGiven(value: unknown, level: Level, path: string): Given {
  const given = objectAt(value, path);
  for (const name of Object.keys(given)) {
    if (!hasName(level, name))
      throw new Invalid(
        `${path}.${name}`,
        inWords(() => "is not a field of this record"),
      );
  }
  if (level.records === undefined) return given;
  const fields: Record<string, unknown> = {};
  collect(given, level, path, fields);
  return fields;
}

function collect(given: Given, level: Level, path: string, to: Record<string, unknown>): void {
  for (const name of level.own.keys())
    if (Object.hasOwn(given, name)) to[level.prefix + name] = given[name];
  for (const [name, inner] of level.records ?? []) {
    const part = Object.hasOwn(given, name) ? given[name] : undefined;
    if (part === undefined) continue;
    const at = `${path}.${name}`;
    const fields = objectAt(part, at);
    for (const field of Object.keys(fields)) {
      if (!hasName(inner, field))
        throw new Invalid(
          `${at}.${field}`,
          inWords(() => "is not a field of this record"),
        );
    }
    collect(fields, inner, at, to);
  }
}

function objectAt(value: unknown, path: string): Given {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Given;
  throw new Invalid(
    path,
    inWords(() => `should be an object of fields, got ${shown(value)}`),
  );
}
