import type { MapDraft } from "../schema/map/types.ts";
import { keyOf, markerOf } from "./note.ts";
import { isTold, levelFor, type SettingsDraft } from "./settings.ts";
import type { InboxItem, Look, Mark, NewNotification } from "./types.ts";

/** Items of one inbox: with one more the oldest in the archive goes, else the oldest that was read, else the oldest. */
export const MOST_ITEMS = 200;
/** Of one item: notifications that it shows, and keys that it knows. */
const MOST_ACTIVITIES = 10;
const MOST_KEYS = 32;
/** Of one inbox: feeds and threads of which it knows how far they were read. */
const MOST_MARKERS = 1000;

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Draft<T> = MapDraft<Writable<T>, T>;

interface Sent {
  readonly email: number;
  readonly push: number;
}

/** An inbox while it is being written. */
export interface InboxDraft extends SettingsDraft {
  readonly items: Draft<InboxItem>;
  readonly keys: Draft<{ readonly list: readonly string[] }>;
  readonly markers: Draft<{ readonly seq: number; readonly at: number }>;
  /** By key of an item: the `count` up to which it was delivered. */
  readonly sent: Draft<Sent>;
}

/** Notes a notification. One that was noted before, was read already, or is not wanted changes nothing. */
export function addNote(doc: InboxDraft, note: NewNotification, now: number): void {
  const key = keyOf(note);
  const { kind, subject, title, body = "", link = "", by = "", place } = note;
  const { priority = "normal", level = "participating" } = note;
  if (note.dedupeKey !== undefined && !isFirst(doc, key, note.dedupeKey)) return;
  if (place !== undefined && (doc.markers.get(markerOf(place))?.seq ?? -1) >= place.seq) return;
  if (priority !== "urgent" && !isTold(levelFor(doc.levels, note, "inbox"), note)) return;
  const activity = { at: now, title, ...(by !== "" && { by }) };
  const newest = { title, body, link, priority, level, by, place: place ?? null, at: now };
  const unseen = { seen: 0, read: 0, archived: 0 };
  const item = doc.items.get(key);
  if (item === undefined) {
    makeRoom(doc);
    const first = { since: now, count: 1, activities: [activity], snoozed: 0 };
    doc.items.set(key, { kind, subject, ...newest, ...unseen, ...first });
    return;
  }
  const activities = [...item.activities, activity].slice(-MOST_ACTIVITIES);
  Object.assign(item, newest, unseen, { count: item.count + 1, activities });
  if (priority === "urgent") item.snoozed = 0;
}

/** Marks items that are as the user saw them. */
export function mark(doc: InboxDraft, { as, items }: Mark, now: number): void {
  for (const [key, count] of items) {
    const item = doc.items.get(key);
    if (item === undefined || item.count > count) continue;
    if (as === "unread") item.read = 0;
    else if (as === "inbox") item.archived = 0;
    else {
      if (item.seen === 0) item.seen = now;
      if (as !== "seen" && item[as === "read" ? "read" : "archived"] === 0)
        item[as === "read" ? "read" : "archived"] = now;
    }
  }
}

/** The user has read a feed or a thread so far: what is about posts up to there is read too. A marker never goes back. */
export function look(doc: InboxDraft, place: Look, now: number): void {
  const key = markerOf(place);
  const marker = doc.markers.get(key);
  if (marker !== undefined && marker.seq >= place.seq) return;
  if (marker === undefined) {
    dropOldest(doc.markers, MOST_MARKERS);
    doc.markers.set(key, { seq: place.seq, at: now });
  } else Object.assign(marker, { seq: place.seq, at: now });
  for (const [, item] of doc.items) {
    if (!isUpTo(item, place)) continue;
    if (item.seen === 0) item.seen = now;
    if (item.read === 0) item.read = now;
  }
}

/** Notes up to which `count` items were delivered on a channel. */
export function noteSent(
  { items, sent }: InboxDraft,
  channel: "email" | "push",
  counts: readonly (readonly [key: string, count: number])[],
): void {
  for (const [key, count] of counts) {
    if (!items.has(key)) continue;
    const known = sent.get(key);
    if (known === undefined) sent.set(key, { email: 0, push: 0, [channel]: count });
    else known[channel] = Math.max(known[channel], count);
  }
}

/** Who reads a thread reads the post that it begins with. */
function isUpTo({ place, subject }: InboxItem, { room, feed, thread, seq }: Look): boolean {
  if (place === null || place.room !== room || place.feed !== feed || place.seq > seq) return false;
  return place.thread === thread || (thread !== undefined && subject === `${room} ${thread}`);
}

/** Whether the item does not have this key yet, which it has from now on. */
function isFirst({ keys }: InboxDraft, key: string, dedupeKey: string): boolean {
  const known = keys.get(key);
  if (known?.list.includes(dedupeKey) === true) return false;
  if (known === undefined) keys.set(key, { list: [dedupeKey] });
  else known.list = [...known.list, dedupeKey].slice(-MOST_KEYS);
  return true;
}

/** Lets an item go where one more would be too many. */
function makeRoom(doc: InboxDraft): void {
  while (doc.items.size >= MOST_ITEMS) {
    const all = Array.from(doc.items, ([key, { at, archived, read }]) => ({
      key,
      at,
      rank: archived > 0 ? 0 : read > 0 ? 1 : 2,
    }));
    const [first] = all.toSorted((a, b) => a.rank - b.rank || a.at - b.at);
    if (first === undefined) return;
    doc.items.delete(first.key);
    doc.keys.delete(first.key);
    doc.sent.delete(first.key);
  }
}

function dropOldest(map: Draft<{ readonly at: number }>, most: number): void {
  if (map.size < most) return;
  const [oldest] = Array.from(map, ([key, { at }]) => ({ key, at })).toSorted(
    (a, b) => a.at - b.at,
  );
  if (oldest !== undefined) map.delete(oldest.key);
}
