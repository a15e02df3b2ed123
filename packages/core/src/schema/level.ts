import { checkFieldName } from "#checks";
import type { Field, FieldNode, Fields, InnerLevel, Level } from "./kinds.ts";

/** What the fields of one record are compiled with, those of each `record()` in it too. */
export interface LevelCompiler {
  /** Where the nodes go, by their paths from the record on. */
  readonly nodes: Map<string, FieldNode>;
  /** The fields around, from the record's own on. */
  readonly over: readonly Fields[];
  /** Makes the node of a field that is no `record()`; `inner` is its path from the record on. Throws `TypeError`, with the path. */
  field(field: Field | undefined, path: string, inner: string): FieldNode;
}

/** What `record()` returns: it brings the code that makes a level of it, so that nobody else bundles that. */
export interface MakesLevel {
  readonly "~level": (prefix: string, path: string, compiler: LevelCompiler) => InnerLevel;
}

/** Compiles fields into a level at `path`; those of records in it too. Throws `TypeError`, with the path. */
export function compileLevel(
  fields: Fields,
  prefix: string,
  path: string,
  compiler: LevelCompiler,
): Level {
  const own = new Map<string, FieldNode>();
  let records: Map<string, InnerLevel> | undefined;
  for (const name of Object.keys(fields)) {
    const [field, at, inner] = [fields[name], `${path}.${name}`, prefix + name];
    checkFieldName(name, at);
    if (makesLevel(field)) {
      records ??= new Map();
      records.set(name, field["~level"](`${inner}.`, at, compiler));
      continue;
    }
    const node = compiler.field(field, at, inner);
    own.set(name, node);
    compiler.nodes.set(inner, node);
  }
  return { prefix, own, records };
}

function makesLevel(field: unknown): field is MakesLevel {
  return typeof field === "object" && field !== null && "~level" in field;
}
