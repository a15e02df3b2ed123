import type { ChangeEntry, Entry } from "@alongside/core/engine";
import type { NewNotification } from "@alongside/core/inbox";
import type { InboxPlace, Mark } from "../../../packages/core/src/inbox/types.ts";

/** What an item comes to. */
export interface Counted {
  readonly count: number;
  readonly isSeen: boolean;
  readonly isRead: boolean;
  readonly isArchived: boolean;
  readonly snoozed: number;
  readonly by: string;
}

/** What an inbox comes to. */
export interface Recount {
  readonly items: ReadonlyMap<string, Counted>;
  /** Up to which entry feeds and threads were read. */
  readonly markers: ReadonlyMap<string, number>;
  /** Of what is in the inbox. */
  readonly levels: ReadonlyMap<string, string>;
}

/** Keys that an item knows. */
const KEYS = 32;

/** Counts an inbox by eye: everything that was ever called there, one after the other. */
export function recount(log: readonly Entry[]): Recount {
  const items = new Map<string, Counted & { keys: string[]; place: InboxPlace | undefined }>();
  const markers = new Map<string, number>();
  const levels = new Map<string, string>();
  const calls = log.flatMap((entry) => (entry.kind === "change" ? [callOf(entry)] : []));
  for (const { name, args } of calls) {
    if (name === "notify") {
      const note = args as NewNotification;
      const { place, by = "", dedupeKey } = note;
      const key = `${note.kind} ${note.subject}`;
      const item = items.get(key);
      const keys = item?.keys ?? [];
      if (dedupeKey !== undefined && keys.includes(dedupeKey)) continue;
      const known = dedupeKey === undefined ? keys : [...keys, dedupeKey].slice(-KEYS);
      const isRead = place !== undefined && (markers.get(nameOf(place)) ?? -1) >= place.seq;
      const isTold = note.priority === "urgent" || isWanted(levels, note);
      if (isRead || !isTold) {
        // It will not count later either.
        if (item !== undefined) item.keys = known;
        else if (known.length > 0) items.set(key, { ...NONE, by, keys: known, place });
        continue;
      }
      const snoozed = note.priority === "urgent" ? 0 : (item?.snoozed ?? 0);
      items.set(key, { ...NONE, count: (item?.count ?? 0) + 1, snoozed, by, keys: known, place });
    } else if (name === "mark") {
      const { as, items: marked } = args as Mark;
      for (const [key, count] of marked) {
        const item = items.get(key);
        if (item === undefined || item.count === 0 || item.count > count) continue;
        const isSeen = item.isSeen || ["seen", "read", "archived"].includes(as);
        const isRead = as === "read" || (as !== "unread" && item.isRead);
        const isArchived = as === "archived" || (as !== "inbox" && item.isArchived);
        items.set(key, { ...item, isSeen, isRead, isArchived });
      }
    } else if (name === "snooze") {
      const { key, until } = args as { readonly key: string; readonly until: number };
      const item = items.get(key);
      if (item !== undefined && item.count > 0) items.set(key, { ...item, snoozed: until });
    } else if (name === "look") {
      const place = args as InboxPlace;
      if ((markers.get(nameOf(place)) ?? -1) >= place.seq) continue;
      markers.set(nameOf(place), place.seq);
      for (const [key, item] of items)
        if (isAbout(place, key, item.place))
          items.set(key, { ...item, isSeen: true, isRead: true });
    } else if (name === "mute") {
      const { what, on } = args as { readonly what: string; readonly on: boolean };
      if (on) levels.set(what, "nothing");
      else levels.delete(what);
    } else if (name === "level") {
      const { what, level } = args as { readonly what: string; readonly level: string | null };
      if (level === null) levels.delete(what);
      else levels.set(what, level);
    }
  }
  const left = new Map<string, Counted>();
  for (const [key, { keys: _, place: __, ...item }] of items)
    if (item.count > 0) left.set(key, item);
  return { items: left, markers, levels };
}

const NONE = { count: 0, isSeen: false, isRead: false, isArchived: false, snoozed: 0, by: "" };

/** By the first level that is set: of the subject, the room, the kind, all. */
function isWanted(
  levels: ReadonlyMap<string, string>,
  { kind, subject, place, level }: NewNotification,
): boolean {
  const whats = [`subject ${subject}`, `room ${place?.room}`, `kind ${kind}`, "all"];
  const first = whats.find((what) => levels.has(what)) ?? "";
  const set = levels.get(first) ?? "participating";
  return set === "everything" || (set === "participating" && level !== "everything");
}

export function callOf({ mutation }: ChangeEntry): {
  readonly name: string;
  readonly args: unknown;
} {
  return mutation ?? { name: "", args: undefined };
}

function nameOf({ room, feed, thread, epoch }: Omit<InboxPlace, "seq">): string {
  return `${room} ${thread ?? feed} ${epoch}`;
}

function isAbout(look: InboxPlace, key: string, place: InboxPlace | undefined): boolean {
  if (place?.room !== look.room || place.feed !== look.feed || place.seq > look.seq) return false;
  return (
    place.thread === look.thread ||
    (look.thread !== undefined && key.endsWith(` ${look.room} ${look.thread}`))
  );
}
