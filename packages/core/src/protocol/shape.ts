import type { Json } from "../json.ts";

/** A frame that is not a message of this protocol. The connection it came from is closed with `code`. */
export class BadMessage extends Error {
  override readonly name = "BadMessage";
  readonly code = "message.invalid";

  /** Without a `message` the code stands for it. */
  constructor(message: string | undefined) {
    super(shortened(message ?? "message.invalid"));
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

/** `value` as an array of `min` to `max` elements. */
export function asTuple(
  value: unknown,
  what: string,
  min: number,
  max: number = min,
): readonly unknown[] {
  if (!Array.isArray(value))
    throw new BadMessage(`${what} should be an array, got ${describe(value)}`);
  if (value.length >= min && value.length <= max) return value;
  const needed = min === max ? `${min}` : `${min} to ${max}`;
  throw new BadMessage(`${what} should have ${needed} elements, got ${value.length}`);
}

/** The parts without those at the end that are `undefined`. */
export function trimmed(parts: readonly unknown[]): readonly unknown[] {
  return parts.slice(0, parts.findLastIndex((part) => part !== undefined) + 1);
}

/** The largest number of a seat. */
const MAX_SEAT = 2 ** 31;

/** `value` as the number of a seat: an integer from 1 to 2^31. */
export function asSeat(value: unknown, what: string): number {
  const seat = asCount(value, what, 1);
  if (seat > MAX_SEAT) throw new BadMessage(`${what} is at most ${MAX_SEAT}, got ${seat}`);
  return seat;
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

/** `value` as a yes or no: 1 or 0. */
export function asFlag(value: unknown, what: string): boolean {
  if (value === 0 || value === 1) return value === 1;
  throw new BadMessage(`${what} should be 0 or 1, got ${describe(value)}`);
}

/** `value` as it came out of `JSON.parse`; `undefined` is refused. Whoever uses it checks it against a schema. */
export function asJson(value: unknown, what: string): Json {
  if (value === undefined) throw new BadMessage(`${what} is missing`);
  return value as Json;
}

/** How much of a wrong value is shown. */
const MAX_SHOWN = 40;

/** What a person needs to see of a wrong value. However large that is, only its beginning is looked at. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "string" ? value : beginningOf(value, MAX_SHOWN);
  return beginning(text);
}

/** What is shown of a text. */
export function beginning(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** JSON of a value, or a part of it that is longer than `length`. */
function beginningOf(value: unknown, length: number): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, Math.max(0, length) + 1));
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  let text = "";
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && text.length <= length; i++)
      text += `${i === 0 ? "" : ","}${beginningOf(value[i], length - text.length - 1)}`;
    return `[${text}]`;
  }
  for (const key in value) {
    if (text.length > length) break;
    const part = (value as Fields)[key];
    const name = beginningOf(key, length - text.length);
    text += `${text === "" ? "" : ","}${name}:${beginningOf(part, length - text.length - 1)}`;
  }
  return `{${text}}`;
}
