import { freeze, frozenCopy } from "#build";
import type { FieldNode, Level, RecordSchema } from "../schema/tree.ts";
import type { RoomDefinition, StorageOf } from "../schema/room-definition.ts";
import type { RecordView } from "./node.ts";
import { SortedMap } from "./sorted-map.ts";
import { type JsonOf, toJSON } from "./to-json.ts";

type Mutable = Record<string, unknown>;

interface Plain {
  readonly [field: string]: unknown;
}

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
  if (isPromise(json)) throw wrong(path, "an object", json);
  return record(definition.schema, toJSON(json), path, true) as unknown as StorageOf<D>;
}

function record(schema: RecordSchema, json: unknown, path: string, isRoot = false): RecordView {
  if (!isPlain(json)) throw wrong(path, "an object", json);
  const view: Mutable = {};
  if (!isRoot) {
    if (typeof json["id"] !== "string") throw wrong(`${path}.id`, "a string", json["id"]);
    view["id"] = json["id"];
  }
  return level(schema, json, isRoot ? "" : `${path}.`, view) as RecordView;
}

/** Reads what stands right in a record, or in a record() of it, into `view`. `path` ends where a name begins. */
function level({ own, records }: Level, json: Plain, path: string, view: Mutable): Plain {
  for (const [name, child] of own) {
    const given = Object.hasOwn(json, name) ? json[name] : undefined;
    const value = read(child, given, path + name, name);
    if (value !== undefined) view[name] = value;
  }
  for (const [name, inner] of records ?? []) {
    const given = Object.hasOwn(json, name) ? (json[name] ?? {}) : {};
    if (!isPlain(given)) throw wrong(path + name, "an object", given);
    view[name] = level(inner, given, `${path}${name}.`, {});
  }
  return freeze(view);
}

function read(child: FieldNode, json: unknown, path: string, field: string): unknown {
  switch (child.kind) {
    case "plain":
      return json === undefined ? child.initial(field) : frozenCopy(json);
    case "counter":
      if (json !== undefined && typeof json !== "number") throw wrong(path, "a number", json);
      return json ?? 0;
    case "text":
      if (json === undefined) return child.engine.open(undefined);
      if (typeof json !== "string" && !Array.isArray(json))
        throw wrong(path, "a string or an array", json);
      return child.engine.parse(json, path);
    case "list":
      if (json !== undefined && !Array.isArray(json)) throw wrong(path, "an array", json);
      return (json ?? []).map((item: unknown, i: number) =>
        record(child.item, item, `${path}[${i}]`),
      );
    case "map":
      if (json === undefined) return SortedMap.empty;
      if (!isPlain(json)) throw wrong(path, "an object", json);
      return SortedMap.from(
        Object.entries(json).map(([key, item]) => [
          key,
          record(child.item, item, `${path}.${key}`),
        ]),
      );
  }
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPromise(value: unknown): boolean {
  return isPlain(value) && typeof value["then"] === "function";
}

function wrong(path: string, needed: string, given: unknown): TypeError {
  return new TypeError(`${path} should be ${needed}, got ${nameOf(given)}`);
}

function nameOf(given: unknown): string {
  if (given === null) return "null";
  if (Array.isArray(given)) return "an array";
  if (isPromise(given)) return "a promise (is an `await` missing?)";
  return typeof given === "object" ? "an object" : typeof given;
}
