import type { Path } from "../errors.ts";
import type { Node, RecordView } from "../model/node.ts";
import type { TextEngine } from "../text/engine.ts";
import type { TextValue } from "../text/text-value.ts";

// What some programs ask of each kind of field, as functions: the table in `kinds.ts` has one of each for every kind. `N` is the
// node of the kind, `R` the schema of a record.

/** Checks a value that somebody sent for a field of a new record. Throws `Invalid`, `Refused` or `BadMessage`. */
export type CheckNew<N> = (field: N, value: unknown, path: Path) => void;

/** Checks what is stored in a field. Throws `Incompatible`, with the path. `record` checks a record in it. */
export type CheckStored<N, R> = (
  node: Node,
  name: string,
  field: N,
  path: () => string,
  record: (node: Node, schema: R, path: string) => void,
) => void;

/** How JSON becomes a view. */
export interface JsonReader<R> {
  record(schema: R, json: unknown, path: string): RecordView;
  /** A text, from what `toJSON` made of it. */
  text(engine: TextEngine, json: unknown, path: string): TextValue;
  /** A plain value, in a development build as a frozen copy. */
  copy(json: unknown): unknown;
}

/** A field as `room.get()` has it, from its JSON; undefined where nothing is stored. Throws `TypeError` or `BadMessage`, with the path. */
export type ReadJson<N, R> = (
  field: N,
  json: unknown,
  path: string,
  name: string,
  reader: JsonReader<R>,
) => unknown;

/** A field of a definition in words, for the line of it in a shape. */
export type Tell<N> = (field: unknown, node: N) => string;
