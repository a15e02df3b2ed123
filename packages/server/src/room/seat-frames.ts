import type { Rights } from "@alongside/core/engine";
import type { Member } from "./member.ts";

/** What the members with one mark are told, and the frames around it, by the number of the seat. */
interface Told<Body, Frame> {
  readonly body: Body;
  readonly frames: Map<number, Frame>;
}

/**
 * The frames of one moment: what is told is written once for all who read the same, and put into a frame once for each number of a
 * seat. Most connections have a room at the same one.
 */
export class SeatFrames<Body, Frame> {
  readonly #write: (rights: Rights) => Body;
  readonly #frame: (seat: number, body: Body) => Frame;
  readonly #told = new Map<string, Told<Body, Frame>>();

  constructor(write: (rights: Rights) => Body, frame: (seat: number, body: Body) => Frame) {
    this.#write = write;
    this.#frame = frame;
  }

  of({ mark, seat, rights }: Pick<Member, "mark" | "seat" | "rights">): Frame {
    let told = this.#told.get(mark);
    if (told === undefined)
      this.#told.set(mark, (told = { body: this.#write(rights), frames: new Map() }));
    let frame = told.frames.get(seat);
    if (frame === undefined) told.frames.set(seat, (frame = this.#frame(seat, told.body)));
    return frame;
  }
}
