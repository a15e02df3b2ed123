import { encodeOps, type OpsByKey, type Rights } from "@alongside/core/engine";
import { mayRead } from "./rights.ts";

/**
 * JSON of ops as the wire has them, made once: for the log's row, and for every reader from what they may read. Made again for the
 * readers, a change costs the server a tenth more (`npm run bench -- text-server`). So whatever holds it is put together as text.
 */
export class OpsJson {
  /** JSON of all of them. */
  readonly all: string;
  /** `[key,[op,…]]` as JSON, for each top-level key. */
  readonly #groups: readonly (readonly [key: string, json: string])[];

  constructor(ops: OpsByKey) {
    const groups: (readonly [string, string])[] = [];
    for (const key in ops) groups.push([key, JSON.stringify(encodeOps({ [key]: ops[key] ?? [] }))]);
    this.#groups = groups;
    this.all = joined(groups);
  }

  /** JSON of those under keys that a reader may see: `[]` where there are none. */
  for(rights: Rights): string {
    if (rights.read === true) return this.all;
    return joined(this.#groups.filter(([key]) => mayRead(rights, key)));
  }

  /** Whether a reader may see some of them; true also where there are none. */
  isSeenBy(rights: Rights): boolean {
    return this.#groups.length === 0 || this.#groups.some(([key]) => mayRead(rights, key));
  }
}

/** The groups as one array. Nearly every change writes to one key, and then its JSON is that of the change. */
function joined(groups: readonly (readonly [key: string, json: string])[]): string {
  if (groups.length === 1) return groups[0]?.[1] ?? "";
  return `[${groups.map(([, json]) => json.slice(1, -1)).join(",")}]`;
}
