import type { Path } from "../../errors.ts";
import type { Json } from "../../json.ts";
import type { Node } from "../../model/node.ts";
import type { PointEngine } from "../../points/points.ts";
import type { CaretEngine } from "../../text/carets.ts";
import type { Drafted, Drafting } from "../drafting.ts";
import type { Schema } from "../standard-schema.ts";

/** A plain value that is checked to be JSON; its type is the app's word. */
export type Value<T> = Schema<T | undefined, T>;

/** A plain value: replaced whole, checked by its schema. */
export interface PlainNode extends Drafted<unknown> {
  readonly kind: "plain";
  /** The field may be absent. */
  readonly optional: boolean;
  /**
   * Checks a value that somebody else wrote and answers it as it came. Throws `Invalid` when it is not canonical JSON, when
   * the schema refuses it, would change it, or answers with a promise.
   */
  parse(value: unknown, path: Path): Json;
  /**
   * The value to write for what the app gave: a copy with defaults filled in. `undefined` when an optional field stays
   * absent. Throws `Invalid` when the schema refuses it or changes more than absent parts.
   */
  create(value: unknown, path: Path): Json | undefined;
  /**
   * What the field reads as where nothing is stored: the schema's answer to `undefined`. The same object each time. Throws
   * `Incompatible` when the schema refuses, or answers differently each time.
   */
  initial(path?: Path): Json | undefined;
  /** Writes what the app assigned to the field. Throws as `create` does. */
  assign(
    writer: Drafting<unknown>,
    node: Node,
    name: string,
    key: string,
    path: string,
    given: unknown,
  ): void;
  /** It is a caret in a text, which moves with the text. */
  readonly caret?: CaretEngine;
  /** It is a place, of which ticks tell in bytes. */
  readonly point?: PointEngine;
}
