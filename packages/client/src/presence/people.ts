import { type PresenceOf, type RoomDefinition } from "@alongside/core";
import {
  type Carets,
  equalJson,
  type OpsByKey,
  type SeatPresence,
  type SeatPatch,
  type ActivityState,
  type Seq,
  type Tick,
} from "@alongside/core/engine";
import type { Other, Participant } from "../room/types.ts";

const LIVELINESS: readonly ActivityState[] = ["active", "idle", "away"];

/** Who is in a room, by their connections. Objects stay the same until what they say changes. */
export class PeopleHere<D extends RoomDefinition> {
  /** The client id that is this page's own. */
  readonly #own: () => string;
  readonly #carets: Carets | undefined;
  #known = new Map<string, Other<D>>();
  #others: readonly Other<D>[] = [];
  #people: readonly Participant[] = [];

  constructor(own: () => string, carets: Carets | undefined) {
    this.#own = own;
    this.#carets = carets;
  }

  get others(): readonly Other<D>[] {
    return this.#others;
  }

  get people(): readonly Participant[] {
    return this.#people;
  }

  /** Everyone anew, as after a join; the log is seen here up to `seq`. Who has not changed keeps their object. */
  replace(people: readonly SeatPresence[], seq: Seq): void {
    const before = this.#known;
    this.#known = new Map();
    this.#carets?.clear();
    for (const { client, user, state, presence: told } of people) {
      const presence = this.#carets?.arrived(client, told, seq) ?? told;
      const now = { client, user, state, presence: presence as PresenceOf<D> };
      const known = before.get(client);
      this.#known.set(client, known !== undefined && equalJson(known, now) ? known : now);
    }
    this.#tell();
  }

  tick(tick: Tick, seq: Seq): void {
    if (tick.all === true) return this.replace(tick.people as readonly SeatPresence[], seq);
    for (const patch of tick.people) {
      const { client, presence } = patch;
      const now = presence && this.#carets?.arrived(client, presence, seq);
      this.#patch(now === undefined ? patch : { ...patch, presence: now });
    }
    for (const client of tick.gone) this.#known.delete(client);
    this.#tell();
  }

  /** `author` has edited texts at `seq`: the carets of others stay on their letters. */
  moveCarets(seq: Seq, author: string, ops: OpsByKey): void {
    const move = this.#carets?.edited(seq, author, ops);
    for (const [client, known] of move === undefined ? [] : this.#known) {
      const presence = move?.(client, known.presence as NonNullable<SeatPatch["presence"]>);
      if (presence !== known.presence)
        this.#known.set(client, { ...known, presence: presence as PresenceOf<D> });
    }
  }

  /** The log is seen here up to `seq`: carets that were ahead are shown. */
  advance(seq: Seq): void {
    for (const due of this.#carets?.due(seq) ?? []) this.#patch(due);
    this.#tell();
  }

  #patch({ client, user, state, presence }: SeatPatch): void {
    const known = this.#known.get(client);
    const who = user ?? known?.user;
    if (who === undefined) return;
    const now = {
      client,
      user: who,
      state: state ?? known?.state ?? "active",
      presence: { ...known?.presence, ...presence } as PresenceOf<D>,
    };
    if (!equalJson(known, now)) this.#known.set(client, now);
  }

  #tell(): void {
    const others = [...this.#known.values()].filter(({ client }) => client !== this.#own());
    if (!isSame(others, this.#others)) this.#others = others;
    const byUser = new Map<string, Other<D>[]>();
    for (const tab of this.#known.values()) {
      const tabs = byUser.get(tab.user.id);
      if (tabs === undefined) byUser.set(tab.user.id, [tab]);
      else tabs.push(tab);
    }
    const people = Array.from(byUser.values(), (tabs): Participant => {
      const [{ user }] = tabs as [Other<D>];
      const state = LIVELINESS.find((name) => tabs.some((tab) => tab.state === name)) ?? "active";
      const clients = tabs.map(({ client }) => client);
      const now = { user, state, self: clients.includes(this.#own()), clients };
      const before = this.#people.find((person) => person.user.id === user.id);
      return before !== undefined && equalJson(before, now) ? before : now;
    });
    if (!isSame(people, this.#people)) this.#people = people;
  }
}

function isSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
