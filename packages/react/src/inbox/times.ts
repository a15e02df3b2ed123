import type { Notification } from "@alongside/client/inbox";
import type { InboxWords } from "./words.ts";

/** Items of some days, as they stand together. */
export interface DayGroup {
  readonly day: keyof InboxWords["days"];
  readonly items: readonly Notification[];
}

/** Items by how long ago they came, in the order they have. Days are those of the page's own time. */
export function groupsOf(items: readonly Notification[], now: Date): readonly DayGroup[] {
  const groups = new Map<DayGroup["day"], Notification[]>();
  for (const item of items) {
    const day = dayOf(item.at, now);
    const group = groups.get(day);
    if (group === undefined) groups.set(day, [item]);
    else group.push(item);
  }
  return Array.from(groups, ([day, of]) => ({ day, items: of }));
}

function dayOf(at: number, now: Date): DayGroup["day"] {
  if (at >= midnight(now, 0)) return "today";
  if (at >= midnight(now, -1)) return "yesterday";
  return at >= midnight(now, -6) ? "week" : "earlier";
}

function midnight(now: Date, days: number): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days).getTime();
}

/** When somebody is back at work, in hours of their day. */
const MORNING = 9;

/** Until when something can be put off: for an hour, until tomorrow's morning, until that of the next Monday. */
export function snoozesFrom(now: Date): Readonly<Record<keyof InboxWords["snoozes"], Date>> {
  const morning = (days: number): Date =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING);
  return {
    hour: new Date(now.getTime() + 3_600_000),
    tomorrow: morning(1),
    week: morning((8 - now.getDay()) % 7 || 7),
  };
}
