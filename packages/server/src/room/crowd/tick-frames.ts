import type { Frame, Rights } from "@alongside/core/engine";
import type { Member } from "../member.ts";
import { placesFrame } from "../places.ts";

/** The JSON of what is told to some, and as bytes once it is needed so. */
interface Words {
  readonly text: string;
  bytes: Uint8Array | undefined;
}

/** Places of which some are told; an object, so that those who are told the same have the same. */
export interface Places {
  /** Undefined where there are none. */
  readonly bytes: Uint8Array | undefined;
}

/**
 * The frames of one tick. What is told is written once for all who read the same, and put into a frame once for all who see the same
 * places, have the same number of a seat and were sent the same tick before.
 */
export class TickFrames {
  readonly #number: number;
  readonly #write: (rights: Rights) => string;
  readonly #words = new Map<string, Words>();
  readonly #frames = new Map<Places, Map<string, Frame | undefined>>();

  /** `number`: of the tick. `write`: JSON of people and who is gone, without brackets around it; empty for nothing. */
  constructor(number: number, write: (rights: Rights) => string) {
    this.#number = number;
    this.#write = write;
  }

  /** The frame for somebody who was sent a tick of bytes `step` numbers ago. Undefined where there is nothing to tell. */
  of({ mark, seat, rights }: Member, places: Places, step: number): Frame | undefined {
    const key = `${seat} ${step} ${mark}`;
    let frames = this.#frames.get(places);
    if (frames === undefined) this.#frames.set(places, (frames = new Map()));
    else if (frames.has(key)) return frames.get(key);
    const frame = this.#frame(seat, step, this.#wordsFor(mark, rights), places.bytes);
    frames.set(key, frame);
    return frame;
  }

  #frame(
    seat: number,
    step: number,
    words: Words,
    places: Uint8Array | undefined,
  ): Frame | undefined {
    if (places === undefined) return words.text === "" ? undefined : tickFrame(seat, words.text);
    words.bytes ??= Buffer.from(words.text === "" ? "" : `[${words.text}]`);
    return placesFrame(seat, this.#number, step, words.bytes, places);
  }

  #wordsFor(mark: string, rights: Rights): Words {
    let words = this.#words.get(mark);
    if (words === undefined)
      this.#words.set(mark, (words = { text: this.#write(rights), bytes: undefined }));
    return words;
  }
}

export function tickFrame(seat: number, body: string): string {
  return `["t",${seat},${body}]`;
}
