import { isFields, mistake } from "@alongside/core/engine";

/**
 * How long a room's entries are kept one by one: all of them, or the last `days`, `entries` and `bytes` of them, whichever is less. What
 * is left out bounds nothing. Of what was before stays the end of each day for a year, and every moment that has a name.
 */
export type Retention =
  | "all"
  | { readonly days?: number; readonly entries?: number; readonly bytes?: number };

/** What a room keeps whose app says nothing about it. */
export const RETENTION: Exclude<Retention, "all"> = { days: 30, entries: 100_000 };

const NAMES = ["days", "entries", "bytes"] as const;

const EXPECTED = '"all", or { days, entries, bytes }, each a number above 0 or left out';

/** Throws `TypeError` for what is no retention. */
export function checkRetention(given: unknown): void {
  if (given === "all") return;
  if (!isFields(given)) throw mistake("implement", "the retention", EXPECTED, given);
  for (const name of Object.keys(given))
    if (!NAMES.some((known) => known === name))
      throw mistake("implement", "the retention", EXPECTED, given);
  for (const name of NAMES) {
    const value = given[name];
    if (value === undefined) continue;
    const isCount = typeof value === "number" && value > 0 && Number.isFinite(value);
    if (!isCount || (name !== "days" && !Number.isInteger(value)))
      throw mistake("implement", `the retention's ${name}`, "a number above 0", value);
  }
}
