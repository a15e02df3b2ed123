import { freeze, Invalid, type Json, type RoomDefinition } from "@alongside/core";
import { Listeners } from "../cell.ts";
import type { Report } from "../readable.ts";
import type { Other } from "./types.ts";

interface Happening {
  readonly body: Json;
  readonly from: Other<never> | undefined;
}

/** The events of a room: who listens to which, and what may be said. */
export class Events {
  readonly #checks: RoomDefinition["checks"]["events"];
  readonly #listeners = new Map<string, Listeners<Happening>>();

  constructor(definition: RoomDefinition, report: Report) {
    this.#checks = definition.checks.events;
    for (const name of this.#checks.keys()) this.#listeners.set(name, new Listeners(report));
  }

  /** The body as it may be sent. Throws `TypeError` for a name the definition does not have, `Invalid` for the body. */
  check(name: string, body: unknown): Json {
    const node = this.#checks.get(name);
    if (node === undefined) throw new TypeError(`There is no event ${JSON.stringify(name)}`);
    const made = node.create(body, `events.${name}`);
    if (made === undefined) throw new Invalid(`events.${name}`, "an event has a body; null is one");
    return made;
  }

  on(name: string, callback: (body: never, from: Other<never> | undefined) => void): () => void {
    const listeners = this.#listeners.get(name);
    if (listeners === undefined) throw new TypeError(`There is no event ${JSON.stringify(name)}`);
    return listeners.add(({ body, from }) => callback(body as never, from));
  }

  happened(name: string, body: Json, from: Other<never> | undefined): void {
    this.#listeners.get(name)?.call({ body: freeze(body), from });
  }
}
