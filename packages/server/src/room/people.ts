import { type Caret, type Json, Refused, type Viewport } from "@alongside/core";
import {
  type Clock,
  encodeNotice,
  type OpsByKey,
  type ActivityState,
  type Seq,
  type TextOp,
  type UserInfo,
} from "@alongside/core/engine";
import type { Guard } from "../guard.ts";
import { Faces } from "../identity/faces.ts";
import { Gestures, MAX_PREVIEWS } from "./gestures.ts";
import type { Author } from "./verdict.ts";
import type { Member } from "./member.ts";
import type { PersonHere } from "./person-here.ts";
import { News } from "./news.ts";
import { type FieldKinds, placeOf, Present } from "./present.ts";
import { mayRead } from "./rights.ts";
import { sendTo } from "./sends.ts";
import { Silence } from "./silence.ts";

/** What of a room's people is bounded. Bytes are characters of JSON. */
export interface PeopleLimits {
  readonly tickMs: number;
  /** Above this many people a page is told only of the points that it looks at ... */
  readonly crowdSeats: number;
  /** ... and above this many before it only how many there are. */
  readonly watchedSeats: number;
  readonly quietMs: number;
  readonly graceMs: number;
  /** The presence of one client ... */
  readonly presenceBytes: number;
  /** ... and of all clients in a room. */
  readonly roomPresenceBytes: number;
  /** One event. */
  readonly eventBytes: number;
  readonly eventsPerSecond: number;
  /** The gestures of one client that are shown ... */
  readonly previewBytes: number;
  /** ... and of all clients in a room. */
  readonly roomPreviewBytes: number;
  /** Agents that the server's own code shows in a room. */
  readonly agentsPerRoom: number;
}

interface PeopleOptions {
  readonly clock: Clock;
  readonly guard: Guard;
  readonly members: ReadonlySet<Member>;
  readonly limits: PeopleLimits;
  /** Which fields of presence are carets or points. */
  readonly kinds: FieldKinds;
  /** The top-level key that a caret's text is under. */
  keyOf(caret: Caret): string | undefined;
  /** What may be shown of a gesture: the ops that write to something. Undefined when its author may not write them, or the schema refuses. */
  check(author: Author, ops: OpsByKey): OpsByKey | undefined;
  /** Does something for one member. What throws there ends that member's seat alone. */
  attend(member: Member, fn: () => void): void;
  /** Somebody's grace time ended, or they left: the room may be empty now. */
  onGone(client: string): void;
}

/** One character may be written in six, and what is around it in so many. */
const ESCAPED = 6;
const ENVELOPE = 1024;

/** The longest message of presence that is looked at, in characters. */
export function longestPresence(presenceBytes: number): number {
  return presenceBytes * ESCAPED + ENVELOPE;
}

/** Places that are kept for who dropped, and about how many characters of presence; the oldest go first. */
const MAX_DROPPED = 1000;
const DROPPED_BYTES = 512 * 1024;

/** Who is in a room and what they show. Nothing of it is logged. */
export class People {
  readonly #options: PeopleOptions;
  readonly #present = new Map<string, Present>();
  /** Whose link is down, in the order in which it went. */
  readonly #dropped = new Set<Present>();
  readonly #gestures: Gestures;
  /** Of what each client has been told already that it is not shown. */
  readonly #told = new Map<Present, Set<string>>();
  readonly #news: News;
  readonly #silence: Silence;
  readonly #faces = new Faces();
  #presenceBytes = 0;
  /** Whether each number is somebody's. */
  readonly #places: boolean[] = [];

  constructor(options: PeopleOptions) {
    this.#options = options;
    const { clock, guard, members, limits, check, attend } = options;
    this.#news = new News({
      clock,
      guard,
      members,
      limits,
      people: this.#present,
      points: options.kinds.points,
      look: (present) => this.#gestures.look(present),
      attend,
    });
    this.#silence = new Silence({
      clock,
      members,
      people: this.#present,
      quietMs: limits.quietMs,
      onChange: (present) => (this.#news.of(present).state = true),
    });
    this.#gestures = new Gestures({
      clientLimit: limits.previewBytes,
      roomLimit: limits.roomPreviewBytes,
      people: this.#present,
      dropped: this.#dropped,
      check,
      attend,
      onChange: (present, gesture) => {
        const untold = this.#news.of(present);
        if (gesture !== undefined) untold.previews.add(gesture);
      },
      onRefused: (present, gesture, bytes, limit) =>
        this.#refuse(
          present,
          `gesture ${gesture}`,
          "limit.preview",
          tooMuch(`gesture ${gesture}`, bytes, limit),
        ),
    });
  }

  /** Everybody, in the order in which they came. */
  list(): readonly PersonHere[] {
    return Array.from(this.#present.values(), ({ client, user, shownState: state, presence }) => ({
      client,
      user,
      state,
      presence,
    }));
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
      if (known.isQuiet || known.isSilent) {
        known.isQuiet = known.isSilent = false;
        this.#news.of(known).state = true;
      }
      this.#silence.watch();
      // Whether its gestures still go on, the client says itself once it is back.
      this.#gestures.hideAll(known);
      this.introduce(user);
      return;
    }
    this.#news.came(client);
    const free = this.#places.indexOf(false);
    const place = free < 0 ? this.#places.length : free;
    this.#places[place] = true;
    const before = this.#faces.of(user.id);
    const shown = this.#faces.enter(user);
    const present = new Present(client, place, shown, this.#options.kinds, (caret, rights) => {
      const key = this.#options.keyOf(caret);
      return key !== undefined && mayRead(rights, key);
    });
    this.#present.set(client, present);
    this.#presenceBytes += present.presenceBytes;
    const untold = this.#news.of(present);
    untold.user = true;
    untold.isNew = true;
    if (before !== undefined) this.#reface(before, shown);
    this.#silence.watch();
  }

  /** Somebody who is here may have another name or colour: all their seats show it. */
  introduce(user: UserInfo): void {
    const before = this.#faces.of(user.id);
    if (before !== undefined) this.#reface(before, this.#faces.change(user));
  }

  /** All seats of a user show the same of them. */
  #reface(before: UserInfo, shown: UserInfo): void {
    if (before === shown) return;
    for (const present of this.#present.values()) {
      if (present.user === shown || present.user.id !== shown.id) continue;
      present.user = shown;
      this.#news.of(present).user = true;
    }
  }

  /**
   * The link went down without a word: the place is kept for the grace time, as long as not too many are. Most are back in a moment:
   * only after a while others are told that nothing is heard.
   */
  drop(client: string): void {
    const present = this.#present.get(client);
    if (present === undefined || present.cancelGrace !== undefined) return;
    const { clock, limits } = this.#options;
    const { quietMs, graceMs } = limits;
    const endGrace = (ms: number): (() => void) => clock.after(ms, () => this.leave(client));
    present.cancelGrace =
      graceMs <= quietMs
        ? endGrace(graceMs)
        : clock.after(quietMs, () => {
            present.isQuiet = true;
            this.#news.of(present).state = true;
            present.cancelGrace = endGrace(graceMs - quietMs);
          });
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
    this.#places[present.place] = false;
    this.#faces.leave(present.user.id);
    this.#presenceBytes -= present.presenceBytes;
    this.#gestures.forget(present);
    this.#told.delete(present);
    this.#news.left(present);
    this.#silence.watch();
    this.#options.onGone(client);
  }

  /** Shows fields of presence, unless they come to more than may be: then their client hears so once. Returns why they are not shown. */
  set(
    client: string,
    fields: { readonly [field: string]: Json },
    state: ActivityState | undefined,
  ): string | undefined {
    const present = this.#present.get(client);
    if (present === undefined) return undefined;
    if ((state !== undefined && state !== present.state) || present.isSilent) {
      present.state = state ?? present.state;
      present.isSilent = false;
      this.#news.of(present).state = true;
      this.#silence.watch();
    }
    const names = Object.keys(fields);
    if (names.length === 0) return undefined;
    const weighed = present.weigh(fields);
    const { bytes } = weighed;
    const others = this.#presenceBytes - present.presenceBytes;
    const { presenceBytes, roomPresenceBytes } = this.#options.limits;
    const isMuch = bytes > presenceBytes;
    if (isMuch || !hasRoom(bytes, others, roomPresenceBytes, this.#present.size)) {
      const limit = isMuch ? `${presenceBytes} for a client` : `${roomPresenceBytes} for a room`;
      return this.#refuse(present, "presence", "limit.presence", tooMuch("presence", bytes, limit));
    }
    this.#told.get(present)?.delete("presence");
    present.set(weighed);
    this.#presenceBytes = others + bytes;
    const untold = this.#news.of(present);
    const { points } = this.#options.kinds;
    for (const name of names) (points.has(name) ? untold.points : untold.fields).add(name);
    return undefined;
  }

  /** Whether a message of `bytes` is too large to be looked at; its client hears so once. */
  isTooLarge(client: string, kind: "presence" | "event", bytes: number): boolean {
    const { presenceBytes, eventBytes } = this.#options.limits;
    const present = this.#present.get(client);
    const most = kind === "event" ? eventBytes : longestPresence(presenceBytes);
    if (present === undefined || bytes <= most) return false;
    const limit = kind === "event" ? eventBytes : `${presenceBytes} for a client`;
    this.#refuse(present, kind, `limit.${kind}`, tooMuch(kind, bytes, `${limit}`));
    return true;
  }

  /**
   * Whether one more event of a client may be told of: so many a second, those of two seconds at once. Where it may not, its client hears
   * so once, until it has sent none for as long as it takes for as many to come at once again.
   */
  mayTell(client: string): boolean {
    const present = this.#present.get(client);
    if (present === undefined) return false;
    const { clock, limits } = this.#options;
    const { eventsPerSecond } = limits;
    const now = clock.now();
    const { told, at } = present.events ?? { told: 0, at: now };
    const before = Math.max(0, told - (Math.max(0, now - at) / 1000) * eventsPerSecond);
    if (before === 0) this.#told.get(present)?.delete("events");
    const mayTell = before + 1 <= 2 * eventsPerSecond;
    present.events = { told: mayTell ? before + 1 : before, at: now };
    const message = `Events do not reach others: more than ${eventsPerSecond} a second came`;
    if (!mayTell) this.#refuse(present, "events", "limit.event-rate", message);
    return mayTell;
  }

  /** Tells a client, once for each `what`, that the server does not show something. Returns the message. */
  #refuse(present: Present, what: string, code: string, message: string): string {
    const told = this.#told.get(present) ?? new Set();
    this.#told.set(present, told);
    if (told.has(what)) return message;
    // It may have ever new gestures; of old ones nothing more is told anyway.
    if (told.size > MAX_PREVIEWS) told.clear();
    told.add(what);
    for (const member of this.#options.members)
      if (member.client === present.client)
        sendTo(member, encodeNotice({ seat: member.seat, code, message }));
    return message;
  }

  /** Texts were edited at the head of the log: carets in them stay on their letters. Nobody is told, as every reader does the same. */
  moveCarets(seq: Seq, client: string, ops: readonly TextOp[]): void {
    if (this.#options.kinds.carets.size === 0) return;
    const edits = new Map(ops.map((op) => [placeOf(op), op]));
    for (const present of this.#present.values())
      present.moveCarets(seq, present.client === client, edits);
  }

  /** Who a client is; undefined where it is not here. */
  userOf(client: string): UserInfo | undefined {
    return this.#present.get(client)?.user;
  }

  /** A member has missed something, and is told of everyone anew. */
  missed(member: Member): void {
    this.#news.missed(member);
  }

  /** How many there are. */
  get size(): number {
    return this.#present.size;
  }

  /** A gesture as it is now, in a message of `bytes`. */
  preview(
    author: Author & Member,
    gesture: number,
    ops: OpsByKey,
    bytes: number,
    at?: number,
  ): void {
    const present = this.#present.get(author.client);
    if (present !== undefined) this.#gestures.ask(present, author, String(gesture), ops, bytes, at);
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

  /** JSON of everyone, as a member who has just come in sees them. */
  everyone(member: Member): string {
    return this.#news.everyone(member);
  }

  /** What a member's page looks at. */
  look(member: Member, viewport: Viewport | undefined): void {
    this.#news.look(member, viewport);
  }

  /** Ends every timer; the room is going. */
  close(): void {
    this.#news.close();
    this.#silence.stop();
    for (const present of this.#present.values()) present.cancelGrace?.();
    this.#present.clear();
    this.#faces.clear();
    this.#dropped.clear();
    this.#gestures.clear();
    this.#told.clear();
    this.#places.length = 0;
  }

  /** It is not waited for any more. */
  #keep(present: Present): void {
    present.cancelGrace?.();
    present.cancelGrace = undefined;
    this.#dropped.delete(present);
  }
}

function tooMuch(what: string, bytes: number, limit: string): string {
  return `The ${what} does not reach others: ${Math.ceil(bytes)} bytes, and the limit is ${limit}`;
}

/** Whether somebody may show `bytes` beside what the `others` show: while the room has place, and always their equal part of it. */
function hasRoom(bytes: number, others: number, limit: number, people: number): boolean {
  return others + bytes <= limit || bytes <= limit / people;
}
