import { inWords } from "#words";
import { said } from "../../mistake.ts";
import type { Field, Fields } from "../kinds.ts";
import type { RecordOf } from "./types.ts";
import type { FieldNode, Level } from "../kinds.ts";
import { MAX_PATH } from "./paths.ts";

/** Makes the node of a field that is no record. Throws `TypeError`, with the path. */
type CompileField = (field: Field | undefined, path: string) => FieldNode;

/** Throws `TypeError` for what cannot be a field's name. */
type CheckName = (name: string, path: string) => void;

/**
 * Compiles `fields` into the level of a record at `path`; those of records in it too. All their nodes go to `nodes`, by their
 * paths from that record on. Throws `TypeError`, with the path.
 */
export function compileLevel(
  fields: Fields,
  path: string,
  nodes: Map<string, FieldNode>,
  compileField: CompileField,
  checkName: CheckName,
): Level {
  const compile = (given: Fields, prefix: string, over: readonly Fields[]): Level => {
    const own = new Map<string, FieldNode>();
    let records: Map<string, Level> | undefined;
    for (const name of Object.keys(given)) {
      const [field, at] = [given[name], `${path}.${prefix}${name}`];
      checkName(name, at);
      if (name.includes("."))
        throw wrong(
          at,
          inWords(
            () => `${at}: a field's name has no dot; for a field in another one use record()`,
          ),
        );
      if (isRecord(field)) {
        const { fields: inner } = field;
        if (over.includes(inner))
          throw wrong(
            at,
            inWords(() => `${at}: a record cannot hold itself`),
          );
        records ??= new Map();
        records.set(name, compile(inner, `${prefix}${name}.`, [...over, inner]));
        continue;
      }
      const node = compileField(field, at);
      if (prefix !== "") checkInside(node, `${prefix}${name}`, at);
      own.set(name, node);
      nodes.set(prefix + name, node);
    }
    return { prefix, own, records };
  };
  return compile(fields, "", [fields]);
}

export function isRecord(field: Field | undefined): field is RecordOf<Fields> {
  return typeof field === "object" && field !== null && "~kind" in field
    ? field["~kind"] === "record"
    : false;
}

/** Throws `TypeError` for a field that no record() holds. */
function checkInside(node: FieldNode, inner: string, path: string): void {
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
}

function wrong(path: string, words: string | undefined): TypeError {
  return new TypeError(said("defineRoom", words, path));
}
