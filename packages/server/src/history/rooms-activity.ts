import { Refused } from "@alongside/core";
import {
  activitiesOf,
  type Activity,
  ACTIVITY_MARK,
  type ActivityGroup,
  type EntryParts,
  groupActivities,
  markOf,
  mistake,
  readEntry,
  type RoomId,
  type Seq,
  summaryWords,
  thingOf,
  type UserInfo,
} from "@alongside/core/engine";
import type { Registry } from "../registry/registry.ts";
import { Dropped, type Store } from "../store/store.ts";

/** Rooms of one question, items of one answer, and pages of one room that are looked through until one holds something. */
const MOST_ROOMS = 100;
const MOST_ITEMS = 200;
const MOST_PAGES = 40;

/** Pages of one room after which an answer that has items ends, so that it takes no longer where items are made of many changes. */
const PAGES = 3;

/** Whose activities are wanted, and who looks. */
export interface RoomsActivityOptions {
  /** Up to 100 of them: `["board:roadmap"]`. Those that the user may not read now, or not the past of, are left out. */
  readonly rooms: readonly RoomId[];
  /** Who looks: `authorize` and the `history` rule of each room are asked. */
  readonly user: UserInfo;
  /** 1 to 200. @default 50 */
  readonly limit?: number;
  /** What one user does of a kind with less time between, in ms, is one item. @default 5000 */
  readonly aggregateWindow?: number;
  /** What the page before ended with. Give the other options again as they were. */
  readonly cursor?: string;
  /** The name of a user by their id. @default Somebody */
  readonly nameOf?: (user: string) => string | undefined;
}

/** Something that was done in one of several rooms, and what was done like it close by. */
export interface RoomActivity extends Omit<ActivityGroup, "members" | "summary"> {
  readonly room: RoomId;
  /** For people: "Ann moved 12 shapes". */
  readonly words: string;
}

/** Activities of several rooms, newest first. */
export interface RoomsActivity {
  readonly items: readonly RoomActivity[];
  /** For the next page; undefined where this was the last one. */
  readonly cursor: string | undefined;
}

interface Parts {
  readonly store: Store;
  readonly registry: Registry;
  readonly authorizeMs: number;
  onError(error: unknown): void;
}

/** What is known of one room: its groups, newest first, and the entry before the first that was looked at. */
interface Source {
  readonly room: RoomId;
  readonly groups: ActivityGroup[];
  readonly keys: true | readonly string[];
  from: Seq;
  /** Pages that were read of it. */
  pages: number;
}

/** The same where it may be the server itself that looks, which sees all. */
export interface AskedActivity extends Omit<RoomsActivityOptions, "user"> {
  readonly user: UserInfo | undefined;
}

/** See `Server.activity`. */
export async function roomsActivity(parts: Parts, options: AskedActivity): Promise<RoomsActivity> {
  const { rooms, user, limit = 50, aggregateWindow = 5000, cursor, nameOf } = options;
  if (!Array.isArray(rooms) || rooms.length > MOST_ROOMS)
    throw mistake("activity", "rooms", `a list of at most ${MOST_ROOMS} ids of rooms`, rooms);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ITEMS)
    throw mistake("activity", "limit", `a number from 1 to ${MOST_ITEMS}`, limit);
  const ends = endsIn(cursor);
  const sources: Source[] = [];
  for (const room of new Set(rooms)) {
    // oxlint-disable-next-line no-await-in-loop -- so that many rooms are no storm
    const source = await sourceOf(parts, room, user, ends);
    if (source !== undefined) sources.push(source);
  }
  const items: RoomActivity[] = [];
  // What stands before the pages that were read of one room may be newer than what another one has next.
  while (items.length === 0 || !sources.some(isLooked)) {
    for (const source of sources)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      if (source.groups.length === 0) await readBefore(parts, source, aggregateWindow);
    const [next] = sources
      .filter(({ groups }) => groups.length > 0)
      .toSorted((a, b) => startOf(b) - startOf(a));
    const group = next?.groups.shift();
    if (next === undefined || group === undefined) break;
    items.push(shown(next.room, group, nameOf));
    ends.set(next.room, group.seq - 1);
    // What one change was stays together: a cursor stands between entries.
    if (items.length >= limit && next.groups[0]?.seq !== group.seq) break;
  }
  for (const { room, groups, from } of sources) {
    const end = groups[0]?.seq ?? from;
    ends.set(room, Math.min(ends.get(room) ?? end, end));
  }
  const hasMore = sources.some(({ groups, from }) => groups.length > 0 || from > 0);
  return { items, cursor: hasMore ? JSON.stringify([...ends]) : undefined };
}

function isLooked({ groups, from, pages }: Source): boolean {
  return groups.length === 0 && from > 0 && pages >= PAGES;
}

function startOf({ groups }: Source): number {
  return groups[0]?.from.getTime() ?? 0;
}

/** Undefined where the user may not see what was done in the room. Rejects with what `authorize` says that is no refusal. */
async function sourceOf(
  { store, registry, authorizeMs }: Parts,
  room: RoomId,
  user: UserInfo | undefined,
  ends: ReadonlyMap<RoomId, Seq>,
): Promise<Source | undefined> {
  try {
    const rights = user && (await registry.rights(user, room, authorizeMs));
    if (user && rights) await registry.checkHistory(user, room, rights, authorizeMs);
    const head = await store.head(room);
    const from = Math.min(ends.get(room) ?? head, head);
    return { room, groups: [], keys: rights?.read ?? true, from, pages: 0 };
  } catch (error) {
    if (error instanceof Refused && error.code !== "auth.unavailable") return undefined;
    throw error;
  }
}

/** Reads the pages before what was looked at, until one holds something. */
async function readBefore(parts: Parts, source: Source, windowMs: number): Promise<void> {
  for (let i = 0; i < MOST_PAGES && source.groups.length === 0 && source.from > 0; i++) {
    const end = source.from;
    // A page is read whole, also where a cursor stands within it: its groups are cut as everywhere.
    source.pages += 1;
    const found = await activitiesIn(parts, source, markOf(end) - ACTIVITY_MARK, markOf(end));
    source.groups.push(
      ...groupActivities(source.room, found, windowMs)
        .filter(({ seq }) => seq <= end)
        .toReversed(),
    );
    source.from = markOf(end) - ACTIVITY_MARK;
  }
}

async function activitiesIn(
  { store, registry, onError }: Parts,
  source: Source,
  after: Seq,
  mark: Seq,
): Promise<readonly Activity[]> {
  const { room, keys } = source;
  const { activity } = registry.definitionOf(room);
  const until = Math.min(mark, await store.head(room));
  const found: Activity[] = [];
  for (let from: Seq | undefined = after; from !== undefined && from < until;) {
    try {
      const wanted = { after: from, until, limit: ACTIVITY_MARK, keys, as: "entries" as const };
      const page: { readonly texts: readonly string[]; readonly next?: Seq } =
        await store.pastEntries(room, wanted);
      for (const text of page.texts) {
        const entry = readEntry(JSON.parse(text) as EntryParts);
        if ("actor" in entry) found.push(...activitiesOf(entry, activity, onError));
      }
      from = page.next;
    } catch (error) {
      if (!(error instanceof Dropped)) throw error;
      // What was before is not kept one by one any more.
      from = error.floor;
    }
  }
  return found;
}

function shown(
  room: RoomId,
  group: ActivityGroup,
  nameOf: RoomsActivityOptions["nameOf"],
): RoomActivity {
  const { id, by, type, from, to, seq, priority, key, ids, count, summary } = group;
  const title = key === undefined ? "it" : ids.length > 0 ? thingOf(key) : `the ${key}`;
  const words = summaryWords(summary, { name: nameOf?.(by) ?? "Somebody", count, title });
  return { id, room, by, type, from, to, seq, priority, key, ids, count, words };
}

/** Up to which entry of each room there is still to show. Throws `TypeError` for what is no cursor. */
function endsIn(cursor: string | undefined): Map<RoomId, Seq> {
  if (cursor === undefined) return new Map();
  const wrong = (): TypeError =>
    mistake("activity", "the cursor", "what the page before ended with", cursor);
  let read: unknown;
  try {
    read = JSON.parse(cursor);
  } catch {
    throw wrong();
  }
  const isOne = (pair: unknown): pair is [RoomId, Seq] =>
    Array.isArray(pair) &&
    pair.length === 2 &&
    typeof pair[0] === "string" &&
    Number.isSafeInteger(pair[1]) &&
    (pair[1] as number) >= 0;
  if (!Array.isArray(read) || !read.every(isOne)) throw wrong();
  return new Map(read);
}
