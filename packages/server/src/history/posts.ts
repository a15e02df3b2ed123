import { Refused } from "@alongside/core";
import type { FeedQuestion, PostState, RecordSchema, Rights, RoomId } from "@alongside/core/engine";
import { postOf } from "../room/feeds/post-row.ts";
import type { PostRanges } from "../room/port.ts";
import { mayRead } from "../room/rights.ts";
import { POSTS_SIZE, type PostRow, type Posts } from "../store/posts.ts";

/** Where a feed is read, and by whom. */
interface Reading {
  readonly store: Posts;
  readonly room: RoomId;
  readonly schema: RecordSchema;
  readonly rights: Rights;
  /** The id of the user who asks. */
  readonly user: string;
  /** Where threads in texts have their places now. */
  rangesOf(posts: readonly string[]): Promise<PostRanges>;
}

/**
 * The answer to a question about a feed, as parts of JSON. Rejects with `Refused`, `feed.unknown`, for one that is not there, or that the rights
 * do not let be read.
 */
export async function feedAnswer(
  reading: Reading,
  about: FeedQuestion,
): Promise<readonly string[]> {
  const { store, room, schema, rights, user } = reading;
  const { feed } = about;
  if (schema.feeds?.has(feed) !== true || !mayRead(rights, feed))
    throw new Refused("feed.unknown", `There is no feed ${feed} that this user may read`);
  if (about.of === "unread") {
    const { after, thread } = about;
    const count = { notBy: user, ...(thread !== undefined && { thread }) };
    return [`"u",${await store.countPosts(room, feed, after, count)}`];
  }
  if ("ids" in about) return found(reading, about);
  const { limit, before, thread, only } = about;
  const rows = await store.readPosts(room, feed, {
    limit,
    ...(before !== undefined && { before: { seq: before[0], i: before[1] } }),
    ...(thread !== undefined && { thread }),
    ...(only !== undefined && { only }),
  });
  // A page has fewer where its posts are large.
  const size = rows.reduce((sum, { json }) => sum + json.length, 0);
  return postsParts(reading, rows, rows.length === limit || size > POSTS_SIZE / 2);
}

/** So many posts are looked for at once, and an answer ends after so many characters of them. */
const AT_ONCE = 4;

/** Posts by their ids, in that order, until they are much: then there are more. */
async function found(
  reading: Reading,
  { feed, ids }: Extract<FeedQuestion, { readonly ids: unknown }>,
): Promise<readonly string[]> {
  const { store, room } = reading;
  const rows: PostRow[] = [];
  let size = 0;
  for (let i = 0; i < ids.length; i += AT_ONCE) {
    if (size > POSTS_SIZE) return postsParts(reading, rows, true);
    // oxlint-disable-next-line no-await-in-loop -- each may be the last
    const some = await store.findPosts(room, feed, ids.slice(i, i + AT_ONCE));
    rows.push(...some);
    size += some.reduce((sum, { json }) => sum + json.length, 0);
  }
  return postsParts(reading, rows, false);
}

/** JSON of posts as pages see them. What they said before is told to nobody. */
async function postsParts(
  reading: Reading,
  rows: readonly PostRow[],
  isMore: boolean,
): Promise<readonly string[]> {
  const posts = await shownPosts(reading, rows);
  const texts = posts.map((post, i) => `${i === 0 ? "" : ","}${JSON.stringify(post)}`);
  return [`"p",[`, ...texts, `],${isMore ? 1 : 0}`];
}

/** A post as it is told, with the place of its thread in a text as it is now. */
type ToldPost = Omit<PostState, "versions">;

/** Posts as they are told: without what they said before, and those in texts where they are now. */
export async function shownPosts(
  { rangesOf }: Pick<Reading, "rangesOf">,
  rows: readonly PostRow[],
): Promise<readonly ToldPost[]> {
  const posts = rows.map((row): ToldPost => {
    const { versions: _versions, ...post } = postOf(row);
    return post;
  });
  const pinned = posts.filter(({ on }) => on !== undefined && "text" in on).map(({ id }) => id);
  if (pinned.length === 0) return posts;
  const ranges = await rangesOf(pinned);
  return posts.map((post) => {
    if (post.on === undefined || !("text" in post.on)) return post;
    const { id, field, words } = post.on.text;
    const range = ranges.of(post.id);
    const place = range && { ...range, seq: ranges.seq };
    return { ...post, on: { text: { id, field, words, ...place } } };
  });
}
