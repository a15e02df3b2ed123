import { inWords } from "#words";
import type { Seq } from "../log.ts";
import { misused } from "../mistake.ts";
import type { When } from "./question.ts";

/** A moment of a room: the number of an entry of its log, 0 being the room before the first one, or a time. */
export type Moment = Seq | Date;

/** What the wire calls a moment. Throws `TypeError` for what is none. */
export function whenOf(moment: Moment): When {
  const value = moment instanceof Date ? moment.getTime() : moment;
  if (!Number.isSafeInteger(value) || value < 0)
    throw misused(
      "historyOf",
      inWords(() => "a moment should be a Date, or the number of an entry"),
      moment,
    );
  return moment instanceof Date ? { ms: value } : value;
}

/** The moment right before one. */
export function rightBefore(when: When): When {
  return typeof when === "number" ? Math.max(0, when - 1) : { ms: Math.max(0, when.ms - 1) };
}
