import { type Caret, type Json, Refused } from "@alongside/core";
import {
  type CaretEngine,
  type Clock,
  encodeNotice,
  equalJson,
  type OpsByKey,
  type ActivityState,
  type Rights,
  type Seq,
  type TextOp,
  type UserInfo,
} from "@alongside/core/engine";
import { SeatFrames } from "./seat-frames.ts";
import type { Guard } from "../guard.ts";
import { Gestures, MAX_PREVIEWS } from "./gestures.ts";
import type { Author } from "./verdict.ts";
import type { Member } from "./member.ts";
import { placeOf, Present } from "./present.ts";
import { mayRead } from "./rights.ts";
import { Sends, sendTo } from "./sends.ts";

/** What of a room's people is bounded. Bytes are characters of JSON. */
export interface PeopleLimits {
  readonly tickMs: number;
  readonly graceMs: number;
  /** The presence of one client ... */
  readonly presenceBytes: number;
  /** ... and of all clients in a room. */
  readonly roomPresenceBytes: number;
  /** One event. */
  readonly eventBytes: number;
  /** The gestures of one client that are shown ... */
  readonly previewBytes: number;
  /** ... and of all clients in a room. */
  readonly roomPreviewBytes: number;
}

interface PeopleOptions {
  readonly clock: Clock;
  readonly guard: Guard;
  readonly members: ReadonlySet<Member>;
  readonly limits: PeopleLimits;
  /** The fields of presence that are carets. */
  readonly carets: ReadonlyMap<string, CaretEngine>;
  /** The top-level key that a caret's text is under. */
  keyOf(caret: Caret): string | undefined;
  /** What may be shown of a gesture: the ops that write to something. Undefined when its author may not write them, or the schema refuses. */
  check(author: Author, ops: OpsByKey): OpsByKey | undefined;
  /** Does something for one member. What throws there ends that member's seat alone. */
  attend(member: Member, fn: () => void): void;
  /** Somebody's grace time ended, or they left: the room may be empty now. */
  onGone(): void;
}

/** Above this many people a tick is slower in proportion. */
const SMALL_ROOM = 50;

/** A tick tells about as many characters; who changed beyond them is told of in the next one. */
const TICK_BYTES = 256 * 1024;
/** And it looks at about as many ops of gestures. */
const TICK_OPS = 5000;

/** So much is sent for presence in a ms, all readers of a room together: a tick that sends more makes the next one wait. */
const BYTES_PER_MS = 64 * 1024;

/** One character may be written in six, and what is around it in so many. */
const ESCAPED = 6;
const ENVELOPE = 1024;

/** And so many ops of gestures are looked at in a ms. */
const OPS_PER_MS = 100;

/** The longest message of presence that is looked at, in characters. */
export function longestPresence(presenceBytes: number): number {
  return presenceBytes * ESCAPED + ENVELOPE;
}

/** Places that are kept for who dropped, and about how many characters of presence; the oldest go first. */
const MAX_DROPPED = 1000;
const DROPPED_BYTES = 512 * 1024;

/**
 * Who is in a room and what they show. Nothing of it is logged. What changed is gathered and told once a tick, in one
 * frame that is the same for everyone, so that N people cost N frames a tick. A quiet room is told at once.
 */
export class People {
  readonly #options: PeopleOptions;
  readonly #present = new Map<string, Present>();
  /** Who has something untold, in the order in which it came. */
  readonly #fresh = new Set<Present>();
  readonly #gone = new Set<string>();
  /** Whose link is down, in the order in which it went. */
  readonly #dropped = new Set<Present>();
  readonly #gestures: Gestures;
  /** Of what each client has been told already that it is not shown. */
  readonly #told = new Map<Present, Set<string>>();
  /** Who missed a tick: the next one they can take is a keyframe. */
  readonly #behind = new Set<Member>();
  #presenceBytes = 0;
  #cancelTick: (() => void) | undefined;
  #scheduled = false;
  /** The next tick is not before this, in ms of the clock. */
  #nextTick = Number.NEGATIVE_INFINITY;

  constructor(options: PeopleOptions) {
    this.#options = options;
    const { limits, check, attend } = options;
    this.#gestures = new Gestures({
      clientLimit: limits.previewBytes,
      roomLimit: limits.roomPreviewBytes,
      people: this.#present,
      dropped: this.#dropped,
      check,
      attend,
      onChange: (present, gesture) => {
        const untold = this.#untoldOf(present);
        if (gesture !== undefined) untold.previews.add(gesture);
      },
      onRefused: (present, gesture, bytes, limit) =>
        this.#refuse(present, `gesture ${gesture}`, "limit.preview", bytes, limit),
    });
  }

  get empty(): boolean {
    return this.#present.size === 0;
  }

  /** Throws `auth.client-taken` where another user's place has the client id. */
  checkOwner(client: string, user: string): void {
    const owner = this.#present.get(client)?.user.id;
    if (owner !== undefined && owner !== user)
      throw new Refused("auth.client-taken", `Client id ${client} belongs to another user`);
  }

  enter(client: string, user: UserInfo): void {
    const known = this.#present.get(client);
    if (known !== undefined) {
      this.#keep(known);
      // Whether its gestures still go on, the client says itself once it is back.
      this.#gestures.hideAll(known);
      if (!equalJson(known.user, user)) {
        known.user = user;
        this.#untoldOf(known).user = true;
      }
      return;
    }
    this.#gone.delete(client);
    const present = new Present(client, user, this.#options.carets, (caret, rights) => {
      const key = this.#options.keyOf(caret);
      return key !== undefined && mayRead(rights, key);
    });
    this.#present.set(client, present);
    this.#presenceBytes += present.presenceBytes;
    this.#untoldOf(present).user = true;
  }

  /** The link went down without a word: the place is kept for the grace time, as long as not too many are. */
  drop(client: string): void {
    const present = this.#present.get(client);
    if (present === undefined || present.cancelGrace !== undefined) return;
    const { clock, limits } = this.#options;
    present.cancelGrace = clock.after(limits.graceMs, () => this.leave(client));
    this.#dropped.add(present);
    let bytes = 0;
    for (const dropped of this.#dropped) bytes += dropped.presenceBytes;
    for (const oldest of this.#dropped) {
      if (this.#dropped.size <= MAX_DROPPED && bytes <= DROPPED_BYTES) return;
      bytes -= oldest.presenceBytes;
      this.leave(oldest.client);
    }
  }

  leave(client: string): void {
    const present = this.#present.get(client);
    if (present === undefined) return;
    this.#keep(present);
    this.#present.delete(client);
    this.#presenceBytes -= present.presenceBytes;
    this.#gestures.forget(present);
    this.#told.delete(present);
    this.#fresh.delete(present);
    this.#gone.add(client);
    this.#schedule();
    this.#options.onGone();
  }

  /** Shows fields of presence, unless they come to more than may be: then their client hears so once. */
  set(
    client: string,
    fields: { readonly [field: string]: Json },
    state: ActivityState | undefined,
  ): void {
    const present = this.#present.get(client);
    if (present === undefined) return;
    if (state !== undefined && state !== present.state) {
      present.state = state;
      this.#untoldOf(present).state = true;
    }
    const names = Object.keys(fields);
    if (names.length === 0) return;
    const weighed = present.weigh(fields);
    const { bytes } = weighed;
    const others = this.#presenceBytes - present.presenceBytes;
    const { presenceBytes, roomPresenceBytes } = this.#options.limits;
    const isMuch = bytes > presenceBytes;
    if (isMuch || !hasRoom(bytes, others, roomPresenceBytes, this.#present.size)) {
      const limit = isMuch ? `${presenceBytes} for a client` : `${roomPresenceBytes} for a room`;
      this.#refuse(present, "presence", "limit.presence", bytes, limit);
      return;
    }
    this.#told.get(present)?.delete("presence");
    present.set(weighed);
    this.#presenceBytes = others + bytes;
    const untold = this.#untoldOf(present);
    for (const name of names) untold.fields.add(name);
  }

  /** Whether a message of `bytes` is too large to be looked at; its client hears so once. */
  isTooLarge(client: string, kind: "presence" | "event", bytes: number): boolean {
    const { presenceBytes, eventBytes } = this.#options.limits;
    const present = this.#present.get(client);
    const most = kind === "event" ? eventBytes : longestPresence(presenceBytes);
    if (present === undefined || bytes <= most) return false;
    const limit = kind === "event" ? eventBytes : `${presenceBytes} for a client`;
    this.#refuse(present, kind, `limit.${kind}`, bytes, `${limit}`);
    return true;
  }

  /** Tells a client, once for each `what`, that the server does not show something. */
  #refuse(present: Present, what: string, code: string, bytes: number, limit: string): void {
    const told = this.#told.get(present) ?? new Set();
    this.#told.set(present, told);
    if (told.has(what)) return;
    // It may have ever new gestures; of old ones nothing more is told anyway.
    if (told.size > MAX_PREVIEWS) told.clear();
    told.add(what);
    const message = `The ${what} does not reach others: ${Math.ceil(bytes)} bytes, and the limit is ${limit}`;
    for (const member of this.#options.members)
      if (member.client === present.client)
        sendTo(member, encodeNotice({ seat: member.seat, code, message }));
  }

  /** Texts were edited at the head of the log: carets in them stay on their letters. Nobody is told, as every reader does the same. */
  moveCarets(seq: Seq, client: string, ops: readonly TextOp[]): void {
    if (this.#options.carets.size === 0) return;
    const edits = new Map(ops.map((op) => [placeOf(op), op]));
    for (const present of this.#present.values())
      present.moveCarets(seq, present.client === client, edits);
  }

  /** A gesture as it is now, in a message of `bytes`. */
  preview(author: Author & Member, gesture: number, ops: OpsByKey, bytes: number): void {
    const present = this.#present.get(author.client);
    if (present !== undefined) this.#gestures.ask(present, author, String(gesture), ops, bytes);
  }

  /** A gesture is over: nothing of it is shown any more. */
  endPreview(client: string, gesture: number): void {
    const present = this.#present.get(client);
    if (present !== undefined) this.#gestures.hide(present, String(gesture));
  }

  /** Nothing is shown any more of a client's gestures: what it may write has changed. */
  endPreviews(client: string): void {
    const present = this.#present.get(client);
    if (present !== undefined) this.#gestures.hideAll(present);
  }

  /** JSON of everyone, as somebody with `rights` who has just come in sees them. */
  everyone(rights: Rights): string {
    return `[${Array.from(this.#present.values(), (present) => present.wholeFor(rights)).join(",")}]`;
  }

  /** Ends every timer; the room is going. */
  close(): void {
    this.#cancelTick?.();
    for (const present of this.#present.values()) present.cancelGrace?.();
    this.#present.clear();
    this.#fresh.clear();
    this.#gone.clear();
    this.#dropped.clear();
    this.#gestures.clear();
    this.#told.clear();
    this.#behind.clear();
  }

  /** It is not waited for any more. */
  #keep(present: Present): void {
    present.cancelGrace?.();
    present.cancelGrace = undefined;
    this.#dropped.delete(present);
  }

  #untoldOf(present: Present): NonNullable<Present["untold"]> {
    this.#fresh.add(present);
    this.#schedule();
    present.untold ??= { user: false, state: false, fields: new Set(), previews: new Set() };
    return present.untold;
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
    const { clock, members, attend, limits } = this.#options;
    this.#cancelTick = undefined;
    for (const member of this.#behind) if (!members.has(member)) this.#behind.delete(member);
    const { told, looked } = this.#take();
    // Previews are ops, so they are cut by what the reader may see; all else is one frame for everyone.
    const patches = new SeatFrames((rights) => this.#patch(told, rights), tickFrame);
    const keyframes = new SeatFrames((rights) => `${this.everyone(rights)},[],1`, tickFrame);
    const hasNews = told.length > 0 || this.#gone.size > 0;
    const sends = new Sends();
    let sent = 0;
    for (const member of hasNews ? members : this.#behind) {
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
    const every = limits.tickMs * Math.max(1, this.#present.size / SMALL_ROOM);
    this.#nextTick = clock.now() + Math.max(every, sent / BYTES_PER_MS, looked / OPS_PER_MS);
    this.#scheduled = false;
    // The last to move may be the one they missed.
    if (this.#fresh.size > 0 || this.#behind.size > 0) this.#schedule();
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
      looked += this.#gestures.look(present);
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

/** Whether somebody may show `bytes` beside what the `others` show: while the room has place, and always their equal part of it. */
function hasRoom(bytes: number, others: number, limit: number, people: number): boolean {
  return others + bytes <= limit || bytes <= limit / people;
}
