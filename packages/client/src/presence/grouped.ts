import { equalJson, type PersonState, type UserInfo } from "@alongside/core/engine";
import type { Participant } from "../room/types.ts";

const LIVELINESS: readonly PersonState[] = ["active", "idle", "away", "quiet"];

/** Calls a function in two seconds. Returns what cancels that. */
export type Later = (fn: () => void) => () => void;

/** A connection, as far as it says who is here. */
interface Tab {
  readonly client: string;
  readonly user: UserInfo;
  readonly state: PersonState;
}

/** A person with all their connections, in the order in which these came. */
interface Person {
  readonly tabs: Map<string, Tab>;
  shown: Participant | undefined;
  /** Who has no connection any more is forgotten soon. */
  cancelLeaving: (() => void) | undefined;
}

/** The connections of a room by the person they are of. A person of whom nothing changed keeps their object. */
export class Grouped {
  #persons = new Map<string, Person>();
  readonly #touched = new Set<Person>();
  #isAnotherRow = false;
  #own = "";
  readonly #later: Later;
  people: readonly Participant[] = [];

  constructor(later: Later) {
    this.#later = later;
  }

  replace(tabs: Iterable<Tab>): void {
    this.stop();
    const before = this.#persons;
    this.#persons = new Map();
    this.#touched.clear();
    for (const tab of tabs) this.#add(tab, before.get(tab.user.id)?.shown);
    this.#isAnotherRow = true;
  }

  /** A connection is there, or says something else of itself than `known` did. */
  put(tab: Tab, known: Tab | undefined): void {
    if (known !== undefined && known.user.id !== tab.user.id) this.remove(known);
    this.#add(tab, undefined);
  }

  /**
   * A connection is gone. Who has no other is shown for two seconds more, without one: a page that is loaded again is the same person.
   * Of whom nothing was heard before nothing more is waited for.
   */
  remove({ client, user, state }: Tab): void {
    const person = this.#persons.get(user.id);
    if (person === undefined) return;
    person.tabs.delete(client);
    if (person.tabs.size > 0 || state !== "quiet") this.#touched.add(person);
    if (person.tabs.size > 0) return;
    if (state === "quiet") return this.#forget(user.id, person);
    person.cancelLeaving = this.#later(() => this.#forget(user.id, person));
  }

  /** Nobody is waited for any more. */
  stop(): void {
    for (const person of this.#persons.values()) person.cancelLeaving?.();
  }

  #forget(id: string, person: Person): void {
    this.#persons.delete(id);
    this.#touched.delete(person);
    this.#isAnotherRow = true;
  }

  /** Brings `people` up to date. `own` is the client id of this page. */
  tell(own: string): void {
    if (own !== this.#own) for (const person of this.#persons.values()) this.#touched.add(person);
    this.#own = own;
    for (const person of this.#touched) {
      const now = participantOf(person.tabs, own) ?? leftBy(person.shown);
      if (now === undefined || (person.shown !== undefined && equalJson(person.shown, now)))
        continue;
      person.shown = now;
      this.#isAnotherRow = true;
    }
    this.#touched.clear();
    if (!this.#isAnotherRow) return;
    this.#isAnotherRow = false;
    const people = Array.from(this.#persons.values()).flatMap(({ shown }) => shown ?? []);
    const before = this.people;
    if (people.length !== before.length || people.some((person, at) => person !== before[at]))
      this.people = people;
  }

  #add(tab: Tab, shown: Participant | undefined): void {
    let person = this.#persons.get(tab.user.id);
    if (person === undefined) {
      person = { tabs: new Map(), shown, cancelLeaving: undefined };
      this.#persons.set(tab.user.id, person);
    }
    person.cancelLeaving?.();
    person.cancelLeaving = undefined;
    person.tabs.set(tab.client, tab);
    this.#touched.add(person);
  }
}

/** A person whose last connection is gone. */
function leftBy(shown: Participant | undefined): Participant | undefined {
  return shown && { ...shown, self: false, clients: [] };
}

function participantOf(tabs: ReadonlyMap<string, Tab>, own: string): Participant | undefined {
  const [first] = tabs.values();
  if (first === undefined) return undefined;
  const states = new Set(Array.from(tabs.values(), ({ state }) => state));
  return {
    user: first.user,
    state: LIVELINESS.find((state) => states.has(state)) ?? "active",
    self: tabs.has(own),
    clients: [...tabs.keys()],
  };
}
