import type { Clock, Json, OpsByKey, PersonState, PresenceOf, RoomDefinition, Tick, Up, Person } from "@alongside/core";
import { Invalid } from "@alongside/core";
import { Cell } from "../cell.ts";
import type { Readable, Report } from "../readable.ts";
import type { Other, OwnPresence, Participant } from "../room/types.ts";
import { PeopleHere } from "./people.ts";
import { Throttle } from "./throttle.ts";

interface PresenceOptions<D extends RoomDefinition> {
  readonly definition: D;
  readonly room: string;
  readonly client: string;
  readonly clock: Clock;
  /** Whether what is sent now arrives in the room. */
  canSend(): boolean;
  send(message: Up): void;
  report: Report;
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
  #unsent = new Set<string>();
  #state: PersonState = "active";
  #isStateUnsent = false;
  /** The previews shown, by client. */
  readonly #previews = new Map<string, Set<string>>();

  constructor(options: PresenceOptions<D>) {
    this.#options = options;
    this.#mine = new Cell({} as PresenceOf<D>, options.report);
    this.#others = new Cell<readonly Other<D>[]>([], options.report);
    this.#people = new Cell<readonly Participant[]>([], options.report);
    this.#here = new PeopleHere(options.client);
    this.#throttle = new Throttle(options.clock, () => this.#flush());
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
    if (state === this.#state) return;
    this.#state = state;
    this.#isStateUnsent = true;
    this.#throttle.request();
  }

  /** The room is joined, maybe again: who is here, and everything about this page anew. */
  entered(people: readonly Person[]): void {
    for (const client of [...this.#previews.keys()]) this.#dropPreviews(client);
    this.#here.replace(people);
    for (const { client, previews } of people) this.#showPreviews(client, previews ?? {});
    this.#tell();
    this.#unsent = new Set(Object.keys(this.#mine.get()));
    this.#isStateUnsent = this.#state !== "active";
    if (this.#unsent.size > 0 || this.#isStateUnsent) this.#flush();
  }

  tick(tick: Tick): void {
    const hasChanged = this.#here.tick(tick);
    for (const { client, previews } of tick.people) {
      if (previews !== undefined && client !== this.#options.client) this.#showPreviews(client, previews);
    }
    for (const client of tick.gone) this.#dropPreviews(client);
    if (hasChanged) this.#tell();
  }

  stop(): void {
    this.#throttle.stop();
  }

  #set(patch: PresenceOf<D>): void {
    const { definition } = this.#options;
    const checked: Record<string, Json> = {};
    for (const [field, value] of Object.entries(patch as object)) {
      const node = definition.checks.presence.get(field);
      if (node === undefined) throw new Invalid(`presence.${field}`, "is not a field of this room's presence");
      const made = node.create(value, `presence.${field}`);
      if (made === undefined) continue;
      checked[field] = made;
      this.#unsent.add(field);
    }
    if (Object.keys(checked).length === 0) return;
    this.#mine.set({ ...this.#mine.get(), ...checked } as PresenceOf<D>);
    this.#throttle.request();
  }

  #flush(): void {
    const { canSend, send, room } = this.#options;
    // Out of the room nothing is sent; on the way back in, everything is.
    if (!canSend()) return;
    const mine = this.#mine.get() as { readonly [field: string]: Json };
    const set: Record<string, Json> = {};
    for (const field of this.#unsent) set[field] = mine[field] as Json;
    this.#unsent.clear();
    const state = this.#isStateUnsent ? { state: this.#state } : {};
    this.#isStateUnsent = false;
    send({ type: "presence", room, set, ...state });
  }

  #tell(): void {
    this.#others.set(this.#here.others);
    this.#people.set(this.#here.people);
  }

  #showPreviews(client: string, previews: { readonly [gesture: string]: OpsByKey | null }): void {
    if (client === this.#options.client) return;
    let shown = this.#previews.get(client);
    if (shown === undefined) this.#previews.set(client, (shown = new Set()));
    for (const [gesture, ops] of Object.entries(previews)) {
      const key = `${client}/${gesture}`;
      if (ops === null) shown.delete(key);
      else shown.add(key);
      this.#options.onPreview(key, ops ?? undefined);
    }
  }

  #dropPreviews(client: string): void {
    for (const key of this.#previews.get(client) ?? []) this.#options.onPreview(key, undefined);
    this.#previews.delete(client);
  }
}
