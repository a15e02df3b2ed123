import type { Viewport } from "@alongside/core";
import type { Clock, Grid } from "@alongside/core/engine";
import type { Member } from "../member.ts";
import { Crowd } from "./crowd.ts";
import { type Mode, Reader } from "./reader.ts";
import type { Walker } from "./walker.ts";

interface AudienceOptions {
  readonly clock: Clock;
  readonly members: ReadonlySet<Member>;
  /** Everyone in the room. */
  readonly people: ReadonlyMap<string, Walker>;
  /** The fields of presence that are points. */
  readonly points: ReadonlyMap<string, Grid>;
  /** Above this many people a page is told only of the points that it looks at ... */
  readonly crowdSeats: number;
  /** ... and above this many that move before it, only how many people there are. */
  readonly watchedSeats: number;
}

/** A page is heard so often of what it looks at: four times a second. */
const LOOK_MS = 250;

/** So many pages begin to be told otherwise in one tick: each is told of everybody that it did not see. */
const TURNS = 50;

/** A room that grew beyond a number has to shrink to this part of it before it is told as before: else one who comes and goes turns all. */
const BACK = 0.9;

/** What is told otherwise to somebody from now on. */
interface Turn {
  readonly reader: Reader;
  readonly before: Mode;
}

/** Who is told of the people in a room, and of how much. */
export class Audience {
  readonly crowd: Crowd;
  readonly #options: AudienceOptions;
  readonly #readers = new Map<Member, Reader>();
  /** Who may have to be told something else. */
  readonly #turning = new Set<Reader>();
  #isCrowd = false;
  #isVast = false;

  constructor(options: AudienceOptions) {
    this.#options = options;
    this.crowd = new Crowd(options.people, options.points);
  }

  /** Everyone who is told. */
  get readers(): Iterable<Reader> {
    return this.#readers.values();
  }

  /** Whether somebody may have to be told something else. */
  get isTurning(): boolean {
    return this.#turning.size > 0;
  }

  /** Whether pages are told of no more than what they look at. */
  get isCrowd(): boolean {
    return this.#isCrowd;
  }

  get isVast(): boolean {
    return this.#isVast;
  }

  /** Somebody comes in, who is told of everybody as of a tick. */
  enter(member: Member, tick: number): Reader {
    const reader = new Reader(member, tick);
    this.#readers.set(member, reader);
    this.#measure();
    if (this.#isVast) reader.mode = "counts";
    return reader;
  }

  of(member: Member): Reader | undefined {
    return this.#readers.get(member);
  }

  /** A page looks at something else. */
  look(member: Member, viewport: Viewport | undefined): void {
    const reader = this.#readers.get(member);
    if (reader === undefined) return;
    reader.wanted = { viewport };
    this.#turning.add(reader);
  }

  /** Forgets who is not in the room any more. */
  sweep(): void {
    const { members } = this.#options;
    for (const [member, reader] of this.#readers)
      if (!members.has(member)) {
        this.#readers.delete(member);
        this.#turning.delete(reader);
        if (typeof reader.mode === "object") this.crowd.release(reader.mode);
      }
  }

  /** Those who are told something else from now on, as many as one tick may turn. */
  turn(): readonly Turn[] {
    this.#measure();
    const turned: Turn[] = [];
    const now = this.#options.clock.now();
    for (const reader of this.#turning) {
      if (turned.length === TURNS) break;
      if (reader.wanted !== undefined && now < reader.looksAgainAt) continue;
      this.#turning.delete(reader);
      if (reader.wanted !== undefined) {
        reader.viewport = reader.wanted.viewport;
        reader.wanted = undefined;
        reader.looksAgainAt = now + LOOK_MS;
      }
      const before = reader.mode;
      reader.mode = this.#modeOf(reader);
      if (reader.mode !== before) turned.push({ reader, before });
      // Its cells are needed until it was told of the difference.
      else if (typeof before === "object") this.crowd.release(before);
    }
    return turned;
  }

  /** A turn was told. */
  turned({ before }: Turn): void {
    if (typeof before === "object") this.crowd.release(before);
  }

  /** Looks whether too many are before somebody by now, or few enough again. */
  review(): void {
    for (const reader of this.#readers.values())
      if (reader.viewport !== undefined) this.#turning.add(reader);
  }

  /** Whether the room is large, or very large. Where that is another answer than before, everyone may have to be told otherwise. */
  #measure(): void {
    const { people, points, crowdSeats, watchedSeats } = this.#options;
    const isCrowd = points.size > 0 && isAbove(people.size, crowdSeats, this.#isCrowd);
    const isVast = isCrowd && isAbove(people.size, watchedSeats, this.#isVast);
    if (isCrowd === this.#isCrowd && isVast === this.#isVast) return;
    this.#isCrowd = isCrowd;
    this.#isVast = isVast;
    for (const reader of this.#readers.values()) this.#turning.add(reader);
  }

  /** What a reader is to be told; a view is held by it from now on, once more where it is the one that it has. */
  #modeOf({ viewport, mode }: Reader): Mode {
    if (!this.#isCrowd) return "all";
    if (viewport === undefined) return this.#isVast ? "counts" : "all";
    const sight = this.crowd.hold(viewport);
    if (!this.#isVast) return sight;
    if (!isAbove(sight.population, this.#options.watchedSeats, mode === "counts")) return sight;
    this.crowd.release(sight);
    return "counts";
  }
}

/** Whether there are more than so many; where that was so before, whether they are not clearly fewer by now. */
function isAbove(count: number, limit: number, was: boolean): boolean {
  return count > (was ? limit * BACK : limit);
}
