import { encodeKey, type OpsByKey, type Rights } from "@alongside/core/engine";
import { mayRead } from "./rights.ts";

/** JSON of ops as the wire has them, made once: for the log's row, and for every reader from what they may read. */
export class OpsJson {
  /** JSON of all of them. */
  readonly all: string;
  /** `key,[op,…]` as JSON, for each top-level key. */
  readonly #groups: readonly (readonly [key: string, json: string])[];

  constructor(ops: OpsByKey) {
    const groups: (readonly [string, string])[] = [];
    let all = "";
    for (const key in ops) {
      const json = `${JSON.stringify(key)},${JSON.stringify(encodeKey(ops[key] ?? []))}`;
      all += groups.length === 0 ? json : `,${json}`;
      groups.push([key, json]);
    }
    this.all = `[${all}]`;
    this.#groups = groups;
  }

  /** JSON of those under keys that a reader may see: `[]` where there are none. */
  for(rights: Rights): string {
    if (rights.read === true) return this.all;
    const seen = this.#groups.filter(([key]) => mayRead(rights, key));
    return `[${seen.map(([, json]) => json).join(",")}]`;
  }

  /** Whether a reader may see some of them; true also where there are none. */
  isSeenBy(rights: Rights): boolean {
    return this.#groups.length === 0 || this.#groups.some(([key]) => mayRead(rights, key));
  }
}
