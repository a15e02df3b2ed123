import type { Frame, Grid, Rights } from "@alongside/core/engine";
import type { Member } from "../member.ts";
import { placesFrame } from "../places.ts";
import type { Present } from "../present.ts";
import { SeatFrames } from "../seat-frames.ts";
import { Sends } from "../sends.ts";
import { Writer } from "../writer.ts";
import type { Mode, Reader } from "./reader.ts";
import { type Places, TickFrames, tickFrame } from "./tick-frames.ts";
import { otherPlaces, wholePlaces } from "./whole.ts";

interface TellingOptions {
  readonly people: ReadonlyMap<string, Present>;
  readonly points: ReadonlyMap<string, Grid>;
  /** Those who are to be told of everyone anew. */
  readonly behind: Set<Reader>;
  /** Those who are to be told all places anew. */
  readonly slow: Set<Reader>;
  /** Does something for one member. What throws there ends that member's seat alone. */
  attend(member: Member, fn: () => void): void;
}

/** What a tick tells. */
interface Told {
  /** The number of the last tick of bytes, this one included. */
  readonly number: number;
  /** Where people went, for who sees all; undefined where nobody went anywhere. */
  readonly places: Uint8Array | undefined;
  /** JSON of all else, for a reader with `rights`; empty where that is nothing. */
  words(rights: Rights): string;
  /** Whether it tells anything. */
  readonly isNews: boolean;
  /** The client that knows all of it. */
  readonly own: string | undefined;
}

const NO_PLACES: Places = { bytes: undefined };
const NO_WORDS = new Uint8Array();

/** One tick, on its way to those whom it is told. */
export class Telling {
  readonly sends = new Sends();
  /** What it sends, all readers together. */
  bytes = 0;
  /** How many are told of everybody. */
  toldAll = 0;
  readonly #options: TellingOptions;
  #inOrder: readonly Present[] | undefined;
  readonly #whole = new Map<Mode, Places>();
  readonly #moved = new Map<Mode, Places>();

  constructor(options: TellingOptions) {
    this.#options = options;
  }

  /** Tells somebody what they see otherwise than before, as of the tick before this one, whose number is `number`. */
  turn(
    { reader, before }: { readonly reader: Reader; readonly before: Mode },
    number: number,
  ): void {
    const { behind, slow, points, attend } = this.#options;
    const { member, mode } = reader;
    attend(member, () => {
      if (behind.has(reader)) return;
      if (mode === "counts" || before === "counts" || member.guest.isBehind) behind.add(reader);
      if (behind.has(reader) || slow.has(reader)) return;
      const bytes = otherPlaces(before, mode, this.#people, points);
      if (bytes.length === 0) return;
      const step = number - reader.last;
      this.#send(member, placesFrame(member.seat, number, step, NO_WORDS, bytes));
      reader.last = number;
    });
  }

  tell(readers: Iterable<Reader>, told: Told): void {
    const { behind, slow, attend } = this.#options;
    const { number, places, isNews, own } = told;
    this.#moved.set("all", { bytes: places });
    const frames = new TickFrames(number, told.words);
    const keyframes = new Keyframes(number, this.#options.people);
    for (const reader of readers) {
      const { member, mode } = reader;
      if (mode === "all") this.toldAll += 1;
      const isWaiting = behind.has(reader) || slow.has(reader);
      if (!isWaiting && (!isNews || member.client === own || mode === "counts")) continue;
      attend(member, () => {
        if (member.guest.isBehind) return void behind.add(reader);
        const isAnew = behind.delete(reader);
        const frame = isAnew
          ? keyframes.of(reader, () => this.#wholeOf(mode))
          : this.#frameOf(reader, frames, number);
        if (isAnew) {
          slow.delete(reader);
          reader.last = number;
        }
        if (frame !== undefined) this.#send(member, frame);
      });
    }
  }

  #frameOf(reader: Reader, frames: TickFrames, number: number): Frame | undefined {
    const { slow } = this.#options;
    const { member, mode } = reader;
    let seen = slow.has(reader) ? this.#wholeOf(mode) : this.#movedOf(mode);
    if (seen.bytes !== undefined && member.guest.isSlow) {
      slow.add(reader);
      seen = NO_PLACES;
    } else slow.delete(reader);
    const frame = frames.of(member, seen, number - reader.last);
    if (seen.bytes !== undefined) reader.last = number;
    return frame;
  }

  #send(member: Member, frame: Frame): void {
    this.bytes += frame.length;
    this.sends.add(frame, member);
  }

  /** Where people went whom a mode shows. */
  #movedOf(mode: Mode): Places {
    let moved = this.#moved.get(mode);
    if (moved === undefined) this.#moved.set(mode, (moved = movedIn(mode)));
    return moved;
  }

  #wholeOf(mode: Mode): Places {
    let whole = this.#whole.get(mode);
    if (whole === undefined) {
      const bytes = wholePlaces(mode, this.#people, this.#options.points);
      this.#whole.set(mode, (whole = { bytes }));
    }
    return whole;
  }

  /** Everybody, by their numbers. */
  get #people(): readonly Present[] {
    return (this.#inOrder ??= Array.from(this.#options.people.values()).toSorted(
      (a, b) => a.place - b.place,
    ));
  }
}

function movedIn(mode: Mode): Places {
  if (typeof mode !== "object") return NO_PLACES;
  const writer = new Writer();
  return mode.write(writer) ? { bytes: writer.bytes } : NO_PLACES;
}

/** Frames that tell of everybody anew. */
class Keyframes {
  readonly #number: number;
  readonly #people: ReadonlyMap<string, Present>;
  readonly #all: SeatFrames<string, Frame>;
  readonly #some: TickFrames;

  constructor(number: number, people: ReadonlyMap<string, Present>) {
    this.#number = number;
    this.#people = people;
    this.#all = new SeatFrames((rights) => `${this.#everyone(rights, true)},${number}`, tickFrame);
    this.#some = new TickFrames(number, (rights) => `${this.#everyone(rights, false)},1`);
  }

  /** `whole`: the places of those whom its mode shows. */
  of({ member, mode }: Reader, whole: () => Places): Frame | undefined {
    if (mode === "all") return this.#all.of(member);
    if (mode !== "counts") return this.#some.of(member, whole(), 0);
    const own = this.#people.get(member.client)?.wholeFor(member.rights) ?? "";
    return tickFrame(member.seat, `[${own}],[],${this.#number}`);
  }

  #everyone(rights: Rights, hasPoints: boolean): string {
    return `[${Array.from(this.#people.values(), (one) => one.wholeFor(rights, hasPoints)).join(",")}],[]`;
  }
}
