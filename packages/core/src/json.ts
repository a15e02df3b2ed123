import { Invalid, pathText } from "./errors.ts";
import { inWords } from "#words";
import type { Path } from "./errors.ts";

/** A value every part of the system can carry: no NaN, no -0, no lone surrogate, no `__proto__`. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** How deep arrays and objects may nest. */
export const MAX_DEPTH = 64;

/** A fault and the keys that lead to it, outermost first. Made only when there is one. */
interface Flaw {
  readonly reason: string | undefined;
  readonly keys: (string | number)[];
}

/**
 * The value, when it is canonical JSON. Throws `Invalid` with the path of the first fault: NaN, infinities, -0, a lone
 * surrogate, a `__proto__` key, `undefined`, a hole, an instance of a class, or nesting (also a cycle) beyond `maxDepth`.
 */
export function checkJson(value: unknown, path: Path = "", maxDepth: number = MAX_DEPTH): Json {
  const flaw = findFlaw(value, maxDepth);
  if (flaw === undefined) return value as Json;
  throw new Invalid(joinPath(pathText(path), flaw.keys), flaw.reason, "value.json");
}

/** Whether the value is canonical JSON. */
export function isJson(value: unknown, maxDepth: number = MAX_DEPTH): value is Json {
  return findFlaw(value, maxDepth) === undefined;
}

/** The path that continues `path` by `keys`. */
export function joinPath(path: string, keys: readonly PropertyKey[]): string {
  let text = path;
  for (const key of keys) text += text === "" ? String(key) : `.${String(key)}`;
  return text;
}

// Allocates nothing unless there is a flaw: it runs for every value of every change on the server.
function findFlaw(value: unknown, depth: number): Flaw | undefined {
  switch (typeof value) {
    case "string":
      return value.isWellFormed() ? undefined : flawed(inWords(() => "text has a lone surrogate"));
    case "number":
      if (!Number.isFinite(value)) return flawed(inWords(() => `${value} is not JSON`));
      return Object.is(value, -0) ? flawed(inWords(() => "-0 is not JSON")) : undefined;
    case "boolean":
      return undefined;
    case "object":
      if (value === null) return undefined;
      if (depth === 0) return flawed(inWords(() => "nested too deeply, or in a circle"));
      return Array.isArray(value) ? flawInArray(value, depth - 1) : flawInObject(value, depth - 1);
    default:
      return flawed(inWords(() => `${typeof value} is not JSON`));
  }
}

function flawInArray(array: readonly unknown[], depth: number): Flaw | undefined {
  for (let i = 0; i < array.length; i++) {
    const item = array[i];
    if (item === undefined && !(i in array))
      return flawed(
        inWords(() => "an array may not have holes"),
        i,
      );
    const flaw = findFlaw(item, depth);
    if (flaw !== undefined) return under(i, flaw);
  }
  return undefined;
}

function flawInObject(object: object, depth: number): Flaw | undefined {
  if (!isPlain(object))
    return flawed(
      inWords(() => {
        const { name } = object.constructor ?? {};
        return `an instance of ${name || "a class"} is not JSON`;
      }),
    );
  for (const key in object) {
    if (!Object.hasOwn(object, key)) continue;
    if (key === "__proto__")
      return flawed(
        inWords(() => "the key __proto__ is not allowed"),
        key,
      );
    if (!key.isWellFormed())
      return flawed(
        inWords(() => "a key has a lone surrogate"),
        key.toWellFormed(),
      );
    const flaw = findFlaw((object as Record<string, unknown>)[key], depth);
    if (flaw !== undefined) return under(key, flaw);
  }
  return undefined;
}

function flawed(reason: string | undefined, ...keys: (string | number)[]): Flaw {
  return { reason, keys };
}

function under(key: string | number, flaw: Flaw): Flaw {
  flaw.keys.unshift(key);
  return flaw;
}

/** An object literal, also of another realm, or one without a prototype. */
function isPlain(object: object): boolean {
  const proto: unknown = Object.getPrototypeOf(object);
  return proto === Object.prototype || proto === null || Object.getPrototypeOf(proto) === null;
}

/**
 * Whether two values are the same JSON: keys in any order, and a key that holds `undefined` counts as absent.
 * Allocates nothing.
 */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && equalArrays(a, b);
  if (Array.isArray(b) || !isPlain(a) || !isPlain(b)) return false;
  return includes(a, b) && sameKeys(a, b);
}

function equalArrays(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!equalJson(a[i], b[i])) return false;
  return true;
}

/** Whether everything `part` has is the same in `whole`. */
function includes(whole: object, part: object): boolean {
  for (const key in part) {
    if (!Object.hasOwn(part, key)) continue;
    const value = (part as Record<string, unknown>)[key];
    if (value === undefined) continue;
    if (!Object.hasOwn(whole, key) || !equalJson((whole as Record<string, unknown>)[key], value))
      return false;
  }
  return true;
}

/** Whether `whole` has nothing that `part` lacks. */
function sameKeys(whole: object, part: object): boolean {
  for (const key in whole) {
    if (!Object.hasOwn(whole, key) || (whole as Record<string, unknown>)[key] === undefined)
      continue;
    if (!Object.hasOwn(part, key)) return false;
  }
  return true;
}

/**
 * A copy that is nobody else's, as close to canonical JSON as is harmless: keys that hold `undefined` are left out and -0
 * is 0. What is wrong beyond that stays for `checkJson` to find.
 */
export function tidyJson(value: unknown, depth: number = MAX_DEPTH): unknown {
  if (value === 0) return 0;
  if (typeof value !== "object" || value === null || depth === 0) return value;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    // By index, so that a hole stays something to refuse.
    for (let i = 0; i < value.length; i++) copy.push(tidyJson(value[i], depth - 1));
    return copy;
  }
  if (!isPlain(value) || Object.hasOwn(value, "__proto__")) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) copy[key] = tidyJson(item, depth - 1);
  }
  return copy;
}

/**
 * The same JSON with the keys of its objects in one order, by their UTF-16 code units; the very value where they are in it
 * already. What is no plain object stays for `checkJson` to find, and so does what is deeper than `depth`.
 */
export function inOrder<T>(value: T, depth: number = MAX_DEPTH): T {
  if (typeof value !== "object" || value === null || depth === 0) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = value.map((item: unknown) => inOrder(item, depth - 1));
    return items.every((item, i) => item === value[i]) ? value : (items as T);
  }
  const fields = value as Readonly<Record<string, unknown>>;
  if (isFlatInOrder(fields) || !isPlain(value)) return value;
  const names = Object.keys(fields).toSorted();
  return Object.fromEntries(names.map((name) => [name, inOrder(fields[name], depth - 1)])) as T;
}

/** Whether an object holds no others and its keys are in order: most have one key, and nothing is allocated for them. */
function isFlatInOrder(fields: Readonly<Record<string, unknown>>): boolean {
  let last = "";
  for (const name in fields) {
    const value = fields[name];
    if (name < last || (typeof value === "object" && value !== null)) return false;
    last = name;
  }
  return true;
}

/** Whether `filled` is `given` with nothing but keys added, at any depth. */
export function fillsIn(filled: unknown, given: unknown): boolean {
  if (filled === given) return true;
  if (typeof filled !== "object" || typeof given !== "object" || filled === null || given === null)
    return false;
  if (Array.isArray(given)) {
    return (
      Array.isArray(filled) &&
      filled.length === given.length &&
      given.every((item, i) => fillsIn(filled[i], item))
    );
  }
  if (Array.isArray(filled)) return false;
  return Object.entries(given).every(
    ([key, item]) =>
      Object.hasOwn(filled, key) && fillsIn((filled as Record<string, unknown>)[key], item),
  );
}
