import type { Grant } from "@alongside/server";
import { KEYS } from "./board.ts";

const OPEN_KEYS = KEYS.filter((key) => key !== "secret");

/** What somebody may do who may not see `secret`. */
const WITHOUT_SECRET: Grant = { read: OPEN_KEYS, write: OPEN_KEYS };

/** What users may be given for a while, besides everything. */
export const GRANTS: readonly Grant[] = [
  WITHOUT_SECRET,
  "read",
  "none",
  { read: true, write: KEYS.filter((key) => key !== "shapes") },
  { read: OPEN_KEYS, write: ["page", "tree"] },
];

/** Who may do what, as the app behind the server has it. Users with an odd number begin without `secret`. */
export class Access {
  readonly #grants = new Map<string, Grant>();
  /** Users whose rights have changed at least once. */
  readonly #changed = new Set<string>();

  grantOf(user: string): Grant {
    const isOdd = Number(user.slice("user-".length)) % 2 === 1;
    return this.#grants.get(user) ?? (isOdd ? WITHOUT_SECRET : "write");
  }

  change(user: string, grant: Grant): void {
    this.#grants.set(user, grant);
    this.#changed.add(user);
  }

  /** Whether what this user does may be refused for a reason that was not there when they began. */
  hasChanged(user: string): boolean {
    return this.#changed.has(user);
  }

  /** The top-level keys that a user may not read. */
  hiddenFrom(user: string): readonly string[] {
    const grant = this.grantOf(user);
    if (grant === "none") return KEYS;
    if (typeof grant === "string" || grant.read === true) return [];
    const read = new Set(grant.read);
    return KEYS.filter((key) => !read.has(key));
  }
}
