import type { Json, RoomDefinition } from "@alongside/core";
import { equalJson, type Replica, seenRecord } from "@alongside/core/engine";
import type { RoomCopy } from "./copy.ts";

/** What stands for a letter of somebody who was erased. */
const ERASED_LETTER = "\u2588";

/**
 * Somebody was erased from the room: what was seen under changes that are still to be sent may be their words. What is not in the room
 * as it is `now` any more is told as if its letters had been erased: where only they are others, that is what is there.
 */
export function forgetSeen<D extends RoomDefinition>({ pending }: RoomCopy<D>, now: Replica): void {
  for (const change of pending.all()) {
    const { seen } = change.data;
    if (seen === undefined) continue;
    const left = seen.map((one) => {
      if (
        one.value === undefined ||
        equalJson(seenRecord(now, one.id)?.fields[one.field], one.value)
      )
        return one;
      return { ...one, value: masked(one.value) };
    });
    change.data = { ...change.data, seen: left };
    change.frame = undefined;
  }
}

function masked(value: Json): Json {
  if (typeof value === "string") return ERASED_LETTER.repeat(value.length);
  if (Array.isArray(value)) return (value as readonly Json[]).map(masked);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value as { readonly [key: string]: Json });
  return Object.fromEntries(fields.map(([key, one]) => [key, masked(one)]));
}
