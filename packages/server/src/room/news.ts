import type { Clock, Frame, Grid, Rights } from "@alongside/core/engine";
import type { Guard } from "../guard.ts";
import type { Member } from "./member.ts";
import { encodePlaces, placesFrame } from "./places.ts";
import type { Present } from "./present.ts";
import { SeatFrames } from "./seat-frames.ts";
import { Sends } from "./sends.ts";

interface NewsOptions {
  readonly clock: Clock;
  readonly guard: Guard;
  readonly members: ReadonlySet<Member>;
  readonly tickMs: number;
  /** Everyone in the room. */
  readonly people: ReadonlyMap<string, Present>;
  /** The fields of presence that are points. */
  readonly points: ReadonlyMap<string, Grid>;
  /** Looks at what somebody asked to show of their gestures. Returns how many ops that were. */
  look(present: Present): number;
  /** Does something for one member. What throws there ends that member's seat alone. */
  attend(member: Member, fn: () => void): void;
}

/** Above this many people a tick is slower in proportion; where they have points, which cost a tenth, above four times as many. */
const SMALL_ROOM = 50;
const SMALL_ROOM_OF_POINTS = 200;

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
 * for everyone, so that N people cost N frames a tick. A quiet room is told at once, and a process that has fallen behind its clock
 * ticks more slowly.
 */
export class News {
  readonly #options: NewsOptions;
  /** Who has something untold, in the order in which it came. */
  readonly #fresh = new Set<Present>();
  readonly #gone = new Set<string>();
  /** Who missed a tick: the next one they can take is a keyframe. */
  readonly #behind = new Set<Member>();
  #cancelTick: (() => void) | undefined;
  #scheduled = false;
  /** The next tick is not before this, in ms of the clock. */
  #nextTick = Number.NEGATIVE_INFINITY;
  /** The number of the last tick of bytes. */
  #number = 0;

  constructor(options: NewsOptions) {
    this.#options = options;
  }

  /** What is untold of somebody, for the caller to add to. The next tick tells it. */
  of(present: Present): NonNullable<Present["untold"]> {
    this.#fresh.add(present);
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
    this.#gone.add(present.client);
    this.#schedule();
  }

  /** JSON of everyone, the number of the last tick before them, as somebody with `rights` who has just come in sees them. */
  everyone(rights: Rights): string {
    const people = Array.from(this.#options.people.values(), (one) => one.wholeFor(rights));
    return `[${[this.#number, ...people].join(",")}]`;
  }

  /** A member is told of everyone anew. */
  missed(member: Member): void {
    this.#behind.add(member);
    this.#schedule();
  }

  /** Tells nothing more; the room is going. */
  close(): void {
    this.#cancelTick?.();
    this.#fresh.clear();
    this.#gone.clear();
    this.#behind.clear();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const { clock, guard } = this.#options;
    const wait = this.#nextTick - clock.now();
    if (wait <= 0) queueMicrotask(() => guard(() => this.#tick()));
    else this.#cancelTick = clock.after(wait, () => this.#tick());
  }

  #tick(): void {
    const { clock, members, attend, tickMs, people, points } = this.#options;
    // A timer that is late says that there is more to do than there is time for.
    const began = clock.now();
    const late =
      this.#cancelTick === undefined ? 0 : Math.min(began - this.#nextTick, MOST_LATE_MS);
    this.#cancelTick = undefined;
    for (const member of this.#behind) if (!members.has(member)) this.#behind.delete(member);
    const { told, looked } = this.#take();
    const wordy = told.filter(({ hasWords }) => hasWords);
    const places = encodePlaces(told, points);
    // Who went somewhere and back since the last tick is where they were.
    const hasNews = wordy.length > 0 || this.#gone.size > 0 || places !== undefined;
    const only = told.length === 1 && this.#gone.size === 0 ? told[0] : undefined;
    const isForOthers = only === undefined || !only.isKnownToItself || members.size > 1;
    if (places !== undefined && isForOthers) this.#number += 1;
    const number = this.#number;
    // Previews are ops, so they are cut by what the reader may see; all else is one frame for everyone.
    const patches = new SeatFrames(
      (rights) => this.#patch(wordy, rights),
      (seat, text): Frame =>
        places === undefined ? tickFrame(seat, text) : placesFrame(seat, number, 1, text, places),
    );
    const keyframes = new SeatFrames((rights) => this.#keyframe(rights), tickFrame);
    const sends = new Sends();
    let sent = 0;
    for (const member of hasNews ? members : this.#behind) {
      const isOwn = only?.client === member.client && only.isKnownToItself;
      // A numbered tick goes to all of several, so that nobody has missed one.
      if (isOwn && (places === undefined || !isForOthers) && !this.#behind.has(member)) continue;
      attend(member, () => {
        if (member.guest.isBehind) {
          this.#behind.add(member);
          return;
        }
        const frame = (this.#behind.delete(member) ? keyframes : patches).of(member);
        sent += frame.length;
        sends.add(frame, member);
      });
    }
    sends.flush("show");
    for (const present of told) {
      present.untold = undefined;
      this.#fresh.delete(present);
    }
    this.#gone.clear();
    const small = points.size > 0 ? SMALL_ROOM_OF_POINTS : SMALL_ROOM;
    const every = tickMs * Math.max(1, people.size / small);
    const wait = Math.max(every, sent / BYTES_PER_MS, looked / OPS_PER_MS, every + late);
    // From when this one began, so that what it takes comes not on top; as long as it took there is time for all else.
    const ended = clock.now();
    this.#nextTick = Math.max(began + wait, ended + Math.min(ended - began, wait));
    this.#scheduled = false;
    // The last to move may be the one they missed.
    if (this.#fresh.size > 0 || this.#behind.size > 0) this.#schedule();
  }

  /** What a keyframe says. */
  #keyframe(rights: Rights): string {
    const people = Array.from(this.#options.people.values(), (one) => one.wholeFor(rights));
    return `[${people.join(",")}],[],${this.#number}`;
  }

  #patch(told: readonly Present[], rights: Rights): string {
    if (told.length === 0 && this.#gone.size === 0) return "";
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

function tickFrame(seat: number, body: string): string {
  return `["t",${seat},${body}]`;
}
