import type { Attributes, Delta, Embed, Part } from "./delta.ts";
import { areAlike, cut, isDelete, isInsert, joined, lengthOf } from "./parts.ts";

/**
 * Builds a delta, or the chunks of a text, in normal form. `limit` is for chunks: neighbours are joined as long as both
 * together have at most `limit` units, and what has more than twice as many is cut.
 */
export class DeltaBuilder {
  readonly #parts: Part[] = [];
  readonly #limit: number;

  constructor(limit = Infinity) {
    this.#limit = limit;
  }

  /** Keeps `n` units, with changed attributes when given. */
  keep(n: number, attributes?: Attributes): this {
    return this.push(attributes === undefined ? n : { retain: n, attributes });
  }

  /** Inserts text or an embed. */
  insert(what: string | Embed, attributes?: Attributes): this {
    if (attributes !== undefined) return this.push({ insert: what, attributes });
    return this.push(typeof what === "string" ? what : { insert: what });
  }

  /** Deletes `n` units. */
  delete(n: number): this {
    return this.push(-n);
  }

  /** Adds a part in whatever form it is. */
  push(given: Part): this {
    const part = tidy(given);
    const size = lengthOf(part);
    if (size === 0) return this;
    const parts = this.#parts;
    // An insert comes before the delete at its spot.
    const at = parts.length - (isInsert(part) && isDelete(parts.at(-1)) ? 1 : 0);
    const last = parts[at - 1];
    if (last !== undefined && areAlike(last, part) && lengthOf(last) + size <= this.#limit)
      parts[at - 1] = joined(last, part);
    else if (size > 2 * this.#limit)
      for (let i = 0; i < size; i += this.#limit)
        parts.push(cut(part, i, Math.min(this.#limit, size - i)));
    else parts.splice(at, 0, part);
    return this;
  }

  /** What was built, without a plain retain at its end. The builder may not be used after. */
  done(): Delta {
    const last = this.#parts.at(-1);
    if (typeof last === "number" && last > 0) this.#parts.pop();
    return this.#parts;
  }
}

/** What needs no object is none: no attributes, or none in it. */
function tidy(part: Part): Part {
  if (typeof part !== "object") return part;
  for (const _ in part.attributes) return part;
  if ("retain" in part) return part.retain;
  return typeof part.insert === "string" ? part.insert : { insert: part.insert };
}

/** The delta of the same effect in normal form. */
export function normalize(delta: Delta): Delta {
  const out = new DeltaBuilder();
  for (const part of delta) out.push(part);
  return out.done();
}
