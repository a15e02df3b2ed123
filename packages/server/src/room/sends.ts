import type { Frame } from "@alongside/core/engine";
import type { Edge, Guest } from "./port.ts";
import type { Member } from "./member.ts";

/** Sends one member a frame that must not be missed. */
export function sendTo({ guest }: Member, frame: Frame): void {
  guest.edge.send(frame, [guest]);
}

/** Frames on their way out: each goes once to each edge, with all whom it is for. */
export class Sends {
  readonly #edges = new Map<Edge, Map<Frame, Guest[]>>();

  add(frame: Frame, { guest }: Member): void {
    let frames = this.#edges.get(guest.edge);
    if (frames === undefined) this.#edges.set(guest.edge, (frames = new Map()));
    const guests = frames.get(frame);
    if (guests === undefined) frames.set(frame, [guest]);
    else guests.push(guest);
  }

  /** Hands all of them over: `show` is for presence. */
  flush(how: "send" | "show"): void {
    for (const [edge, frames] of this.#edges)
      for (const [frame, guests] of frames) edge[how](frame, guests);
  }
}
