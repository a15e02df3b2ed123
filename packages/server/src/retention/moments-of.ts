import type { Moment } from "../store/store.ts";
import type { Seq } from "@alongside/core/engine";

const DAY_MS = 24 * 60 * 60 * 1000;

/** For so long the end of each day stays, in ms. */
export const ENDS_MS = 365 * DAY_MS;

/** The beginning of the day after `ms`, by universal time. */
export function nextDay(ms: number): number {
  return (Math.floor(ms / DAY_MS) + 1) * DAY_MS;
}

/** Of each day the last of `moments`. Where a sweep stopped within a day, a later one keeps the end of it. */
export function endsAmong(moments: readonly Moment[]): ReadonlySet<Seq> {
  const ends = new Map<number, Seq>();
  for (const { seq, at } of moments) {
    const day = Math.floor(at / DAY_MS);
    ends.set(day, Math.max(seq, ends.get(day) ?? 0));
  }
  return new Set(ends.values());
}
