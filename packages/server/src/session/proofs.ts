const REMEMBERED = 100_000;

/** What users showed lately to come in, as `proofOf` names it: once their access was ended, it is not taken again. */
export class Proofs {
  /** User ids by proof, the one that was shown longest ago first. */
  readonly #users = new Map<string, string>();

  add(proof: string, user: string): void {
    this.#users.delete(proof);
    this.#users.set(proof, user);
    if (this.#users.size > REMEMBERED) this.#users.delete(this.#users.keys().next().value ?? "");
  }

  of(user: string): readonly string[] {
    const proofs: string[] = [];
    for (const [proof, owner] of this.#users) if (owner === user) proofs.push(proof);
    return proofs;
  }
}
