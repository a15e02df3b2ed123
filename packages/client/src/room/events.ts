import { Invalid, type Json, type RoomDefinition } from "@alongside/core";
import {
  type encodeEvent,
  freeze,
  inWords,
  MAX_RECEIVER,
  MAX_RECEIVERS,
  misused,
} from "@alongside/core/engine";
import { Listeners } from "../cell.ts";
import type { Report } from "../readable.ts";
import type { Other } from "./types.ts";

/** Whom an event is for, as it may be sent. Throws `TypeError` for what are no ids, or too many. */
function receivers(to: readonly string[]): readonly string[] {
  const given: unknown = to;
  const isMeant = (id: unknown): boolean =>
    typeof id === "string" && id !== "" && id.length <= MAX_RECEIVER;
  if (Array.isArray(given) && given.length <= MAX_RECEIVERS && given.every(isMeant)) return to;
  throw misused(
    "broadcast",
    inWords(() => `to should be a list of ids of clients and users, ${MAX_RECEIVERS} at most`),
    given,
  );
}

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

  /** An event as it may be sent. Throws `TypeError` for a name the definition does not have and for no ids, `Invalid` for the body. */
  made(
    seat: number,
    name: string,
    body: unknown,
    to: readonly string[] | undefined,
  ): Parameters<typeof encodeEvent>[0] {
    const checked = { seat, name, body: this.#check(name, body) };
    return to === undefined ? checked : { ...checked, to: receivers(to) };
  }

  #check(name: string, body: unknown): Json {
    const node = this.#checks.get(name);
    if (node === undefined) throw this.#unknown("broadcast", name);
    const made = node.create(body, `events.${name}`);
    if (made === undefined)
      throw new Invalid(
        `events.${name}`,
        inWords(() => "an event has a body; null is one"),
      );
    return made;
  }

  on(name: string, callback: (body: never, from: Other<never> | undefined) => void): () => void {
    const listeners = this.#listeners.get(name);
    if (listeners === undefined) throw this.#unknown("on", name);
    if (typeof callback !== "function")
      throw misused(
        "on",
        inWords(() => "who listens should be a function"),
        callback,
      );
    return listeners.add(({ body, from }) => callback(body as never, from));
  }

  #unknown(call: string, name: unknown): TypeError {
    return misused(
      call,
      inWords(() => `the event should be one of ${[...this.#checks.keys()].join(", ") || "none"}`),
      name,
    );
  }

  happened(name: string, body: Json, from: Other<never> | undefined): void {
    this.#listeners.get(name)?.call({ body: freeze(body), from });
  }
}
