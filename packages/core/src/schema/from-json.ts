import { freeze, frozenCopy } from "#build";
import type { RecordView } from "../model/node.ts";
import { type JsonOf, toJSON } from "../model/to-json.ts";
import type { JsonReader } from "./by-kind.ts";
import { isPlainObject, isPromise, wrongJson } from "./json-faults.ts";
import { jsonReaderOf, type Level, type RecordSchema } from "./kinds.ts";
import type { RoomDefinition, StorageOf } from "./room-definition.ts";
import type { TextEngine } from "../text/engine.ts";
import type { TextValue } from "../text/text-value.ts";

type Mutable = Record<string, unknown>;

interface Plain {
  readonly [field: string]: unknown;
}

const READER: JsonReader<RecordSchema> = { record, text, copy: frozenCopy };

/**
 * Storage as `room.get()` returns it, from what `toJSON` made of it. Also takes storage itself. Fields that are missing read as
 * in a new room, and fields that the definition does not have are left out; plain values are taken as they are, and in a
 * development build as frozen copies. Throws
 * `TypeError` where a list, map, text, counter or record is something else, and `BadMessage` for a text's wrong parts; both name
 * the path.
 */
export function fromJSON<D extends RoomDefinition>(
  definition: D,
  json: StorageOf<D> | JsonOf<StorageOf<D>>,
): StorageOf<D> {
  const path = `storage of "${definition.name}"`;
  // As JSON a promise would be an empty object, and so an empty room.
  if (isPromise(json)) throw wrongJson(path, "an object", json);
  return record(definition.schema, toJSON(json), path, true) as unknown as StorageOf<D>;
}

function record(schema: RecordSchema, json: unknown, path: string, isRoot?: boolean): RecordView {
  if (!isPlainObject(json)) throw wrongJson(path, "an object", json);
  const view: Mutable = {};
  if (isRoot !== true) {
    if (typeof json["id"] !== "string") throw wrongJson(`${path}.id`, "a string", json["id"]);
    view["id"] = json["id"];
  }
  return level(schema, json, isRoot === true ? "" : `${path}.`, view) as RecordView;
}

/** Reads what stands right in a record, or in a record() of it, into `view`. `path` ends where a name begins. */
function level({ own, records }: Level, json: Plain, path: string, view: Mutable): Plain {
  for (const [name, child] of own) {
    const given = Object.hasOwn(json, name) ? json[name] : undefined;
    const value = jsonReaderOf(child)(child, given, path + name, name, READER);
    if (value !== undefined) view[name] = value;
  }
  for (const [name, inner] of records ?? []) {
    const given = Object.hasOwn(json, name) ? (json[name] ?? {}) : {};
    if (!isPlainObject(given)) throw wrongJson(path + name, "an object", given);
    view[name] = level(inner, given, `${path}${name}.`, {});
  }
  return freeze(view);
}

function text(engine: TextEngine, json: unknown, path: string): TextValue {
  if (json === undefined) return engine.open(undefined);
  if (typeof json !== "string" && !Array.isArray(json))
    throw wrongJson(path, "a string or an array", json);
  return engine.parse(json, path);
}
