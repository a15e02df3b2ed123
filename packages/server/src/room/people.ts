import {
  BadMessage,
  type Caret,
  type CaretEngine,
  type Clock,
  equalJson,
  type Json,
  type OpsByKey,
  type Person,
  type PersonPatch,
  type PersonState,
  Refused,
  type Rights,
  type Seq,
  type TextOp,
  type UserInfo,
} from "@alongside/core";
import type { Guard } from "../guard.ts";
import type { Member } from "./member.ts";
import { mayRead, readable } from "./rights.ts";

/** Somebody here, and what has not been told about them yet. */
interface Present {
  readonly client: string;
  user: UserInfo;
  state: PersonState;
  presence: { readonly [field: string]: Json };
  /** By gesture; mostly there are none. */
  previews: Map<string, OpsByKey> | undefined;
  fresh: Fresh | undefined;
  cancelGrace: (() => void) | undefined;
}

interface Fresh {
  user: boolean;
  state: boolean;
  fields: Set<string> | undefined;
  previews: Set<string> | undefined;
}

interface PeopleOptions {
  readonly clock: Clock;
  readonly guard: Guard;
  readonly room: string;
  readonly members: ReadonlySet<Member>;
  /** Does something for one member. What throws there ends that member's seat alone. */
  attend(member: Member, fn: () => void): void;
  readonly tickMs: number;
  readonly graceMs: number;
  readonly presenceBytes: number;
  /** The fields of presence that are carets. */
  readonly carets: ReadonlyMap<string, CaretEngine>;
  /** The top-level key that a caret's text is under. */
  keyOf(caret: Caret): string | undefined;
  /** Somebody's grace time ended, or they left: the room may be empty now. */
  onGone(): void;
}

const NOTHING: Present["presence"] = {};

/** Above this many people a tick is slower in proportion. */
const SMALL_ROOM = 50;

/** Gestures of one client that may be shown at a time. */
export const MAX_PREVIEWS = 16;

/**
 * Who is in a room and what they show. Nothing of it is logged. What changed is gathered and told once a tick, in one
 * frame that is the same for everyone, so that N people cost N frames a tick. A quiet room is told at once.
 */
export class People {
  readonly #options: PeopleOptions;
  readonly #present = new Map<string, Present>();
  readonly #fresh = new Set<Present>();
  readonly #gone = new Set<string>();
  /** Who missed a tick: the next one they can take is a keyframe. */
  readonly #behind = new Set<Member>();
  #cancelTick: (() => void) | undefined;
  #scheduled = false;
  #lastTick = Number.NEGATIVE_INFINITY;

  constructor(options: PeopleOptions) {
    this.#options = options;
  }

  get empty(): boolean {
    return this.#present.size === 0;
  }

  get size(): number {
    return this.#present.size;
  }

  enter(client: string, user: UserInfo): void {
    const known = this.#present.get(client);
    if (known !== undefined) {
      known.cancelGrace?.();
      known.cancelGrace = undefined;
      // Whether its gestures still go on, the client says itself once it is back.
      for (const gesture of known.previews?.keys() ?? [])
        this.preview(client, Number(gesture), null);
      if (!equalJson(known.user, user)) {
        known.user = user;
        this.#freshOf(known).user = true;
      }
      return;
    }
    this.#gone.delete(client);
    const present: Present = {
      client,
      user,
      state: "active",
      presence: NOTHING,
      previews: undefined,
      fresh: undefined,
      cancelGrace: undefined,
    };
    this.#present.set(client, present);
    this.#freshOf(present).user = true;
  }

  /** The link went down without a word: the place is kept for the grace time. */
  drop(client: string): void {
    const present = this.#present.get(client);
    if (present === undefined || present.cancelGrace !== undefined) return;
    present.cancelGrace = this.#options.clock.after(this.#options.graceMs, () =>
      this.leave(client),
    );
  }

  leave(client: string): void {
    const present = this.#present.get(client);
    if (present === undefined) return;
    present.cancelGrace?.();
    this.#present.delete(client);
    this.#fresh.delete(present);
    this.#gone.add(client);
    this.#schedule();
    this.#options.onGone();
  }

  /** Throws `limit.presence` when it comes to more than may be. */
  set(
    client: string,
    fields: { readonly [field: string]: Json },
    state: PersonState | undefined,
  ): void {
    const present = this.#present.get(client);
    if (present === undefined) return;
    const presence = { ...present.presence, ...fields };
    const { presenceBytes } = this.#options;
    if (JSON.stringify(presence).length > presenceBytes) {
      throw new Refused(
        "limit.presence",
        `The presence of ${client} is larger than ${presenceBytes} bytes`,
      );
    }
    present.presence = presence;
    for (const field of Object.keys(fields))
      (this.#freshOf(present).fields ??= new Set()).add(field);
    if (state !== undefined && state !== present.state) {
      present.state = state;
      this.#freshOf(present).state = true;
    }
  }

  /** Texts were edited at the head of the log: carets in them stay on their letters. Nobody is told, as every reader does the same. */
  moveCarets(seq: Seq, client: string, texts: readonly TextOp[]): void {
    const { carets } = this.#options;
    if (carets.size === 0) return;
    for (const { id, field, delta } of texts) {
      for (const present of this.#present.values()) {
        for (const [name, engine] of carets) {
          const caret = present.presence[name] as Caret | null | undefined;
          if (caret?.id !== id || caret.field !== field) continue;
          const moved = engine.move(caret, delta, present.client === client ? "right" : "left");
          present.presence = { ...present.presence, [name]: { ...moved, seq } };
        }
      }
    }
  }

  /** Throws `BadMessage` for more gestures at a time than may be. */
  preview(client: string, gesture: number, ops: OpsByKey | null): void {
    const present = this.#present.get(client);
    if (present === undefined) return;
    const key = String(gesture);
    if (ops === null) {
      if (present.previews?.delete(key) !== true) return;
    } else {
      present.previews ??= new Map();
      if (!present.previews.has(key) && present.previews.size >= MAX_PREVIEWS) {
        throw new BadMessage(`More than ${MAX_PREVIEWS} gestures at a time`);
      }
      present.previews.set(key, ops);
    }
    (this.#freshOf(present).previews ??= new Set()).add(key);
  }

  /** Everyone, as somebody with `rights` who has just come in sees them. */
  everyone(rights: Rights): readonly Person[] {
    return Array.from(this.#present.values(), ({ client, user, state, presence, previews }) => ({
      client,
      user,
      state,
      presence: this.#seen(presence, rights),
      ...(previews !== undefined &&
        previews.size > 0 && {
          previews: previewsFor(previews, previews.keys(), rights) as {
            readonly [gesture: string]: OpsByKey;
          },
        }),
    }));
  }

  /** Ends every timer; the room is going. */
  close(): void {
    this.#cancelTick?.();
    for (const present of this.#present.values()) present.cancelGrace?.();
    this.#present.clear();
    this.#fresh.clear();
    this.#gone.clear();
    this.#behind.clear();
  }

  #freshOf(present: Present): Fresh {
    this.#fresh.add(present);
    this.#schedule();
    present.fresh ??= { user: false, state: false, fields: undefined, previews: undefined };
    return present.fresh;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const { clock, guard, tickMs } = this.#options;
    const every = tickMs * Math.max(1, this.#present.size / SMALL_ROOM);
    const wait = this.#lastTick + every - clock.now();
    if (wait <= 0) queueMicrotask(() => guard(() => this.#tick()));
    else this.#cancelTick = clock.after(wait, () => this.#tick());
  }

  #tick(): void {
    this.#scheduled = false;
    this.#cancelTick = undefined;
    this.#lastTick = this.#options.clock.now();
    const { members, attend } = this.#options;
    for (const member of this.#behind) if (!members.has(member)) this.#behind.delete(member);
    const hasNews = this.#fresh.size > 0 || this.#gone.size > 0;
    const frames = new Map<string, string>();
    for (const member of hasNews ? members : this.#behind) {
      const { mark, rights } = member;
      // Previews are ops, so they are cut by what the reader may see; all else is one frame for everyone.
      let frame = frames.get(mark);
      if (frame === undefined) frames.set(mark, (frame = this.#frame(rights)));
      const patch = frame;
      attend(member, () => this.#tell(member, patch));
    }
    for (const present of this.#fresh) present.fresh = undefined;
    this.#fresh.clear();
    this.#gone.clear();
    // The last to move may be the one they missed.
    if (this.#behind.size > 0) this.#schedule();
  }

  /** Sends one member what is new, or everything when they missed something. */
  #tell(member: Member, patch: string): void {
    if (member.isBehind) this.#behind.add(member);
    else member.send(this.#behind.delete(member) ? this.#keyframe(member.rights) : patch);
  }

  #frame(rights: Rights): string {
    const people: PersonPatch[] = [];
    for (const present of this.#fresh) {
      const { client, user, state, presence, previews, fresh } = present;
      if (fresh === undefined) continue;
      people.push({
        client,
        ...(fresh.user && { user, state }),
        ...(fresh.state && { state }),
        ...(fresh.fields !== undefined && {
          presence: this.#seen(
            Object.fromEntries(
              Array.from(fresh.fields, (field) => [field, presence[field] ?? null]),
            ),
            rights,
          ),
        }),
        ...(fresh.previews !== undefined && {
          previews: previewsFor(previews, fresh.previews, rights),
        }),
      });
    }
    return JSON.stringify({
      type: "tick",
      room: this.#options.room,
      people,
      gone: [...this.#gone],
    });
  }

  /** Presence as somebody with `rights` may see it: no carets in texts that they may not read. */
  #seen(presence: Present["presence"], rights: Rights): Present["presence"] {
    const { carets, keyOf } = this.#options;
    if (carets.size === 0 || rights.read === true) return presence;
    const seen = { ...presence };
    for (const name of carets.keys()) {
      const caret = seen[name] as Caret | null | undefined;
      if (caret === undefined || caret === null) continue;
      const key = keyOf(caret);
      if (key === undefined || !mayRead(rights, key)) seen[name] = null;
    }
    return seen;
  }

  /** Everything about everyone, for a reader who missed ticks. */
  #keyframe(rights: Rights): string {
    return JSON.stringify({
      type: "tick",
      room: this.#options.room,
      people: this.everyone(rights),
      gone: [],
      all: true,
    });
  }
}

function previewsFor(
  previews: ReadonlyMap<string, OpsByKey> | undefined,
  keys: Iterable<string>,
  rights: Rights,
): NonNullable<PersonPatch["previews"]> {
  const seen: Record<string, OpsByKey | null> = {};
  for (const key of keys) {
    const ops = previews?.get(key);
    seen[key] = ops === undefined ? null : (readable(ops, rights) ?? {});
  }
  return seen;
}
