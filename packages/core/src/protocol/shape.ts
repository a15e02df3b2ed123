import type { Json } from "../json.ts";

/** A frame that is not a message of this protocol. The connection it came from is closed with `code`. */
export class BadMessage extends Error {
  override readonly name = "BadMessage";
  readonly code = "message.invalid";

  constructor(message: string) {
    super(shortened(message));
  }
}

/** Characters that a reason may have: it may quote what a stranger sent. */
const MAX_REASON = 1000;

/** A reason as it is told and logged, cut off where it is too long. */
export function shortened(reason: string): string {
  return reason.length > MAX_REASON ? `${reason.slice(0, MAX_REASON)}…`.toWellFormed() : reason;
}

type Fields = { readonly [field: string]: unknown };

/** `value` as an object, arrays excluded. */
export function asObject(value: unknown, what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new BadMessage(`${what} should be an object, got ${describe(value)}`);
  }
  return value as Fields;
}

/** `value` as an array of at most `max` elements. */
export function asArray(value: unknown, what: string, max: number): readonly unknown[] {
  if (!Array.isArray(value))
    throw new BadMessage(`${what} should be an array, got ${describe(value)}`);
  if (value.length > max)
    throw new BadMessage(`${what} has ${value.length} elements, the limit is ${max}`);
  return value;
}

/** `value` as a string of 1 to `max` UTF-16 code units. */
export function asString(value: unknown, what: string, max = 128): string {
  if (typeof value !== "string" || value.length === 0) {
    throw new BadMessage(`${what} should be a text, got ${describe(value)}`);
  }
  if (value.length > max) {
    throw new BadMessage(`${what} has ${value.length} characters, the limit is ${max}`);
  }
  return value;
}

/** `value` as an integer from `min` to 2^53 - 1. */
export function asCount(value: unknown, what: string, min = 0): number {
  if (!Number.isSafeInteger(value) || (value as number) < min) {
    throw new BadMessage(`${what} should be an integer of at least ${min}, got ${describe(value)}`);
  }
  return value as number;
}

/** `value` as it came out of `JSON.parse`; `undefined` is refused. Whoever uses it checks it against a schema. */
export function asJson(value: unknown, what: string): Json {
  if (value === undefined) throw new BadMessage(`${what} is missing`);
  return value as Json;
}

/** What a person needs to see of a wrong value. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "string" ? value : jsonText(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // `JSON.parse` reads what is nested so deeply that writing it again overflows the stack.
    return "something nested too deeply";
  }
}
