import {
  type Caret,
  Invalid,
  type Json,
  type PresenceOf,
  Refused,
  type RoomDefinition,
} from "@alongside/core";
import {
  type Counts,
  encodeKeyframe,
  encodePresence,
  isFields,
  linking,
  inWords,
  misused,
  type OpsByKey,
  type Points,
  type SeatPatch,
  type SeatPresence,
  type ActivityState,
  type Seq,
  type Tick,
  type UserInfo,
} from "@alongside/core/engine";
import { Cell } from "../cell.ts";
import type { RoomCopy } from "../room/copy.ts";
import type { RoomHost } from "../room/host.ts";
import type { Crowd, Other, OwnPresence, Participant } from "../room/types.ts";
import type { TextEvent } from "../room/text-event.ts";
import { caretsOf, pointsOf } from "./carets.ts";
import { LaterLooking } from "./later-looking.ts";
import { PeopleHere } from "./people.ts";
import { Throttle } from "./throttle.ts";

type Fields = { readonly [field: string]: Json };

type Previews = { readonly [gesture: string]: OpsByKey | null };

/** Above this many unsent bytes presence waits: the newest state goes when there is room. */
const MAX_BUFFERED = 64 * 1024;

/** Characters that a server takes as the whole presence of one client. */
const MAX_PRESENCE = 16 * 1024;

/** How long a person is shown whose last page has left: it may be on its way back. */
const LEAVING_MS = 2000;

/** How long the own link may be down before others are shown as not heard of. */
const HUSH_MS = 4000;

/** What this page shows of itself, and what others show. */
export class Presence<D extends RoomDefinition> {
  readonly own: OwnPresence<D>;
  /** This page's user as the room shows them; until it is joined, as the server knows them. */
  readonly self: Cell<UserInfo | undefined>;
  readonly #forgetUser: () => void;
  readonly looking: LaterLooking;
  readonly crowd: Cell<Crowd | undefined>;
  readonly #copy: RoomCopy<D>;
  readonly #host: RoomHost;
  readonly #mine: Cell<PresenceOf<D>>;
  readonly others: Cell<readonly Other<D>[]>;
  readonly people: Cell<readonly Participant[]>;
  readonly #here: PeopleHere<D>;
  readonly #throttle: Throttle;
  readonly #carets: ReturnType<typeof caretsOf>;
  readonly #points: Points | undefined;
  /** A tick could not be read: everyone is asked for, and no place is read before that. */
  #isAsking = false;
  #cancelHush: (() => void) | undefined;
  /** Fields to be sent at the next tick. */
  readonly #unsent = new Set<string>();
  #state: ActivityState = "active";
  /** What the server was told last; `active` is what it takes for granted. */
  #toldState: ActivityState = "active";
  /** What is shown of others' gestures, by client and the gesture's key. */
  readonly previews = new Map<string, Map<string, OpsByKey>>();
  /** When these were so, by the gesture's key, in ms since it began: see `Preview.at`. */
  readonly times = new Map<string, number>();
  /** Counts the ticks that showed something else of others' gestures. */
  shownTicks = 0;
  /** Shows the own gestures that have changed, with fields of presence. Returns whether these went with one. For who has gestures. */
  showGestures: ((set: Fields) => boolean) | undefined;

  constructor(copy: RoomCopy<D>, host: RoomHost) {
    const { report, clock } = host;
    this.#copy = copy;
    this.#host = host;
    this.#mine = new Cell({} as PresenceOf<D>, report);
    this.others = new Cell<readonly Other<D>[]>([], report);
    this.people = new Cell<readonly Participant[]>([], report);
    this.self = new Cell(host.user.get(), report);
    this.#forgetUser = host.user.subscribe(() => this.#tell());
    this.crowd = new Cell<Crowd | undefined>(undefined, report);
    this.looking = new LaterLooking(copy, host, () => this.#isAlone);
    this.#carets = caretsOf(copy.definition);
    this.#points = pointsOf(copy.definition);
    const later = (fn: () => void): (() => void) =>
      clock.after(LEAVING_MS, () => {
        fn();
        this.#here.refresh();
        this.#tell();
      });
    this.#here = new PeopleHere(() => copy.client, this.#carets, later);
    if (this.#carets !== undefined)
      copy.textEvents.listeners.add((event) => this.#textChanged(event));
    for (const name of this.#carets?.names ?? [])
      copy.textEvents.watch(() => [this.#values[name] as unknown as Caret | null | undefined]);
    this.#throttle = new Throttle(clock, () => this.#flush());
    this.own = {
      get: this.#mine.get,
      subscribe: this.#mine.subscribe,
      set: (patch) => linking(() => this.#set(patch)),
    };
  }

  other(client: string): Other<D> | undefined {
    return this.#here.other(client);
  }

  setState(state: ActivityState): void {
    this.#state = state;
    if (state !== this.#toldState) this.#throttle.request();
  }

  /** The room is joined, maybe again: who is here, and everything about this page anew. */
  entered(people: readonly SeatPresence[], tick: number): void {
    this.#isAsking = false;
    this.#cancelHush?.();
    this.#cancelHush = undefined;
    this.crowd.set(undefined);
    this.#points?.everyone(people, tick);
    this.#replacePreviews(people);
    this.#here.replace(people, this.#copy.seq);
    this.#tell();
    for (const field of Object.keys(this.#mine.get())) this.#unsent.add(field);
    // The server may have kept this page's place with the state it had, or have forgotten all of it.
    const seen = people.find(({ client }) => client === this.#copy.client);
    this.#toldState = seen === undefined || seen.state === "quiet" ? "active" : seen.state;
    this.#flush();
    this.looking.here?.entered();
  }

  /** Returns whether the view may be another one: somebody's gesture shows something else. */
  tick(tick: Tick | Counts): boolean {
    const wasAlone = this.#isAlone;
    const hasShown = tick.type === "counts" ? this.#count(tick) : this.#tick(tick);
    if (wasAlone && !this.#isAlone) {
      this.#throttle.request();
      this.looking.here?.tell();
    }
    return hasShown;
  }

  #tick(tick: Tick): boolean {
    const { people, number = 0, before = number } = tick;
    if (tick.all === true) {
      this.#isAsking = false;
      this.crowd.set(undefined);
      this.#points?.everyone(people, before);
    } else this.#points?.met(people);
    this.#here.tick(tick, this.#copy.seq);
    if (tick.points !== undefined) this.#move(number, before, tick.points);
    let hasShown = false;
    if (tick.all === true) {
      this.#replacePreviews(tick.people);
      hasShown = true;
    } else {
      for (const { client, previews, place, times } of tick.people) {
        if (place !== undefined && this.#dropPreviews(client)) hasShown = true;
        if (previews !== undefined && this.#showPreviews(client, previews, times)) hasShown = true;
      }
      for (const client of tick.gone) if (this.#dropPreviews(client)) hasShown = true;
    }
    if (hasShown) this.shownTicks += 1;
    this.#tell();
    return hasShown;
  }

  /** There are so many that the page is told no more. */
  #count({ clients, people, active }: Counts): false {
    this.crowd.set({ clients, people, active });
    return false;
  }

  #move(number: number, before: number, bytes: Uint8Array): void {
    if (this.#points === undefined || this.#isAsking) return;
    const moved = this.#points.read(number, before, bytes, (client) =>
      this.#here.presenceOf(client),
    );
    if (moved !== undefined) return this.#here.moved(moved);
    this.#isAsking = true;
    this.#host.send(encodeKeyframe(this.#copy.seat));
  }

  /** `author` has edited texts at `seq`. */
  moveCarets(seq: Seq, author: string, ops: OpsByKey): void {
    this.#here.moveCarets(seq, author, ops);
  }

  /** Call after entries of the log were applied: carets that waited for them are shown. */
  advance(): void {
    if (this.#carets === undefined) return;
    this.#here.advance(this.#copy.seq);
    this.#tell();
    this.sendCarets();
  }

  /** What was typed is on its way, or its record is there: a caret in it may follow. */
  sendCarets(): void {
    for (const name of this.#carets?.names ?? [])
      if (this.#unsent.has(name)) this.#throttle.request();
  }

  /** There is something to show with the next tick: see `showGestures`. */
  request(): void {
    this.#throttle.request();
  }

  /** Sends at once what waits for the next tick. */
  flush(): void {
    this.#throttle.flush();
  }

  /** Whether somebody else is here, who is to see whether this page is heard of. */
  get isSeen(): boolean {
    return this.#copy.isIn && !this.#copy.isQuiet && this.others.get().length > 0;
  }

  /** Says that nothing of it is another: so the page is heard. */
  beat(): void {
    this.#host.send(encodePresence({ seat: this.#copy.seat, set: {} }));
  }

  /** The link is down. Most are back in a moment, and nobody is to see that. */
  down(): void {
    this.#cancelHush ??= this.#host.clock.after(HUSH_MS, () => {
      this.#here.hush();
      this.#tell();
    });
  }

  stop(): void {
    this.#throttle.stop();
    this.#forgetUser();
    this.#cancelHush?.();
    this.looking.stop();
    this.#here.stop();
  }

  #set(patch: PresenceOf<D>): void {
    if (!isFields(patch))
      throw misused(
        "presence",
        inWords(() => "what is set should be an object of fields"),
        patch,
      );
    const checked: Record<string, Json> = {};
    for (const [field, value] of Object.entries(patch as object)) {
      const node = this.#copy.definition.checks.presence.get(field);
      if (node === undefined)
        throw new Invalid(
          `presence.${field}`,
          inWords(() => "is not a field of this room's presence"),
        );
      const made = node.create(value, `presence.${field}`);
      if (made === undefined)
        throw new Invalid(
          `presence.${field}`,
          inWords(() => "cannot be removed; let the schema take null and set that"),
        );
      checked[field] = this.#points?.onGrid(field, made) ?? made;
    }
    const mine = { ...this.#mine.get(), ...checked } as PresenceOf<D>;
    checkPresence(mine);
    // A caret that has moved with its text is where everybody sees it.
    for (const name of Object.keys(checked))
      if (
        this.#carets?.isSame(this.#values, name, checked[name]) === true ||
        this.#points?.isStill(name, this.#values[name], checked[name]) === true
      )
        delete checked[name];
    for (const field of Object.keys(checked)) this.#unsent.add(field);
    if (Object.keys(checked).length === 0) return;
    this.#mine.set(mine);
    this.#throttle.request();
  }

  /** Whether nobody else is in the room: then nothing is sent, and the newest of it once somebody comes. */
  get #isAlone(): boolean {
    return this.#here.others.length === 0 && this.crowd.get() === undefined;
  }

  #flush(): void {
    const isStateTold = this.#state === this.#toldState;
    if (this.#unsent.size === 0 && isStateTold && this.showGestures === undefined) return;
    // Out of the room nothing is sent; on the way back in, everything is. So too while nobody else is there.
    if (!this.#copy.isIn || this.#copy.isQuiet || this.#isAlone) return;
    if (this.#host.connection.buffered > MAX_BUFFERED) return this.#throttle.request();
    const set: Record<string, Json> = {};
    for (const field of this.#unsent) {
      const isCaret = this.#carets?.names.includes(field) === true;
      const value = isCaret
        ? this.#carets?.outgoing(this.#values[field], this.#copy)
        : this.#values[field];
      if (value === undefined) continue;
      set[field] = value;
      this.#unsent.delete(field);
    }
    const isTaken = this.showGestures?.(set) ?? false;
    if ((isTaken || Object.keys(set).length === 0) && isStateTold) return;
    this.#toldState = this.#state;
    const state = isStateTold ? {} : { state: this.#state };
    this.#host.send(encodePresence({ seat: this.#copy.seat, set: isTaken ? {} : set, ...state }));
  }

  get #values(): { readonly [field: string]: Json } {
    return this.#mine.get() as { readonly [field: string]: Json };
  }

  /** The own caret stays on its letter, here as with everybody else. */
  #textChanged({ id, field, delta, isOwn }: TextEvent): void {
    const carets = this.#carets;
    // Where it stands in a text that is another one nobody knows; what is sent lies within that.
    if (carets === undefined || delta === undefined) return;
    this.#mine.set(
      carets.seen(this.#values, id, field, delta, isOwn ? "right" : "left") as PresenceOf<D>,
    );
    // Where the others see it after what was typed here depends on what they typed meanwhile.
    for (const name of isOwn ? carets.in(this.#values, id, field) : []) {
      this.#unsent.add(name);
      this.#throttle.request();
    }
  }

  #tell(): void {
    this.others.set(this.#here.others);
    this.people.set(this.#here.people);
    this.self.set(this.#here.self ?? this.#host.user.get());
  }

  #replacePreviews(people: readonly Pick<SeatPatch, "client" | "previews" | "times">[]): void {
    for (const client of this.previews.keys()) this.#dropPreviews(client);
    for (const { client, previews, times } of people)
      if (previews !== undefined) this.#showPreviews(client, previews, times);
  }

  #showPreviews(client: string, previews: Previews, times: SeatPatch["times"]): boolean {
    if (client === this.#copy.client) return false;
    let shown = this.previews.get(client);
    if (shown === undefined) this.previews.set(client, (shown = new Map()));
    for (const [gesture, ops] of Object.entries(previews)) {
      const key = `${client}/${gesture}`;
      const at = times?.[gesture];
      if (at === undefined || ops === null) this.times.delete(key);
      else this.times.set(key, at);
      if (ops === null) shown.delete(key);
      else shown.set(key, ops);
      this.#copy.replica.setPreview(key, ops ?? undefined);
    }
    return true;
  }

  #dropPreviews(client: string): boolean {
    const shown = this.previews.get(client);
    for (const key of shown?.keys() ?? []) {
      this.times.delete(key);
      this.#copy.replica.setPreview(key, undefined);
    }
    return this.previews.delete(client) && shown !== undefined && shown.size > 0;
  }
}

/** Throws `Refused` for a presence that a server would show to nobody. */
function checkPresence(presence: object): void {
  const size = JSON.stringify(presence).length;
  if (size <= MAX_PRESENCE) return;
  throw new Refused(
    "limit.presence",
    inWords(() => `The presence has ${size} characters, the server takes ${MAX_PRESENCE}`),
  );
}
