import { Refused } from "@alongside/core";
import { type FeedOp, type Rights, type RoomId, type UserInfo } from "@alongside/core/engine";
import { Inbox, inboxOf, type NewNotification } from "@alongside/core/inbox";
import { checkUser } from "../auth/user-info.ts";
import type { FollowedBatch, FollowedEntry, FollowHandler } from "../followers/options.ts";
import { colorOf } from "../identity/palette.ts";
import { postOf } from "../room/feeds/post-row.ts";
import type { PersonHere } from "../room/person-here.ts";
import { mayRead } from "../room/rights.ts";
import { MOST_POSTS } from "../store/posts.ts";
import type { Store } from "../store/store.ts";

/** Who wrote these answers, the last ones before a new one, and who began their thread hear of it. */
const ANSWERS = 20;

/** One entry notifies so many users at most, the first ones: as many as one post can mention. */
export const MOST_NOTIFIED = 50;

/** What notifying of posts needs of the server. */
export interface PostNotesParts {
  readonly store: Pick<Store, "findPosts" | "readPosts">;
  /** Rejects with `Refused` for who may not enter. */
  rights(user: UserInfo, room: RoomId): Promise<Rights>;
  people(definition: string, id: string): Promise<readonly PersonHere[]>;
  knows(user: string): Promise<boolean>;
}

type Post = ReturnType<typeof postOf>;

/**
 * Notifies those whom a post mentions, and those who wrote in the thread that it answers. Never its author, who is looking at the room now,
 * or who may not read the feed. Nothing of what people wrote is copied: an item leads to the post.
 */
export function postNotes(parts: PostNotesParts): FollowHandler {
  return async (batch, write) => {
    const looking = await lookers(parts, batch);
    for (const entry of batch.entries) {
      // oxlint-disable-next-line no-await-in-loop -- in order, and so that many posts are no storm
      const notes = await notesOf(parts, batch, entry, looking);
      for (const [user, note] of notes) write.mutate(Inbox, inboxOf(user) ?? "", "notify", note);
    }
  };
}

async function notesOf(
  parts: PostNotesParts,
  { room, signal }: FollowedBatch,
  { ops, actor, id: entryId, seq }: FollowedEntry,
  looking: ReadonlySet<string>,
): Promise<ReadonlyMap<string, NewNotification>> {
  const notes = new Map<string, NewNotification>();
  const epoch = entryId.slice(room.length + 1, entryId.lastIndexOf("/"));
  for (const feed in ops) {
    const written = postedIn(ops[feed] as readonly FeedOp[]);
    // oxlint-disable-next-line no-await-in-loop -- feed by feed
    for (const post of await postsOf(parts, room, feed, [...written.keys()])) {
      // An answer that is changed is no new one. Whether it was changed later does not matter.
      const isNew = written.get(post.id) === true;
      // oxlint-disable-next-line no-await-in-loop -- thread by thread
      const writers = isNew ? await writersBefore(parts, room, feed, post) : [];
      for (const [user, kind] of concerned(post, writers)) {
        if (notes.size >= MOST_NOTIFIED || signal.aborted) return notes;
        if (user === post.by || user === actor || looking.has(user) || notes.has(user)) continue;
        // oxlint-disable-next-line no-await-in-loop -- rights of one after the other
        if (!(await isReached(parts, user, room, feed))) continue;
        notes.set(user, noteOf(kind, post, { room, feed, seq, epoch }));
      }
    }
  }
  return notes;
}

/** The posts that were made, or changed in what they say, each with whether it was made. */
function postedIn(ops: readonly FeedOp[]): ReadonlyMap<string, boolean> {
  const written = new Map<string, boolean>();
  for (const { op, id, act } of ops)
    if (op === "feed" && (act[0] === "post" || act[0] === "edit"))
      written.set(id, act[0] === "post" || written.get(id) === true);
  return written;
}

/** Those of the posts that are there still, as they are now. */
export async function postsOf(
  { store }: PostNotesParts,
  room: RoomId,
  feed: string,
  ids: readonly string[],
): Promise<readonly Post[]> {
  if (ids.length === 0) return [];
  const rows = await store.findPosts(room, feed, ids.slice(0, MOST_POSTS));
  return rows.map(postOf).filter(({ deleted }) => deleted === undefined);
}

/** Who wrote in the thread that a post answers, before it. */
export async function writersBefore(
  { store }: PostNotesParts,
  room: RoomId,
  feed: string,
  { to: thread, seq, i }: Post,
): Promise<readonly string[]> {
  if (thread === undefined) return [];
  const before = { seq, i };
  const roots = await store.findPosts(room, feed, [thread]);
  const answers = await store.readPosts(room, feed, { thread, before, limit: ANSWERS });
  return [...roots, ...answers].map(({ author }) => author);
}

/** Whom a post is for, and why: who is mentioned hears of that alone. */
export function concerned(
  { mentions = [] }: Post,
  writers: readonly string[],
): ReadonlyMap<string, "mention" | "reply"> {
  const replied = writers.map((user) => [user, "reply"] as const);
  return new Map([...replied, ...mentions.map((user) => [user, "mention"] as const)]);
}

function noteOf(
  kind: "mention" | "reply",
  { id, by, to }: Post,
  place: {
    readonly room: string;
    readonly feed: string;
    readonly seq: number;
    readonly epoch: string;
  },
): NewNotification {
  return {
    kind,
    subject: `${place.room} ${to ?? id}`,
    title: kind === "mention" ? "You were mentioned" : "There is an answer in a thread of yours",
    by,
    // A post notifies once of each kind, however often it is edited.
    dedupeKey: `${place.room} ${id}`,
    place: { ...place, ...(to !== undefined && { thread: to }) },
  };
}

/** Who has a page of this room before their eyes. */
export async function lookers(
  parts: PostNotesParts,
  { name, id }: FollowedBatch,
): Promise<ReadonlySet<string>> {
  const people = await parts.people(name, id);
  return new Set(people.flatMap(({ user, state }) => (state === "active" ? user.id : [])));
}

/** Whether a user can have an inbox, exists, and may read the feed now. Rejects where that cannot be found out. */
export async function isReached(
  { rights, knows }: PostNotesParts,
  id: string,
  room: RoomId,
  feed: string,
): Promise<boolean> {
  if (inboxOf(id) === undefined || !(await knows(id))) return false;
  try {
    const user = checkUser({ id, name: id, color: colorOf(id) });
    return mayRead(await rights(user, room), feed);
  } catch (error) {
    if (error instanceof Refused && error.code !== "auth.unavailable") return false;
    throw error;
  }
}
