import type { ShownPerson } from "./face.ts";
import type { ShownUser } from "./person.ts";

/** Who came and who went, since that was told last. */
export class Arrivals {
  /** Undefined until oneself is here: all who are there then were there before. */
  #here: ReadonlyMap<string, ShownUser> | undefined;
  readonly #joined = new Map<string, ShownUser>();
  readonly #left = new Map<string, ShownUser>();

  /** Takes in who is here now. Returns whether there is something to tell. */
  take(people: readonly ShownPerson[]): boolean {
    const before = this.#here;
    if (before === undefined && !people.some(({ self }) => self === true)) return false;
    const others = people.filter(({ self }) => self !== true);
    const here = new Map(people.map(({ user }) => [user.id, user]));
    this.#here = here;
    if (before === undefined) return false;
    // Who comes back before it was told that they went was never away.
    for (const { user } of others)
      if (!before.has(user.id) && !this.#left.delete(user.id)) this.#joined.set(user.id, user);
    for (const [id, user] of before)
      if (!here.has(id) && !this.#joined.delete(id)) this.#left.set(id, user);
    return this.#joined.size + this.#left.size > 0;
  }

  /** Who came and who went. From here on it is told. */
  told(): { readonly joined: readonly ShownUser[]; readonly left: readonly ShownUser[] } {
    const told = {
      joined: Array.from(this.#joined.values()),
      left: Array.from(this.#left.values()),
    };
    this.#joined.clear();
    this.#left.clear();
    return told;
  }
}
