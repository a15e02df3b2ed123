import type { FeedOp } from "@alongside/core/engine";
import { Inbox, type NewNotification } from "@alongside/core/inbox";
import type { FollowedBatch, FollowedEntry, FollowHandler } from "../followers/options.ts";
import {
  concerned,
  isReached,
  lookers,
  postsOf,
  type PostNotesParts,
  writersBefore,
} from "./post-notes.ts";
import { isWatched, userOf, Watched, watchedOf } from "./watched.ts";
import type { Watchers } from "./watchers.ts";

/** So many users are asked about at a time. */
const AT_ONCE = 64;

interface EverythingParts extends PostNotesParts {
  readonly watchers: Watchers;
  /** The names of definitions that have feeds. */
  readonly kinds: ReadonlySet<string>;
}

/** Keeps who wants everything of what, from how users set their levels. */
export function keepWatchers({ watchers, kinds }: EverythingParts): FollowHandler {
  return async ({ id: inbox, entries }, write) => {
    const levels = new Map<string, boolean>();
    for (const { mutation } of entries) {
      const args = mutation?.args as
        | { what?: string; channel?: string; level?: string }
        | undefined;
      if (args?.what === undefined || !isWatched(args.what, kinds)) continue;
      if (mutation?.name === "mute") levels.set(args.what, false);
      if (mutation?.name === "level" && args.channel === "inbox")
        levels.set(args.what, args.level === "everything");
    }
    for (const [what, on] of levels)
      // oxlint-disable-next-line no-await-in-loop -- a few
      if ((await watchers.of(what)).has(inbox) !== on)
        write.mutate(Watched, watchedOf(what), "watch", { inbox, on });
  };
}

/** Notifies those who want everything of a room or a thread of what is posted there, and was not for themselves. */
export function everythingNotes(parts: EverythingParts): FollowHandler {
  return async (batch, write) => {
    for (const entry of batch.entries)
      for (const feed in entry.ops) {
        // oxlint-disable-next-line no-await-in-loop -- in order, and so that many posts are no storm
        const post = await newestOf(parts, batch, entry, feed);
        if (post === undefined) continue;
        // oxlint-disable-next-line no-await-in-loop -- the same
        for (const inbox of await watchersOf(parts, batch, entry, feed, post))
          write.mutate(Inbox, inbox, "notify", noteOf(batch, entry, feed, post));
      }
  };
}

type Post = Awaited<ReturnType<typeof postsOf>>[number];

/** The last of the posts that an entry made in a feed, where it is there still. */
async function newestOf(
  parts: PostNotesParts,
  { room }: FollowedBatch,
  { ops }: FollowedEntry,
  feed: string,
): Promise<Post | undefined> {
  const made = (ops[feed] as readonly FeedOp[]).filter(
    ({ op, act }) => op === "feed" && act[0] === "post",
  );
  return (
    await postsOf(
      parts,
      room,
      feed,
      made.slice(-1).map(({ id }) => id),
    )
  )[0];
}

/** Inboxes from which a post is watched, of those whom it does not notify in person, who may read it, and are not looking at it now. */
async function watchersOf(
  parts: EverythingParts,
  batch: FollowedBatch,
  { actor }: FollowedEntry,
  feed: string,
  post: Post,
): Promise<readonly string[]> {
  const { room, signal } = batch;
  const whats = ["all", "kind post", `room ${room}`, `subject ${subjectOf(batch, feed, post)}`];
  const sets = await Promise.all(whats.map((what) => parts.watchers.of(what)));
  const inboxes = new Set(sets.flatMap((set) => [...set]));
  if (inboxes.size === 0) return [];
  const others = concerned(post, await writersBefore(parts, room, feed, post));
  const spared = new Set([post.by, actor, ...others.keys(), ...(await lookers(parts, batch))]);
  const asked = [...inboxes].filter((inbox) => !spared.has(userOf(inbox)));
  const reached: string[] = [];
  const ask = async (inbox: string): Promise<void> => {
    const user = userOf(inbox);
    if (user !== undefined && (await isReached(parts, user, room, feed))) reached.push(inbox);
  };
  for (let i = 0; i < asked.length && !signal.aborted; i += AT_ONCE)
    // oxlint-disable-next-line no-await-in-loop -- so that rights are asked for by so many at once
    await Promise.all(asked.slice(i, i + AT_ONCE).map(ask));
  return reached;
}

/** A feed of a room is one item, and each of its threads is one. */
function subjectOf({ room }: FollowedBatch, feed: string, { to }: Post): string {
  return `${room} ${to ?? feed}`;
}

function noteOf(
  batch: FollowedBatch,
  { id: entryId, seq }: FollowedEntry,
  feed: string,
  post: Post,
): NewNotification {
  const { room } = batch;
  const epoch = entryId.slice(room.length + 1, entryId.lastIndexOf("/"));
  return {
    kind: "post",
    level: "everything",
    subject: subjectOf(batch, feed, post),
    title: post.to === undefined ? "There are new posts" : "There are new answers in a thread",
    by: post.by,
    dedupeKey: `${room} ${post.id}`,
    place: { room, feed, seq, epoch, ...(post.to !== undefined && { thread: post.to }) },
  };
}
