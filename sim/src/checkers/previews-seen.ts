import type { Told } from "../network/frames.ts";

/** Which gestures of others each page is shown, room by room. */
export class PreviewsSeen {
  readonly #seen = new Map<string, Set<string>>();

  see(page: number, message: Told): void {
    if (message.type !== "tick" && message.type !== "joined") return;
    const place = `${page} ${message.room}`;
    if (message.type === "joined") this.#seen.delete(place);
    let seen = this.#seen.get(place);
    if (seen === undefined) this.#seen.set(place, (seen = new Set()));
    for (const person of message.people) {
      for (const [gesture, ops] of Object.entries(person.previews ?? {})) {
        if (ops === null) seen.delete(`${person.client}/${gesture}`);
        else seen.add(`${person.client}/${gesture}`);
      }
    }
    if (message.type === "joined") return;
    for (const gone of message.gone) {
      for (const key of seen) if (key.startsWith(`${gone}/`)) seen.delete(key);
    }
  }

  anyFor(page: number, room: string): boolean {
    return (this.#seen.get(`${page} ${room}`)?.size ?? 0) > 0;
  }
}
