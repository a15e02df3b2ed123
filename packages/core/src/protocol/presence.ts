import type { Json } from "../json.ts";
import { asObject, asSeat, asTuple, BadMessage, describe } from "./shape.ts";

/**
 * Replaces the named fields of the sender's presence; a field set to null by the app is null, one left out stays. On the wire
 * `["p", seat, set, state?]`.
 */
export interface Presence {
  readonly type: "presence";
  readonly seat: number;
  readonly set: { readonly [field: string]: Json };
  /** What the sender's page is doing, when that changed. */
  readonly state?: ActivityState;
}

/** What a page says of itself. `active`: at work; `idle`: nothing touched for a minute; `away`: the page is hidden. */
export type ActivityState = "active" | "idle" | "away";

/** What others are told of a page. `quiet`: it has not been heard of for a while, as its link is down. */
export type PersonState = ActivityState | "quiet";

export function parsePresence(parts: readonly unknown[]): Presence {
  asTuple(parts, "presence", 3, 4);
  const state = parts[3];
  const seat = asSeat(parts[1], "presence.seat");
  const set = asObject(parts[2], "presence.set") as Presence["set"];
  if (parts.length === 3) return { type: "presence", seat, set };
  if (state !== "active" && state !== "idle" && state !== "away")
    throw new BadMessage(`presence.state should be active, idle or away, got ${describe(state)}`);
  return { type: "presence", seat, set, state };
}

/** The frame of the message `presence`, as it goes over the wire. */
export function encodePresence({ seat, set, state }: Omit<Presence, "type">): string {
  return JSON.stringify(state === undefined ? ["p", seat, set] : ["p", seat, set, state]);
}
