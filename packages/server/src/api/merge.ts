import { Invalid, type Json, type TextDraft, type CounterDraft } from "@alongside/core";
import {
  cannot,
  type Keyed,
  type Level,
  pointerOf,
  type RecordDraft,
  type Records,
  tried,
} from "./pointer.ts";

type Fields = { readonly [name: string]: Json };

/**
 * Writes a merge patch, RFC 7396, into a record. Lists are given as objects of their records by id: `null` takes one away. A text is
 * replaced whole, a counter gets what it lacks. Throws `Problem`, 422 with the path, for what the definition does not take.
 */
export function mergeInto(level: Level, doc: object, patch: Fields): void {
  merge(level, doc as RecordDraft, patch, []);
}

function merge(level: Level, draft: RecordDraft, patch: Fields, path: readonly string[]): void {
  for (const [name, value] of Object.entries(patch)) {
    const at = [...path, name];
    const here = pointerOf(at);
    const inner = level.records?.get(name);
    const node = level.own.get(name);
    if (inner !== undefined) merge(inner, draft[name] as RecordDraft, fieldsOf(value, here), at);
    else if (node === undefined) throw cannot(here, "there is no such field");
    else if (node.kind === "plain") tried(here, () => set(draft, name, value, node.optional));
    else if (node.kind === "counter")
      tried(here, () => count(draft[name] as CounterDraft, value, here));
    else if (node.kind === "text") tried(here, () => write(draft[name] as TextDraft, value, here));
    else if (node.kind === "map")
      for (const [key, one] of Object.entries(fieldsOf(value, here)))
        keyed(node.item, draft[name] as Keyed, key, one, node.plain, [...at, key]);
    else
      for (const [id, one] of Object.entries(
        fieldsOf(value, here, "a list is changed by its records' ids; a JSON patch inserts"),
      ))
        listed(node.item, draft[name] as Records, id, one, node.plain, [...at, id]);
  }
}

function set(draft: RecordDraft, name: string, value: Json, isOptional: boolean): void {
  if (value === null && isOptional) {
    try {
      draft[name] = undefined;
      return;
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
    }
  }
  draft[name] = merged(draft[name] as Json | undefined, value);
}

/** A value with a merge patch, as RFC 7396 has it. */
export function merged(value: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const whole: Record<string, Json> = isObject(value) ? { ...value } : {};
  for (const [name, one] of Object.entries(patch))
    if (one === null) delete whole[name];
    else whole[name] = merged(Object.hasOwn(whole, name) ? whole[name] : undefined, one);
  return whole;
}

function count(draft: CounterDraft, value: Json, path: string): void {
  if (typeof value !== "number") throw cannot(path, "a counter takes a number");
  draft.add(value - draft.value);
}

function write(draft: TextDraft, value: Json, path: string): void {
  if (typeof value !== "string") throw cannot(path, "a text takes a string");
  if (draft.toString() !== value) draft.replace(0, draft.length, value);
}

function keyed(
  level: Level,
  map: Keyed,
  key: string,
  value: Json,
  isPlain: boolean,
  path: readonly string[],
): void {
  const here = pointerOf(path);
  if (value === null) return tried(here, () => map.delete(key));
  const known = tried(here, () => map.get(key));
  if (known === undefined) tried(here, () => map.set(key, isPlain ? value : without(value)));
  else if (isPlain) tried(here, () => set(known, "value", value, false));
  else merge(level, known, fieldsOf(value, here), path);
}

function listed(
  level: Level,
  list: Records,
  id: string,
  value: Json,
  isPlain: boolean,
  path: readonly string[],
): void {
  const here = pointerOf(path);
  if (!tried(here, () => list.has(id))) {
    if (value === null) return;
    throw cannot(here, "there is no such record; a JSON patch inserts one");
  }
  if (value === null) return tried(here, () => list.delete(id));
  const known = list.get(id) as RecordDraft;
  if (isPlain) tried(here, () => set(known, "value", value, false));
  else merge(level, known, fieldsOf(value, here), path);
}

/** A new record has no use for nulls of the patch's own: they mean that nothing is there. */
function without(value: Json): Json {
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null))
    : value;
}

function fieldsOf(value: Json, path: string, why = "it takes an object of its fields"): Fields {
  if (isObject(value)) return value;
  throw cannot(path, why);
}

function isObject(value: Json | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
