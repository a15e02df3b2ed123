import { encodeKey, type OpsByKey } from "@alongside/core/engine";

/** The JSON of an entry's ops, key by key: made once, for the log's row and for every reader. */
export type KeyTexts = readonly (readonly [key: string, text: string])[];

export function keyTexts(ops: OpsByKey): KeyTexts {
  const texts: (readonly [string, string])[] = [];
  for (const key in ops)
    texts.push([key, `${JSON.stringify(key)},${JSON.stringify(encodeKey(ops[key] ?? []))}`]);
  return texts;
}

/** JSON of all the ops. */
export function opsText(texts: KeyTexts): string {
  if (texts.length === 1) return `[${texts[0]?.[1] ?? ""}]`;
  return `[${texts.map(([, text]) => text).join(",")}]`;
}

/** Texts on their way to the log's row. */
const handed = new WeakMap<OpsByKey, KeyTexts>();

/** Leaves the JSON of ops for whoever writes them to the log next. */
export function handOn(ops: OpsByKey, texts: KeyTexts): KeyTexts {
  handed.set(ops, texts);
  return texts;
}

/** JSON of all the ops for a row of the log: what was handed on, or made now. */
export function rowText(ops: OpsByKey): string {
  const texts = handed.get(ops) ?? keyTexts(ops);
  handed.delete(ops);
  return opsText(texts);
}
