import type { Frame } from "@alongside/core/engine";
import type { Edge, Guest } from "./port.ts";
import type { Member } from "./member.ts";

/** Sends one member a frame that must not be missed. */
export function sendTo({ guest }: Member, frame: Frame): void {
  guest.edge.send(frame, [guest]);
}

/** Frames on their way out: each goes once to each edge, with all whom it is for. */
export class Sends {
  readonly #parcels = new Map<Edge, Map<Frame, Guest[]>>();

  add(frame: Frame, { guest }: Member): void {
    const { edge } = guest;
    let frames = this.#parcels.get(edge);
    if (frames === undefined) this.#parcels.set(edge, (frames = new Map()));
    const guests = frames.get(frame);
    if (guests === undefined) frames.set(frame, [guest]);
    else guests.push(guest);
  }

  /** Hands all of them over: `show` is for presence. */
  flush(how: "send" | "show"): void {
    for (const [edge, frames] of this.#parcels)
      for (const [frame, guests] of frames) edge[how](frame, guests);
  }
}
