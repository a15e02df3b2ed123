import type { Viewport } from "@alongside/core";
import type { Clock, Grid, Rights } from "@alongside/core/engine";
import type { Guard } from "../guard.ts";
import { Audience } from "./crowd/audience.ts";
import { Counts } from "./crowd/counts.ts";
import type { Reader } from "./crowd/reader.ts";
import { Telling } from "./crowd/telling.ts";
import type { Member } from "./member.ts";
import { encodePlaces } from "./places.ts";
import type { Present } from "./present.ts";

interface NewsOptions {
  readonly clock: Clock;
  readonly guard: Guard;
  readonly members: ReadonlySet<Member>;
  /** Everyone in the room. */
  readonly people: ReadonlyMap<string, Present>;
  /** The fields of presence that are points. */
  readonly points: ReadonlyMap<string, Grid>;
  readonly limits: {
    readonly tickMs: number;
    readonly crowdSeats: number;
    readonly watchedSeats: number;
  };
  /** Looks at what somebody asked to show of their gestures. Returns how many ops that were. */
  look(present: Present): number;
  /** Does something for one member. What throws there ends that member's seat alone. */
  attend(member: Member, fn: () => void): void;
}

/** Above this many people a tick is slower in proportion; where they have points, which cost a tenth, above four times as many. */
const SMALL_ROOM = 50;
const SMALL_ROOM_OF_POINTS = 200;
/** Where most are told only of what they look at, it is the frames that cost. */
const SMALL_CROWD = 500;

/**
 * Above so many people a tick that finds nobody whom the one before told of waits so long for more: each costs as many frames, however
 * little is in them. Who goes on moving is told of at full speed, and where nobody does, nothing is late for the eye.
 */
const SPARSE_ROOM = 200;
const SPARSE_MS = 350;

/** A tick tells about as many characters; who changed beyond them is told of in the next one. */
const TICK_BYTES = 256 * 1024;
/** And it looks at about as many ops of gestures. */
const TICK_OPS = 5000;

/** So much is sent for presence in a ms, all readers of a room together: a tick that sends more makes the next one wait. */
const BYTES_PER_MS = 64 * 1024;
/** And so many ops of gestures are looked at in a ms. */
const OPS_PER_MS = 100;

/** A tick that is later than this was not held up by work: the machine slept, or its clock was set. */
const MOST_LATE_MS = 1000;

/**
 * What members have not been told yet of the people in their room. It is gathered and told once a tick, in one frame that is the same
 * for all who see the same, so that N people cost N frames a tick. A quiet room is told at once, and a process that has fallen behind its clock
 * ticks more slowly.
 */
export class News {
  readonly #options: NewsOptions;
  /** Who has something untold, in the order in which it came. */
  readonly #fresh = new Set<Present>();
  readonly #gone = new Set<string>();
  /** Who missed a tick: the next one they can take is a keyframe. */
  readonly #behind = new Set<Reader>();
  /** Who was told no places, as much waited for them: the next that they can take are told whole. */
  readonly #slow = new Set<Reader>();
  readonly #audience: Audience;
  readonly #counts: Counts;
  #cancelTick: (() => void) | undefined;
  #scheduled = false;
  /** The next tick is not before this, in ms of the clock. */
  #nextTick = Number.NEGATIVE_INFINITY;
  /** When it would be, were there somebody who goes on moving. */
  #soonest = Number.NEGATIVE_INFINITY;
  /** How many there were. */
  #ticks = 0;
  /** The number of the last tick of bytes. */
  #number = 0;

  constructor(options: NewsOptions) {
    this.#options = options;
    const { clock, people, limits } = options;
    this.#audience = new Audience({ ...options, ...limits });
    this.#counts = new Counts(clock, people, () => {
      this.#audience.review();
      this.#schedule();
    });
  }

  /** What is untold of somebody, for the caller to add to. The next tick tells it. */
  of(present: Present): NonNullable<Present["untold"]> {
    this.#fresh.add(present);
    if (present.toldIn === this.#ticks) this.#hasten();
    this.#schedule();
    present.untold ??= {
      isNew: false,
      user: false,
      state: false,
      fields: new Set(),
      points: new Set(),
      previews: new Set(),
    };
    return present.untold;
  }

  came(client: string): void {
    this.#gone.delete(client);
  }

  left(present: Present): void {
    this.#fresh.delete(present);
    this.#audience.crowd.remove(present);
    this.#gone.add(present.client);
    this.#schedule();
  }

  /** JSON of everyone whom a member that has just come in is told of, the number of the last tick before them. */
  everyone(member: Member): string {
    const { mode } = this.#audience.enter(member, this.#number);
    const { people } = this.#options;
    const own = people.get(member.client);
    const told = mode === "counts" ? (own === undefined ? [] : [own]) : [...people.values()];
    return `[${[this.#number, ...told.map((one) => one.wholeFor(member.rights))].join(",")}]`;
  }

  /** A member is told of everyone anew. */
  missed(member: Member): void {
    const reader = this.#audience.of(member);
    if (reader === undefined) return;
    this.#behind.add(reader);
    this.#schedule();
  }

  /** A member's page looks at something else. */
  look(member: Member, viewport: Viewport | undefined): void {
    this.#audience.look(member, viewport);
    this.#schedule();
  }

  /** Tells nothing more; the room is going. */
  close(): void {
    this.#cancelTick?.();
    this.#counts.close();
    this.#fresh.clear();
    this.#gone.clear();
    this.#behind.clear();
    this.#slow.clear();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const { clock, guard } = this.#options;
    const wait = this.#nextTick - clock.now();
    if (wait <= 0) queueMicrotask(() => guard(() => this.#tick()));
    else this.#cancelTick = clock.after(wait, () => this.#tick());
  }

  /** Somebody goes on moving: the next tick is not to wait for more. */
  #hasten(): void {
    if (this.#nextTick <= this.#soonest) return;
    this.#nextTick = this.#soonest;
    if (this.#cancelTick === undefined) return;
    this.#cancelTick();
    this.#cancelTick = undefined;
    this.#scheduled = false;
  }

  #tick(): void {
    const { clock, members, people, points, limits } = this.#options;
    // A timer that is late says that there is more to do than there is time for.
    const began = clock.now();
    const late =
      this.#cancelTick === undefined ? 0 : Math.min(began - this.#nextTick, MOST_LATE_MS);
    this.#cancelTick = undefined;
    const audience = this.#audience;
    audience.sweep();
    for (const waiting of [this.#behind, this.#slow])
      for (const reader of waiting) if (!members.has(reader.member)) waiting.delete(reader);
    const telling = new Telling({ ...this.#options, behind: this.#behind, slow: this.#slow });
    // As of the tick before: who looks elsewhere learns where those are who went on from there.
    for (const turn of audience.turn()) {
      this.#counts.forget(turn.reader);
      telling.turn(turn, this.#number);
      audience.turned(turn);
    }
    // A keyframe takes back what was counted.
    for (const reader of this.#behind) this.#counts.forget(reader);
    const { told, looked } = this.#take();
    const wordy = told.filter(({ hasWords }) => hasWords);
    const places = encodePlaces(told, points, (name, mover, move) =>
      audience.crowd.move(name, mover, move),
    );
    if (places !== undefined) this.#number += 1;
    const hasWords = wordy.length > 0 || this.#gone.size > 0;
    const only = told.length === 1 && this.#gone.size === 0 ? told[0] : undefined;
    telling.tell(audience.readers, {
      number: this.#number,
      places,
      words: (rights) => (hasWords ? this.#patch(wordy, rights) : ""),
      isNews: hasWords || places !== undefined,
      // Nobody is told what they alone have done.
      own: only?.isKnownToItself === true ? only.client : undefined,
    });
    if (audience.isVast) this.#counts.tell(audience.readers, telling.sends);
    audience.crowd.settle();
    telling.sends.flush("show");
    let isMoving = false;
    for (const present of told) {
      present.untold = undefined;
      this.#fresh.delete(present);
      if (present.toldIn === this.#ticks) isMoving = true;
      present.toldIn = this.#ticks + 1;
    }
    this.#ticks += 1;
    this.#gone.clear();
    const every = limits.tickMs * Math.max(1, this.#load(telling.toldAll));
    const wait = Math.max(every, telling.bytes / BYTES_PER_MS, looked / OPS_PER_MS, every + late);
    // From when this one began, so that what it takes comes not on top; as long as it took there is time for all else.
    const ended = clock.now();
    this.#soonest = Math.max(began + wait, ended + Math.min(ended - began, wait));
    const isSparse = people.size > SPARSE_ROOM && !isMoving && looked === 0;
    this.#nextTick = isSparse ? Math.max(this.#soonest, began + SPARSE_MS) : this.#soonest;
    this.#scheduled = false;
    // The last to move may be the one they missed.
    const waiting = this.#behind.size + this.#slow.size;
    if (this.#fresh.size > 0 || waiting > 0 || audience.isTurning) this.#schedule();
  }

  /** How many times as large a room is as one that ticks at full speed. `toldAll`: how many are told of everybody. */
  #load(toldAll: number): number {
    const { people, points } = this.#options;
    if (points.size === 0) return people.size / SMALL_ROOM;
    if (!this.#audience.isCrowd) return people.size / SMALL_ROOM_OF_POINTS;
    return Math.max(people.size / SMALL_CROWD, toldAll / SMALL_ROOM_OF_POINTS);
  }

  #patch(told: readonly Present[], rights: Rights): string {
    const people = told.map((present) => present.patchFor(rights)).join(",");
    return `[${people}],${JSON.stringify([...this.#gone])}`;
  }

  /** Takes those of whom this tick tells: the first who changed, as many as it may tell of. `looked`: how many ops were looked at. */
  #take(): { readonly told: readonly Present[]; readonly looked: number } {
    const told: Present[] = [];
    let bytes = 0;
    let looked = 0;
    for (const present of this.#fresh) {
      if (bytes > TICK_BYTES || looked > TICK_OPS) break;
      looked += this.#options.look(present);
      this.#fresh.delete(present);
      if (!present.hasNews) continue;
      told.push(present);
      bytes += present.untoldBytes;
    }
    return { told, looked };
  }
}
