import { Invalid } from "../../errors.ts";
import { inWords } from "#words";
import { shown } from "../../mistake.ts";
import type { Given, Level } from "../kinds.ts";
import { hasName } from "./paths.ts";

/**
 * What an app gave to make a record of, by the paths of its fields. Throws `Invalid`, with the path, for what is no object and
 * for a name that is no field.
 */
export function fieldsGiven(value: unknown, level: Level, path: string): Given {
  const given = namesGiven(value, level, path);
  if (level.records === undefined) return given;
  const fields: Record<string, unknown> = {};
  for (const name of level.own.keys()) if (Object.hasOwn(given, name)) fields[name] = given[name];
  for (const [name, inner] of level.records) inner.collect(given, name, path, fields);
  return fields;
}

/** The same by the names that stand right in `level`. */
export function namesGiven(value: unknown, level: Level, path: string): Given {
  const given = objectAt(value, path);
  for (const name of Object.keys(given)) {
    if (!hasName(level, name))
      throw new Invalid(
        `${path}.${name}`,
        inWords(() => "is not a field of this record"),
      );
  }
  return given;
}

function objectAt(value: unknown, path: string): Given {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Given;
  throw new Invalid(
    path,
    inWords(() => `should be an object of fields, got ${shown(value)}`),
  );
}
