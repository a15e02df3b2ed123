import { inWords } from "#words";
import { said } from "../../mistake.ts";
import type { Field, FieldNode, Fields, Given, InnerLevel, Level } from "../kinds.ts";
import { compileLevel, type LevelCompiler } from "../level.ts";
import { namesGiven } from "./given.ts";
import { MAX_PATH } from "./paths.ts";
import type { RecordOf } from "./types.ts";

/** Compiles the fields of a record() into a level. Throws `TypeError`, with the path, also for a field that no record() holds. */
export function compileRecordLevel(
  fields: Fields,
  prefix: string,
  path: string,
  compiler: LevelCompiler,
): InnerLevel {
  if (compiler.over.includes(fields))
    throw wrong(
      path,
      inWords(() => `${path}: a record cannot hold itself`),
    );
  const level = compileLevel(fields, prefix, path, {
    ...compiler,
    over: [...compiler.over, fields],
    field: (field, at, inner) => checked(compiler.field(field, at, inner), inner, at),
  });
  return { ...level, collect: (...of) => collect(level, ...of) };
}

function collect(
  level: Level,
  given: Given,
  name: string,
  path: string,
  to: Record<string, unknown>,
): void {
  const part = Object.hasOwn(given, name) ? given[name] : undefined;
  if (part === undefined) return;
  const at = `${path}.${name}`;
  const fields = namesGiven(part, level, at);
  for (const own of level.own.keys())
    if (Object.hasOwn(fields, own)) to[level.prefix + own] = fields[own];
  for (const [inner, { collect: collectInner }] of level.records ?? [])
    collectInner(fields, inner, at, to);
}

export function isRecord(field: Field | undefined): field is RecordOf<Fields> {
  return typeof field === "object" && field !== null && "~kind" in field
    ? field["~kind"] === "record"
    : false;
}

function checked(node: FieldNode, inner: string, path: string): FieldNode {
  if (node.kind === "list" || node.kind === "map")
    throw wrong(
      path,
      inWords(
        () =>
          `${path}: a record() holds plain values, counters, texts and records; put the ${node.kind} beside it`,
      ),
    );
  if (inner.length > MAX_PATH)
    throw wrong(
      path,
      inWords(() => `${path}: the path has ${inner.length} characters, the limit is ${MAX_PATH}`),
    );
  return node;
}

function wrong(path: string, words: string | undefined): TypeError {
  return new TypeError(said("defineRoom", words, path));
}
