import type { Person, PersonPatch, PersonState, PresenceOf, RoomDefinition, Tick } from "@alongside/core";
import type { Other, Participant } from "../room/types.ts";

const LIVELINESS: readonly PersonState[] = ["active", "idle", "away"];

/** Who is in a room, by their connections. Objects stay the same until what they say changes. */
export class PeopleHere<D extends RoomDefinition> {
  readonly #own: string;
  #known = new Map<string, Other<D>>();
  #others: readonly Other<D>[] = [];
  #people: readonly Participant[] = [];

  constructor(own: string) {
    this.#own = own;
  }

  get others(): readonly Other<D>[] {
    return this.#others;
  }

  get people(): readonly Participant[] {
    return this.#people;
  }

  /** Everyone anew, as after a join. */
  replace(people: readonly Person[]): void {
    const known = new Map<string, Other<D>>();
    for (const person of people) {
      const other: Other<D> = {
        client: person.client,
        user: person.user,
        state: person.state,
        presence: person.presence as PresenceOf<D>,
      };
      const before = this.#known.get(person.client);
      // A rejoin tells mostly what is known; who has not changed keeps their object.
      known.set(person.client, before !== undefined && JSON.stringify(before) === JSON.stringify(other) ? before : other);
    }
    this.#known = known;
    this.#rebuild();
  }

  /** Answers whether anything changed. */
  tick(tick: Tick): boolean {
    if (tick.all === true) {
      this.replace(tick.people as readonly Person[]);
      return true;
    }
    let hasChanged = false;
    for (const patch of tick.people) hasChanged = this.#patch(patch) || hasChanged;
    for (const client of tick.gone) hasChanged = this.#known.delete(client) || hasChanged;
    if (hasChanged) this.#rebuild();
    return hasChanged;
  }

  #patch({ client, user, state, presence }: PersonPatch): boolean {
    const before = this.#known.get(client);
    const who = user ?? before?.user;
    if (who === undefined || (before !== undefined && user === undefined && state === undefined && presence === undefined)) {
      return false;
    }
    this.#known.set(client, {
      client,
      user: who,
      state: state ?? before?.state ?? "active",
      presence: presence === undefined && before !== undefined ? before.presence : ({ ...before?.presence, ...presence } as PresenceOf<D>),
    });
    return true;
  }

  #rebuild(): void {
    this.#others = [...this.#known.values()].filter(({ client }) => client !== this.#own);
    const byUser = new Map<string, Other<D>[]>();
    for (const page of this.#known.values()) {
      const pages = byUser.get(page.user.id);
      if (pages === undefined) byUser.set(page.user.id, [page]);
      else pages.push(page);
    }
    const people = Array.from(byUser.values(), (pages): Participant => {
      const [{ user }] = pages as [Other<D>];
      const state = LIVELINESS.find((name) => pages.some((page) => page.state === name)) ?? "active";
      const clients = pages.map(({ client }) => client);
      const before = this.#people.find((person) => person.user.id === user.id);
      const isSame =
        before !== undefined &&
        before.user === user &&
        before.state === state &&
        before.clients.join() === clients.join();
      return isSame ? before : { user, state, self: clients.includes(this.#own), clients };
    });
    const isSame = people.length === this.#people.length && people.every((person, i) => person === this.#people[i]);
    if (!isSame) this.#people = people;
  }
}
