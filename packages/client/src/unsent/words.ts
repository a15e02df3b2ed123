import type { Json } from "@alongside/core";
import type { Op, OpsByKey } from "@alongside/core/engine";

/** In place of what is no text, as long as that: one character. */
const EMBED = "\uFFFC";

type Delta = Extract<Op, { readonly op: "text" }>["delta"];

/** What ops write that people can read: what they type, and the texts among the values they set. */
export function wordsOf(ops: OpsByKey): string {
  const words: string[] = [];
  for (const op of Object.values(ops).flat()) {
    if (op.op === "text") words.push(typed(op.delta));
    else if (op.op === "set" && typeof op.value === "string") words.push(op.value);
    else if (op.op === "insert" || op.op === "put")
      for (const value of Object.values(op.fields)) words.push(plain(value) ?? "");
    else if (op.op === "feed" && (op.act[0] === "post" || op.act[0] === "edit"))
      words.push(...textsIn(op.act[1]));
  }
  return words.filter((word) => word !== "").join("\n");
}

/** The texts in what somebody posts, in order. */
function textsIn(body: Json): readonly string[] {
  if (typeof body === "string") return [body];
  if (typeof body !== "object" || body === null) return [];
  return Object.values(body as { readonly [name: string]: Json }).flatMap(textsIn);
}

/** A text as JSON has it, without its formats; undefined for what is no text. */
export function plain(json: Json | undefined): string | undefined {
  if (typeof json === "string") return json;
  if (!Array.isArray(json)) return undefined;
  const parts = json.map((part): string | undefined => {
    if (typeof part === "string") return part;
    const insert = (part as { readonly insert?: Json } | null)?.insert;
    return typeof insert === "string" ? insert : insert === undefined ? undefined : EMBED;
  });
  return parts.includes(undefined) ? undefined : parts.join("");
}

/** What a delta makes of a text without formats. */
export function applied(text: string, delta: Delta): string {
  let made = "";
  let at = 0;
  for (const part of delta) {
    if (typeof part === "string") made += part;
    else if (typeof part === "object" && "insert" in part)
      made += typeof part.insert === "string" ? part.insert : EMBED;
    else {
      const length = typeof part === "number" ? part : part.retain;
      if (length > 0) made += text.slice(at, at + length);
      at += Math.abs(length);
    }
  }
  return made + text.slice(at);
}

function typed(delta: Delta): string {
  return delta
    .map((part) => (typeof part === "object" && "insert" in part ? part.insert : part))
    .filter((part) => typeof part === "string")
    .join("");
}
