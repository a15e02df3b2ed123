import type { StorageOf } from "@alongside/core";
import {
  type Inbox,
  type InboxItem,
  isQuiet,
  isTold,
  levelFor,
  quietUntil,
} from "@alongside/core/inbox";

type State = Pick<StorageOf<typeof Inbox>, "items" | "levels" | "quiet" | "sent">;

export type KeyedItem = InboxItem & { readonly key: string };

/** What is to be delivered on a channel at a time, the newest first, and when to look again; undefined where nothing is left for later. */
export interface Found {
  readonly items: readonly KeyedItem[];
  readonly again: number | undefined;
}

/**
 * Looks into an inbox. Nothing is delivered twice as it is, nor what was read, archived, put off or is not wanted. In quiet hours only what
 * is urgent is. `isLookedAt` says whether the user has a room before their eyes; that is looked at again after `waitMs`.
 */
export function unreadItems(
  { items, levels, quiet, sent }: State,
  channel: "email" | "push",
  now: number,
  isLookedAt: (room: string) => boolean,
  waitMs: number,
): Found {
  const isNight = isQuiet(quiet, now);
  const morning = isNight ? quietUntil(quiet, now) : now;
  const found: KeyedItem[] = [];
  let again: number | undefined;
  const later = (at: number): void => void (again = Math.min(again ?? Infinity, at));
  for (const [key, item] of items) {
    if (item.read > 0 || item.archived > 0) continue;
    if (item.count <= (sent.get(key)?.[channel] ?? 0)) continue;
    if (!isTold(levelFor(levels, item, channel), item)) continue;
    if (item.snoozed > now) later(item.snoozed);
    else if (item.place !== null && isLookedAt(item.place.room)) later(now + waitMs);
    else if (isNight && item.priority !== "urgent") later(morning);
    else found.push({ ...item, key });
  }
  found.sort((a, b) => b.at - a.at || (a.key < b.key ? -1 : 1));
  return { items: found, again };
}
