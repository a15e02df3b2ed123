import { inOrder, isJson } from "../json.ts";
import { asArray, asObject, BadMessage, describe } from "../protocol/shape.ts";
import type { Delta, Insert, Part } from "./delta.ts";
import { MAX_PARTS, areAlike, isDelete, isInsert, lengthOf } from "./parts.ts";
import type { TextJson } from "./text-value.ts";

/** `value` as a delta in normal form that changes something, every part of it checked. Whether it fits a text is for the text to say. */
export function parseDelta(value: unknown, what: string): Delta {
  const delta = asParts(value, what, asPart, MAX_PARTS);
  if (delta.length === 0) throw new BadMessage(`${what} changes nothing`);
  const last = delta.at(-1);
  if (typeof last === "number" && last > 0)
    throw new BadMessage(`${what} ends with a retain of ${last}`);
  let before = 0;
  for (const part of delta) if (!isInsert(part)) before += lengthOf(part);
  if (!Number.isSafeInteger(before)) throw new BadMessage(`${what} is for a text too long`);
  return delta;
}

/** `value` as a text: a string, or its stretches when it has attributes or embeds, as `TextValue` writes it; at most `most`. */
export function parseTextJson(value: unknown, what: string, most = MAX_PARTS): TextJson {
  if (typeof value === "string") return value === "" ? value : asText(value, what);
  const parts = asParts(value, what, asInsert, most);
  if (parts.length === 0 || (parts.length === 1 && typeof parts[0] === "string"))
    throw new BadMessage(`${what} without attributes and embeds should be a string`);
  return parts;
}

function asParts<P extends Part>(
  value: unknown,
  what: string,
  asOne: (part: unknown, what: string) => P,
  most: number,
): readonly P[] {
  const parts = asArray(value, what, most).map((part) => asOne(part, what));
  for (let i = 1; i < parts.length; i++) {
    const last = parts[i - 1] as P;
    const part = parts[i] as P;
    if (areAlike(last, part)) throw new BadMessage(`${what} has two parts that should be one`);
    if (isDelete(last) && isInsert(part))
      throw new BadMessage(`${what} has an insert after a delete`);
  }
  return parts;
}

function asPart(part: unknown, what: string): Part {
  if (typeof part === "number") {
    if (part === 0) throw new BadMessage(`${what} has an empty part`);
    return asLength(part, what);
  }
  if (typeof part === "string" || !("retain" in asObject(part, `A part of ${what}`)))
    return asInsert(part, what);
  const { retain, attributes, ...others } = part as Record<string, unknown>;
  refuseOthers(others, what);
  if (typeof retain !== "number" || retain <= 0)
    throw new BadMessage(`${what} retains ${describe(retain)}`);
  return { retain: asLength(retain, what), attributes: asAttributes(attributes, what) };
}

function asInsert(part: unknown, what: string): string | Insert {
  if (typeof part === "string") return asText(part, what);
  const fields = asObject(part, `A part of ${what}`);
  const { insert, attributes, ...others } = fields;
  refuseOthers(others, what);
  const isText = typeof insert === "string";
  const inserted = isText ? asText(insert, what) : asEmbed(insert, what);
  if (!("attributes" in fields)) {
    if (isText) throw new BadMessage(`${what} has text in an object without attributes`);
    return { insert: inserted };
  }
  const given = asAttributes(attributes, what);
  if (Object.values(given).includes(null))
    throw new BadMessage(`${what} inserts with an attribute that is null`);
  return { insert: inserted, attributes: given };
}

function asLength(length: number, what: string): number {
  if (!Number.isSafeInteger(length))
    throw new BadMessage(`${what} has the length ${describe(length)}`);
  return length;
}

function asText(text: string, what: string): string {
  if (text === "") throw new BadMessage(`${what} inserts an empty text`);
  if (!text.isWellFormed()) throw new BadMessage(`${what} has text with a lone surrogate`);
  if (text.includes("\r")) throw new BadMessage(`${what} has text with a carriage return`);
  return text;
}

function asEmbed(embed: unknown, what: string): Exclude<Insert["insert"], string> {
  const fields = asJsonObject(embed, `An embed of ${what}`);
  const kinds = Object.keys(fields).length;
  if (kinds !== 1) throw new BadMessage(`An embed of ${what} has ${kinds} keys`);
  return fields;
}

function asAttributes(attributes: unknown, what: string): NonNullable<Insert["attributes"]> {
  const fields = asJsonObject(attributes, `The attributes of ${what}`);
  if (Object.keys(fields).length === 0) throw new BadMessage(`${what} has no names in attributes`);
  return inOrder(fields);
}

function asJsonObject(value: unknown, what: string): NonNullable<Insert["attributes"]> {
  const fields = asObject(value, what);
  if (!isJson(fields)) throw new BadMessage(`${what} should be JSON, got ${describe(value)}`);
  return fields;
}

function refuseOthers(others: object, what: string): void {
  for (const key in others) throw new BadMessage(`A part of ${what} has the key ${describe(key)}`);
}
