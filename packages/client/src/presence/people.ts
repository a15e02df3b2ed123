import { type Json, type PresenceOf, type RoomDefinition } from "@alongside/core";
import {
  type Carets,
  equalJson,
  type OpsByKey,
  type Points,
  type SeatPresence,
  type SeatPatch,
  type Seq,
  type Tick,
  type UserInfo,
} from "@alongside/core/engine";
import type { Other, Participant } from "../room/types.ts";
import { Grouped, type Later } from "./grouped.ts";

type Fields = NonNullable<SeatPatch["presence"]>;

/** Where points of somebody are now. */
type Moved = NonNullable<ReturnType<Points["read"]>>[number];

/**
 * Who is in a room, by their connections. Objects stay the same until what they say changes, and a tick costs what it changes: of
 * those whom it does not name only the array's pointers are copied.
 */
export class PeopleHere<D extends RoomDefinition> {
  /** The client id that is this page's own. */
  readonly #own: () => string;
  readonly #carets: Carets | undefined;
  #known = new Map<string, Other<D>>();
  readonly #grouped: Grouped;
  #others: readonly Other<D>[] = [];
  /** Where each client stands in `others`. */
  #places = new Map<string, number>();
  /** Whose object is another one than `others` has. */
  readonly #changed = new Set<string>();
  /** Somebody came or went: `others` is put together anew. */
  #isAnotherRow = false;

  /** What `later` calls back is to be followed by `refresh`. */
  constructor(own: () => string, carets: Carets | undefined, later: Later) {
    this.#own = own;
    this.#carets = carets;
    this.#grouped = new Grouped(later);
  }

  /** Nobody is waited for any more. */
  stop(): void {
    this.#grouped.stop();
  }

  /** Nothing is heard of anybody, as this page's own link is down: others are shown as quiet until everyone is told of anew. */
  hush(): void {
    const own = this.#own();
    for (const known of this.#known.values())
      if (known.client !== own && known.state !== "quiet")
        this.#put({ ...known, state: "quiet" }, known);
    this.refresh();
  }

  get others(): readonly Other<D>[] {
    return this.#others;
  }

  get people(): readonly Participant[] {
    return this.#grouped.people;
  }

  /** This page's user, as the room shows them; undefined until the server has said so. */
  get self(): UserInfo | undefined {
    return this.#known.get(this.#own())?.user;
  }

  /** Somebody else's connection. */
  other(client: string): Other<D> | undefined {
    return client === this.#own() ? undefined : this.#known.get(client);
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
    this.#isAnotherRow = true;
    this.#grouped.replace(this.#known.values());
    this.refresh();
  }

  tick(tick: Tick, seq: Seq): void {
    if (tick.all === true) return this.replace(tick.people as readonly SeatPresence[], seq);
    for (const patch of tick.people) {
      const { client, presence } = patch;
      const now = presence && this.#carets?.arrived(client, presence, seq);
      this.#patch(now === undefined ? patch : { ...patch, presence: now });
    }
    for (const client of tick.gone) this.#remove(client);
    this.refresh();
  }

  /** Some have moved, or a point of theirs is out of view, which is undefined then. */
  moved(all: readonly Moved[]): void {
    for (const { client, presence } of all) {
      const known = this.#known.get(client);
      if (known === undefined || isTold({ client, presence: presence as Fields }, known)) continue;
      const now: Record<string, Json | undefined> = { ...(known.presence as Fields), ...presence };
      for (const name in presence) if (presence[name] === undefined) delete now[name];
      this.#put({ ...known, presence: now as PresenceOf<D> }, known);
    }
    this.refresh();
  }

  /** The presence that is known of a connection, the own one too. */
  presenceOf(client: string): Fields | undefined {
    return this.#known.get(client)?.presence as Fields | undefined;
  }

  /** `author` has edited texts at `seq`: the carets of others stay on their letters. */
  moveCarets(seq: Seq, author: string, ops: OpsByKey): void {
    const move = this.#carets?.edited(seq, author, ops);
    for (const [client, known] of move === undefined ? [] : this.#known) {
      const presence = move?.(client, known.presence as Fields);
      if (presence !== known.presence)
        this.#put({ ...known, presence: presence as PresenceOf<D> }, known);
    }
  }

  /** The log is seen here up to `seq`: carets that were ahead are shown. */
  advance(seq: Seq): void {
    for (const due of this.#carets?.due(seq) ?? []) this.#patch(due);
    this.refresh();
  }

  #patch(patch: SeatPatch): void {
    const { client, user, state, presence, place } = patch;
    const known = this.#known.get(client);
    // Who is new has nothing of what the client showed before.
    const before = place === undefined ? known : undefined;
    const who = user ?? before?.user;
    if (who === undefined || (before !== undefined && isTold(patch, before))) return;
    const now: Other<D> = {
      client,
      user: who,
      state: state ?? before?.state ?? "active",
      presence: { ...before?.presence, ...presence } as PresenceOf<D>,
    };
    if (before !== undefined || !equalJson(known, now)) this.#put(now, known);
  }

  #put(now: Other<D>, known: Other<D> | undefined): void {
    this.#known.set(now.client, now);
    if (known === undefined) this.#isAnotherRow = true;
    else this.#changed.add(now.client);
    if (known === undefined || known.user !== now.user || known.state !== now.state)
      this.#grouped.put(now, known);
  }

  #remove(client: string): void {
    const known = this.#known.get(client);
    if (known === undefined) return;
    this.#known.delete(client);
    this.#isAnotherRow = true;
    this.#grouped.remove(known);
  }

  /** Takes in what has changed, by time too. */
  refresh(): void {
    this.#grouped.tell(this.#own());
    if (this.#isAnotherRow) this.#lineUp();
    else this.#exchange();
    this.#isAnotherRow = false;
    this.#changed.clear();
  }

  #lineUp(): void {
    const own = this.#own();
    const others = Array.from(this.#known.values()).filter(({ client }) => client !== own);
    this.#places = new Map(others.map(({ client }, place) => [client, place]));
    const before = this.#others;
    const isSame =
      others.length === before.length && others.every((other, place) => other === before[place]);
    if (!isSame) this.#others = others;
  }

  #exchange(): void {
    let others: Other<D>[] | undefined;
    for (const client of this.#changed) {
      const place = this.#places.get(client);
      const known = this.#known.get(client);
      if (place === undefined || known === undefined) continue;
      others ??= this.#others.slice();
      others[place] = known;
    }
    if (others !== undefined) this.#others = others;
  }
}

/** Whether a patch says nothing that is not known. */
function isTold({ user, state, presence }: SeatPatch, known: Other): boolean {
  if (state !== undefined && state !== known.state) return false;
  if (user !== undefined && !equalJson(user, known.user)) return false;
  const fields = known.presence as Fields;
  return (
    presence === undefined ||
    Object.entries(presence).every(
      ([name, value]) =>
        Object.hasOwn(fields, name) === (value !== undefined) && equalJson(fields[name], value),
    )
  );
}
