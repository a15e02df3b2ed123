import { inOrder } from "../json.ts";
import type { Attributes, Delta, Embed, Part } from "./delta.ts";
import {
  attributesOf,
  bodyOf,
  cut,
  isDelete,
  isInsert,
  joined,
  lengthOf,
  partOf,
} from "./parts.ts";

/**
 * Builds a delta in normal form, or the chunks of a text, which insert it. `limit` is for chunks: neighbours are joined as
 * long as both together have at most `limit` units, and what has more than twice as many is cut.
 */
export class DeltaBuilder {
  readonly #parts: Part[];
  readonly #limit: number;

  /** `parts`, in normal form, is what it begins with, and becomes the builder's own. */
  constructor(limit = Infinity, parts: Part[] = []) {
    this.#limit = limit;
    this.#parts = parts;
  }

  /** Keeps `n` units, with changed attributes when given. */
  keep(n: number, attributes?: Attributes): this {
    return this.push(partOf(n, attributes));
  }

  /** Inserts text or an embed. */
  insert(what: string | Embed, attributes?: Attributes): this {
    return this.push(partOf(what, attributes));
  }

  /** Deletes `n` units. */
  delete(n: number): this {
    return this.push(-n);
  }

  /** Adds a part in whatever form it is. */
  push(given: Part): this {
    return this.add(partOf(bodyOf(given), inOrder(attributesOf(given))));
  }

  /** Adds a part of a text, which has the shortest form and its attributes in order. */
  add(part: Part): this {
    const size = lengthOf(part);
    if (size === 0) return this;
    const parts = this.#parts;
    const limit = this.#limit;
    // An insert comes before the delete at its spot.
    const at = parts.length - (isInsert(part) && isDelete(parts.at(-1)) ? 1 : 0);
    const last = parts[at - 1];
    const one =
      last !== undefined && lengthOf(last) + size <= limit ? joined(last, part) : undefined;
    if (one !== undefined) parts[at - 1] = one;
    else if (size > 2 * limit) {
      const step = Math.ceil(size / Math.ceil(size / limit));
      for (let i = 0; i < size; i += step)
        parts.push(ownMemory(cut(part, i, Math.min(step, size - i))));
    } else if (at === parts.length) parts.push(part);
    else parts.splice(at, 0, part);
    return this;
  }

  /** Adds the parts of `delta`, which is in normal form, from `from` on. Behind the first that it keeps nothing can be joined. */
  rest(delta: Delta, from: number): this {
    let at = from;
    for (let joins = true; joins && at < delta.length; at++) {
      const part = delta[at] as Part;
      this.push(part);
      joins = isInsert(part) || isDelete(part);
    }
    for (; at < delta.length; at++) this.#parts.push(delta[at] as Part);
    return this;
  }

  /** What was built, without a plain retain at its end. The builder may not be used after. */
  done(): Delta {
    const last = this.#parts.at(-1);
    if (typeof last === "number" && last > 0) this.#parts.pop();
    return this.#parts;
  }
}

/** The delta of the same effect in normal form. */
export function normalize(delta: Delta): Delta {
  const out = new DeltaBuilder();
  for (const part of delta) out.push(part);
  return out.done();
}

/** The same part with its text in memory of its own: text cut out of a longer one, or put together, keeps all it came from. */
export function ownMemory<P extends Part>(part: P): P {
  const body = bodyOf(part);
  return typeof body === "string"
    ? (partOf(`${body} `.slice(0, -1), attributesOf(part)) as P)
    : part;
}
