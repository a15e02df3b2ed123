import type { Json } from "../json.ts";
import { asObject, asString } from "./shape.ts";

/** Replaces the named fields of the sender's presence; a field set to null by the app is null, one left out stays. */
export interface Presence {
  readonly type: "presence";
  readonly room: string;
  readonly set: { readonly [field: string]: Json };
  /** What the sender's page is doing, when that changed. */
  readonly state?: PersonState;
}

/** `active`: at work; `idle`: nothing touched for a minute; `away`: the page is hidden, or its link is down. */
export type PersonState = "active" | "idle" | "away";

export function parsePresence(value: unknown): Presence {
  const message = asObject(value, "presence");
  const state = message["state"];
  return {
    type: "presence",
    room: asString(message["room"], "presence.room", 256),
    set: asObject(message["set"], "presence.set") as Presence["set"],
    ...((state === "active" || state === "idle" || state === "away") && { state }),
  };
}
