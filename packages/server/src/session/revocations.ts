import { createHash } from "node:crypto";
import type { RequestInfo } from "./wire.ts";

/** Users, and proofs of each, that are remembered. */
const MAX_USERS = 100_000;
const MAX_PROOFS = 1000;

/** A user whose access was ended. */
interface Revoked {
  /** Server time in ms. */
  readonly at: number;
  readonly order: number;
  /** What they had shown until then, as `proofOf` names it. */
  readonly proofs: ReadonlySet<string>;
}

/** What somebody shows to come in. */
export interface Proof {
  readonly name: string;
  /** How many revocations there had been when it began to be looked at. */
  readonly order: number;
  /** When it was made, in ms, where that is known. */
  readonly issued: number | undefined;
}

/** Remembers, as long as the process lives, whose access was ended: they come in again only with a newer proof of who they are. */
export class Revocations {
  readonly #users = new Map<string, Revoked>();
  #order = 0;

  /** How many there have been. */
  get order(): number {
    return this.#order;
  }

  add(user: string, at: number, proofs: Iterable<string>): void {
    const earlier = this.#users.get(user);
    this.#users.delete(user);
    const all = [...(earlier?.proofs ?? []), ...proofs].slice(-MAX_PROOFS);
    this.#users.set(user, { at, order: ++this.#order, proofs: new Set(all) });
    if (this.#users.size > MAX_USERS) this.#users.delete(this.#users.keys().next().value ?? "");
  }

  /** Whether a proof is from before the user's access was ended. */
  refuses(user: string, { name, order, issued }: Proof): boolean {
    const revoked = this.#users.get(user);
    if (revoked === undefined) return false;
    if (order < revoked.order || revoked.proofs.has(name)) return true;
    return issued !== undefined && issued < revoked.at;
  }
}

/** Names what somebody has shown, so that it is known again; nobody learns it from the name. */
export function proofOf(
  token: string | undefined,
  guest: string | undefined,
  { headers }: RequestInfo,
): string {
  const shown = token ?? JSON.stringify([guest, headers["cookie"], headers["authorization"]]);
  return createHash("sha256").update(shown).digest("base64url");
}
