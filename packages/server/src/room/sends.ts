import type { Frame } from "@alongside/core/engine";
import type { Edge, Guest } from "./port.ts";
import type { Member } from "./member.ts";

/** Sends one member a frame that must not be missed. */
export function sendTo({ guest }: Member, frame: Frame): void {
  guest.edge.send(frame, [guest]);
}

/** One frame for guests of one edge. */
interface Parcel {
  readonly frame: Frame;
  readonly edge: Edge;
  readonly guests: Guest[];
}

/** Frames on their way out: each goes once to each edge, with all whom it is for. */
export class Sends {
  readonly #parcels = new Map<Edge, Map<Frame, Parcel>>();
  #last: Parcel | undefined;

  add(frame: Frame, { guest }: Member): void {
    const { edge } = guest;
    let parcel = this.#last;
    // Most get what their neighbour gets: the frame need not be looked for.
    if (parcel === undefined || parcel.frame !== frame || parcel.edge !== edge)
      this.#last = parcel = this.#find(frame, edge);
    parcel.guests.push(guest);
  }

  #find(frame: Frame, edge: Edge): Parcel {
    let frames = this.#parcels.get(edge);
    if (frames === undefined) this.#parcels.set(edge, (frames = new Map()));
    let parcel = frames.get(frame);
    if (parcel === undefined) frames.set(frame, (parcel = { frame, edge, guests: [] }));
    return parcel;
  }

  /** Hands all of them over: `show` is for presence. */
  flush(how: "send" | "show"): void {
    for (const frames of this.#parcels.values())
      for (const { frame, edge, guests } of frames.values()) edge[how](frame, guests);
  }
}
