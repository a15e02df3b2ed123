import type { Joined, Tick } from "@alongside/core";

/** Which gestures of others each client is shown. */
export class PreviewsSeen {
  readonly #seen = new Map<number, Set<string>>();

  see(client: number, frame: string): void {
    if (!frame.startsWith('{"type":"tick"') && !frame.startsWith('{"type":"joined"')) return;
    const message = JSON.parse(frame) as Tick | Joined;
    if (message.type === "joined") this.#seen.delete(client);
    let seen = this.#seen.get(client);
    if (seen === undefined) this.#seen.set(client, (seen = new Set()));
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

  anyFor(client: number): boolean {
    return (this.#seen.get(client)?.size ?? 0) > 0;
  }
}
