import {
  type Clock,
  Invalid,
  type Json,
  type OpsByKey,
  type Person,
  type PersonState,
  type Presence as PresenceMessage,
  type PresenceOf,
  type RoomDefinition,
  type Tick,
} from "@alongside/core";
import { Cell } from "../cell.ts";
import type { Readable, Report } from "../readable.ts";
import type { Other, OwnPresence, Participant } from "../room/types.ts";
import { PeopleHere } from "./people.ts";
import { Throttle } from "./throttle.ts";

type Outgoing = Pick<PresenceMessage, "set" | "state">;
type Previews = { readonly [gesture: string]: OpsByKey | null };

interface PresenceOptions<D extends RoomDefinition> {
  readonly definition: D;
  readonly client: string;
  readonly clock: Clock;
  readonly report: Report;
  /** Whether what is sent now arrives in the room: `later` while too much waits to leave. */
  canSend(): "now" | "later" | "no";
  send(presence: Outgoing): void;
  /** Throws for a presence that the server would not take. */
  check(presence: object): void;
  /** Somebody else's gesture shows something else, or nothing any more. */
  onPreview(key: string, ops: OpsByKey | undefined): void;
}

/** What this page shows of itself, and what others show. */
export class Presence<D extends RoomDefinition> {
  readonly own: OwnPresence<D>;
  readonly #options: PresenceOptions<D>;
  readonly #mine: Cell<PresenceOf<D>>;
  readonly #others: Cell<readonly Other<D>[]>;
  readonly #people: Cell<readonly Participant[]>;
  readonly #here: PeopleHere<D>;
  readonly #throttle: Throttle;
  /** Fields to be sent at the next tick. */
  readonly #unsent = new Set<string>();
  #state: PersonState = "active";
  /** What the server was told last; `active` is what it takes for granted. */
  #toldState: PersonState = "active";
  /** The previews shown, by client. */
  readonly #previews = new Map<string, Set<string>>();

  constructor(options: PresenceOptions<D>) {
    const { report, client, clock } = options;
    this.#options = options;
    this.#mine = new Cell({} as PresenceOf<D>, report);
    this.#others = new Cell<readonly Other<D>[]>([], report);
    this.#people = new Cell<readonly Participant[]>([], report);
    this.#here = new PeopleHere(client);
    this.#throttle = new Throttle(clock, () => this.#flush());
    this.own = { get: this.#mine.get, subscribe: this.#mine.subscribe, set: (patch) => this.#set(patch) };
  }

  get others(): Readable<readonly Other<D>[]> {
    return this.#others;
  }

  get people(): Readable<readonly Participant[]> {
    return this.#people;
  }

  other(client: string): Other<D> | undefined {
    return this.#others.get().find((other) => other.client === client);
  }

  setState(state: PersonState): void {
    this.#state = state;
    if (state !== this.#toldState) this.#throttle.request();
  }

  /** The room is joined, maybe again: who is here, and everything about this page anew. */
  entered(people: readonly Person[]): void {
    this.#replacePreviews(people);
    this.#here.replace(people);
    this.#tell();
    for (const field of Object.keys(this.#mine.get())) this.#unsent.add(field);
    // The server may have kept this page's place with the state it had, or have forgotten all of it.
    const seen = people.find(({ client }) => client === this.#options.client);
    this.#toldState = seen?.state ?? "active";
    this.#flush();
  }

  /** Answers whether the view may be another one: somebody's gesture shows something else. */
  tick(tick: Tick): boolean {
    this.#here.tick(tick);
    let hasShown = false;
    if (tick.all === true) {
      this.#replacePreviews(tick.people);
      hasShown = true;
    } else {
      for (const { client, previews } of tick.people) {
        if (previews !== undefined && this.#showPreviews(client, previews)) hasShown = true;
      }
      for (const client of tick.gone) if (this.#dropPreviews(client)) hasShown = true;
    }
    this.#tell();
    return hasShown;
  }

  stop(): void {
    this.#throttle.stop();
  }

  #set(patch: PresenceOf<D>): void {
    const { definition, check } = this.#options;
    const checked: Record<string, Json> = {};
    for (const [field, value] of Object.entries(patch as object)) {
      const node = definition.checks.presence.get(field);
      if (node === undefined) throw new Invalid(`presence.${field}`, "is not a field of this room's presence");
      const made = node.create(value, `presence.${field}`);
      if (made === undefined) throw new Invalid(`presence.${field}`, "cannot be removed; let the schema take null and set that");
      checked[field] = made;
    }
    const mine = { ...this.#mine.get(), ...checked } as PresenceOf<D>;
    check(mine);
    for (const field of Object.keys(checked)) this.#unsent.add(field);
    if (Object.keys(checked).length === 0) return;
    this.#mine.set(mine);
    this.#throttle.request();
  }

  #flush(): void {
    const { canSend, send } = this.#options;
    const isStateTold = this.#state === this.#toldState;
    if (this.#unsent.size === 0 && isStateTold) return;
    // Out of the room nothing is sent; on the way back in, everything is.
    const when = canSend();
    if (when === "later") this.#throttle.request();
    if (when !== "now") return;
    const mine = this.#mine.get() as { readonly [field: string]: Json };
    const set: Record<string, Json> = {};
    for (const field of this.#unsent) set[field] = mine[field] as Json;
    this.#unsent.clear();
    this.#toldState = this.#state;
    send({ set, ...(!isStateTold && { state: this.#state }) });
  }

  #tell(): void {
    this.#others.set(this.#here.others);
    this.#people.set(this.#here.people);
  }

  #replacePreviews(people: readonly { readonly client: string; readonly previews?: Previews }[]): void {
    for (const client of [...this.#previews.keys()]) this.#dropPreviews(client);
    for (const { client, previews } of people) if (previews !== undefined) this.#showPreviews(client, previews);
  }

  #showPreviews(client: string, previews: Previews): boolean {
    if (client === this.#options.client) return false;
    let shown = this.#previews.get(client);
    if (shown === undefined) this.#previews.set(client, (shown = new Set()));
    for (const [gesture, ops] of Object.entries(previews)) {
      const key = `${client}/${gesture}`;
      if (ops === null) shown.delete(key);
      else shown.add(key);
      this.#options.onPreview(key, ops ?? undefined);
    }
    return true;
  }

  #dropPreviews(client: string): boolean {
    const shown = this.#previews.get(client);
    for (const key of shown ?? []) this.#options.onPreview(key, undefined);
    return this.#previews.delete(client) && shown !== undefined && shown.size > 0;
  }
}
