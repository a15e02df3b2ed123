import { Invalid, Refused } from "@alongside/core";
import {
  type Clock,
  encodeNotice,
  FRAMES,
  LongReader,
  type Publish,
  type Random,
  type RoomId,
  SERIES_FRAME,
  SeriesMirror,
  type Watch,
} from "@alongside/core/engine";
import type { Limits } from "../limits.ts";
import type { RoomImplementation } from "../implement.ts";
import type { Member } from "../room/member.ts";
import { mayRead } from "../room/rights.ts";
import { Sends, sendTo } from "../room/sends.ts";
import { workOfReaders } from "../room/work.ts";
import { Writer } from "../room/writer.ts";
import { PointReader } from "./points.ts";
import { Ring } from "./ring.ts";

/** Above so many viewers ticks are slower in proportion: it is the frames that cost. */
const MANY_VIEWERS = 350;

/** So much is sent in a ms, all viewers of a room together: a tick that sends more makes the next one wait. */
const BYTES_PER_MS = 64 * 1024;

/** How often it is looked whether a slow viewer has read what waits for it, in ms. */
const LOOK_MS = 250;

/** So long what the server's own code and the HTTP API read is kept ready for the next time. */
const READY_MS = 60_000;

/** Runs that may begin in a ms. With the time in ms they make numbers below 2^53. */
const RUNS = 4096;

/** What a point costs, in about µs of a core. */
const POINT = 1;

/** What the series of a room need of its server. */
export interface SeriesParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Pick<Limits, "tickMs" | "roomSeriesBytes">;
  /** Never throws. */
  onError(error: unknown): void;
}

/** Hears, once a tick, which keys of a series have something new. */
export type Listener = (mirror: SeriesMirror, keys: ReadonlySet<string>) => void;

/** A series as the server's own code reads it. */
interface Reading {
  readonly mirror: SeriesMirror;
  readonly listeners: Set<Listener>;
  readAt: number;
}

/** One series of the room: what there is of it, and who watches. */
interface Live {
  readonly reader: PointReader;
  ring: Ring;
  /** Each viewer, with the bucket from which on it needs all; undefined where it has what was told so far. */
  readonly viewers: Map<Member, number | undefined>;
  reading: Reading | undefined;
  publishedAt: number;
}

/**
 * The series of one room, in memory alone: nothing of them is in its log. They stay when the room leaves memory. Viewers are told once a
 * tick, with one frame for all; who does not read is told nothing until it has, and then all that it lacks, bucket by bucket.
 */
export class RoomSeries {
  /** Whether the room is in memory. */
  isOpen = false;
  readonly #id: RoomId;
  readonly #implementation: RoomImplementation;
  readonly #parts: SeriesParts;
  readonly #onGrew: (bytes: number) => void;
  /** Bytes that it was told of last. */
  #bytes = 0;
  readonly #live = new Map<string, Live>();
  /** What a member was told already that is not done. */
  readonly #told = new WeakMap<Member, Set<string>>();
  #isScheduled = false;
  #cancelTick: (() => void) | undefined;
  /** Ends the wait for slow viewers. */
  #cancelLook: (() => void) | undefined;
  /** The next tick is not before this, in ms of the clock. */
  #nextTick = Number.NEGATIVE_INFINITY;

  /** `onGrew` is told how many bytes of memory it takes more than before, or less. */
  constructor(
    id: RoomId,
    implementation: RoomImplementation,
    parts: SeriesParts,
    onGrew: (bytes: number) => void,
  ) {
    this.#onGrew = onGrew;
    this.#id = id;
    this.#implementation = implementation;
    this.#parts = parts;
  }

  get #held(): number {
    let bytes = 0;
    for (const { ring } of this.#live.values()) bytes += ring.bytes;
    return bytes;
  }

  #weigh(): void {
    const before = this.#bytes;
    this.#bytes = this.#held;
    this.#onGrew(this.#bytes - before);
  }

  /** Whether nobody would miss it: nobody watches, and of nothing the window is recent. */
  get isIdle(): boolean {
    const now = this.#parts.clock.now();
    for (const { ring, viewers, reading, publishedAt } of this.#live.values()) {
      const { keep, resolutionMs } = ring.node;
      if (viewers.size > 0 || (reading?.listeners.size ?? 0) > 0) return false;
      if (now - publishedAt < keep * resolutionMs) return false;
    }
    return true;
  }

  /**
   * Takes a batch, all or nothing. Throws `Invalid`, with the path, for what is no point, and `Refused`: `series.unknown`, and
   * `limit.series` for too many keys. Returns how many values those are.
   */
  publish(name: string, points: unknown): number {
    const live = this.#of(name);
    const now = this.#parts.clock.now();
    const puts = live.reader.read(points);
    live.ring.put(now, puts);
    live.publishedAt = now;
    while (this.#held > this.#parts.limits.roomSeriesBytes && this.#shorten());
    this.#weigh();
    if (live.ring.hasNews) this.#schedule();
    return puts.length;
  }

  /** The same for a page, which hears once why what it publishes does not count. */
  publishAs(member: Member, { name, points }: Publish): void {
    const what = `publish ${name}`;
    try {
      this.#checkName(name);
      member.guest.charge(Object.keys(points).length * POINT);
      this.#checkRule(member, name, points);
      this.publish(name, points);
      this.#told.get(member)?.delete(what);
    } catch (error) {
      this.#refuse(member, what, error);
    }
  }

  /** A page asks to watch a series, or does so no more. It hears why it may not. */
  ask(member: Member, { name, isOver, has }: Watch): void {
    try {
      this.#checkName(name);
      if (isOver === true) return void this.#live.get(name)?.viewers.delete(member);
      if (!mayRead(member.rights, name))
        throw new Refused("series.forbidden", `${member.user.id} may not watch ${name}`);
      const { ring, viewers } = this.#of(name);
      viewers.set(member, has?.run === ring.run ? has.bucket : 0);
      this.#schedule();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      sendTo(member, new Frames(name, refusal(error)).of(member.seat));
    }
  }

  /** A seat has ended, or is about to. */
  left(member: Member): void {
    for (const { viewers } of this.#live.values()) viewers.delete(member);
  }

  /** What there is of a series as of the last tick, for the server's own code. Throws `Refused` with `series.unknown`. */
  read(name: string): SeriesMirror {
    return this.#readingOf(name).mirror;
  }

  /** Hears of each tick of a series. Returns what ends that. Throws `Refused` with `series.unknown`. */
  listen(name: string, listener: Listener): () => void {
    const { listeners } = this.#readingOf(name);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /** Begins anew, with nothing; who watches is told so. */
  clear(): void {
    for (const live of this.#live.values()) {
      live.ring = this.#newRing(live.ring.node);
      for (const viewer of live.viewers.keys()) live.viewers.set(viewer, 0);
      if (live.reading !== undefined) tellReading(live.reading, live.ring, undefined);
    }
    if (this.#live.size > 0) this.#schedule();
    this.#weigh();
  }

  /** Tells nothing more: the server is going. */
  close(): void {
    this.#cancelTick?.();
    this.#cancelLook?.();
    this.#live.clear();
  }

  #checkName(name: string): void {
    if (!Object.hasOwn(this.#implementation.definition.series, name))
      throw new Refused("series.unknown", `${this.#id} has no series ${JSON.stringify(name)}`);
  }

  #of(name: string): Live {
    const known = this.#live.get(name);
    if (known !== undefined) return known;
    this.#checkName(name);
    const node = this.#implementation.definition.series[name]?.["~series"];
    if (node === undefined) throw new Refused("series.unknown", `There is no series ${name}`);
    const live: Live = {
      reader: new PointReader(name, node),
      ring: this.#newRing(node),
      viewers: new Map(),
      reading: undefined,
      publishedAt: Number.NEGATIVE_INFINITY,
    };
    this.#live.set(name, live);
    return live;
  }

  #newRing(node: Ring["node"]): Ring {
    const { clock, random } = this.#parts;
    const now = Math.floor(clock.now());
    // Two of the same moment, of two processes say, are told apart by chance.
    return new Ring(node, now * RUNS + Math.floor(random.next() * RUNS), now);
  }

  #readingOf(name: string): Reading {
    const live = this.#of(name);
    const now = this.#parts.clock.now();
    if (live.reading === undefined) {
      // As of a tick: what is untold comes with the next one.
      this.#tick(true);
      const mirror = new SeriesMirror();
      fill(mirror, live.ring);
      live.reading = { mirror, listeners: new Set(), readAt: now };
    }
    live.reading.readAt = now;
    return live.reading;
  }

  /** Throws where the app's rule does not let a member publish. */
  #checkRule(member: Member, name: string, points: Publish["points"]): void {
    const { publish } = this.#implementation;
    if (publish === undefined || !mayRead(member.rights, name))
      throw new Refused("series.forbidden", `${member.user.id} may not publish to ${name}`);
    let answer;
    try {
      answer = publish({ series: name, points }, member.user, this.#id);
    } catch (error) {
      if (error instanceof Refused) throw error;
      this.#parts.onError(error);
      throw new Refused("series.forbidden", `Whether ${name} may be published to is not known`);
    }
    if (answer !== true) throw new Refused(answer.code, answer.message);
  }

  /** Tells a member, once for each `what`, why it is not done. */
  #refuse(member: Member, what: string, error: unknown): void {
    const isRefused = error instanceof Refused;
    if (!isRefused && !(error instanceof Invalid)) throw error;
    const told = this.#told.get(member) ?? new Set();
    this.#told.set(member, told);
    // Of series that are not there it may name ever new ones.
    if (told.has(what) || told.size > 2 * this.#live.size + 4) return;
    told.add(what);
    const code = isRefused ? error.code : "series.refused";
    sendTo(member, encodeNotice({ seat: member.seat, code, message: error.message }));
  }

  /** Lets go of the oldest bucket of the largest series. */
  #shorten(): boolean {
    const rings = Array.from(this.#live.values(), ({ ring }) => ring);
    return rings.toSorted((a, b) => b.bytes - a.bytes)[0]?.shorten() === true;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    const { clock } = this.#parts;
    const wait = this.#nextTick - clock.now();
    if (wait <= 0) queueMicrotask(() => this.#guarded());
    else this.#cancelTick = clock.after(wait, () => this.#guarded());
  }

  /** A tick has no caller to catch for it. What throws there costs what was in memory, and viewers begin anew. */
  #guarded(): void {
    this.#isScheduled = false;
    this.#cancelTick = undefined;
    try {
      this.#tick(false);
    } catch (error) {
      this.#parts.onError(error);
      this.#nextTick = this.#parts.clock.now() + LOOK_MS;
      this.clear();
    }
  }

  /** Tells of all series. `isEarly`: outside of the pace, which goes on. */
  #tick(isEarly: boolean): void {
    const { clock, limits } = this.#parts;
    const now = clock.now();
    let sent = 0;
    let viewers = 0;
    let isWaiting = false;
    for (const [name, live] of this.#live) {
      viewers += live.viewers.size;
      sent += this.#tell(name, live, now);
      for (const from of live.viewers.values()) isWaiting ||= from !== undefined;
    }
    if (isEarly) return;
    const pace = limits.tickMs * Math.max(1, viewers / MANY_VIEWERS);
    this.#nextTick = now + Math.max(pace, sent / BYTES_PER_MS);
    this.#cancelLook?.();
    this.#cancelLook = undefined;
    // Who has something to tell does not wait for this.
    if (isWaiting)
      this.#cancelLook = clock.after(LOOK_MS, () => {
        this.#cancelLook = undefined;
        this.#schedule();
      });
  }

  /** Tells what is new of one series, and windows to whom those are due. Returns how many bytes are sent. */
  #tell(name: string, live: Live, now: number): number {
    const { ring, viewers, reading } = live;
    const sends = new Sends();
    let sent = 0;
    if (ring.hasNews) {
      const { toldBucket, isTorn } = ring;
      for (const [member, from] of viewers)
        if (from === undefined && (isTorn || member.guest.isSlow)) viewers.set(member, toldBucket);
      const heard = Array.from(viewers.keys()).filter((one) => viewers.get(one) === undefined);
      const isHeard = heard.length > 0 || (reading !== undefined && !isTorn);
      const body = isHeard ? ring.tick() : undefined;
      if (body === undefined) ring.settle();
      else {
        const frames = new Frames(name, body);
        for (const member of heard) sends.add(frames.of(member.seat), member);
        sent += heard.length * body.length;
      }
      if (reading !== undefined) tellReading(reading, ring, body);
    }
    const windows = new Map<number, Frames>();
    for (const [member, from] of viewers) {
      if (from === undefined || member.guest.isSlow) continue;
      const frames = windows.get(from) ?? new Frames(name, ring.window(from));
      windows.set(from, frames);
      viewers.set(member, undefined);
      const frame = frames.of(member.seat);
      sends.add(frame, member);
      sent += frame.length;
      member.guest.charge(workOfReaders(1, frame.length));
    }
    sends.flush("show");
    if (reading?.listeners.size === 0 && now - reading.readAt > READY_MS) live.reading = undefined;
    return sent;
  }
}

/** One body in the frames around it, by the number of the seat. */
class Frames {
  readonly #name: string;
  readonly #body: Uint8Array;
  readonly #frames = new Map<number, Uint8Array>();

  constructor(name: string, body: Uint8Array) {
    this.#name = name;
    this.#body = body;
  }

  of(seat: number): Uint8Array {
    let frame = this.#frames.get(seat);
    if (frame !== undefined) return frame;
    const writer = new Writer(this.#body.length + 3 * this.#name.length + 16);
    writer.number(SERIES_FRAME);
    writer.number(seat);
    writer.text(this.#name);
    writer.all(this.#body);
    this.#frames.set(seat, (frame = writer.bytes));
    return frame;
  }
}

/** What a page reads that may not watch. */
function refusal({ code, message }: Refused): Uint8Array {
  const writer = new Writer();
  writer.number(0);
  writer.number(FRAMES.refused);
  writer.text(code);
  writer.text(message);
  return writer.bytes;
}

/** Without a `body` there is no tick that follows. */
function tellReading(
  { mirror, listeners }: Reading,
  ring: Ring,
  body: Uint8Array | undefined,
): void {
  const keys = new Set<string>();
  if (body === undefined) {
    fill(mirror, ring);
    for (const key of mirror.keys()) keys.add(key);
  } else mirror.take(new LongReader(body), (key) => keys.add(key));
  for (const listener of listeners) listener(mirror, keys);
}

function fill(mirror: SeriesMirror, ring: Ring): void {
  mirror.take(new LongReader(ring.window(0)));
}
