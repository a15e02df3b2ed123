import type { FeedDraft, PostOptions } from "@alongside/core";
import type { PostList, RoomId, Seq } from "@alongside/core/engine";
import { shownPosts } from "../history/posts.ts";
import type { Writer } from "../room/port.ts";
import { mayRead } from "../room/rights.ts";
import { POSTS_SIZE, type PostRow } from "../store/posts.ts";
import { Dropped } from "../store/store.ts";
import type { Call, JsonSchema, Operation, Parameter, Reply } from "./contract.ts";
import { cursorOf, placeIn, type PostsList } from "./posts-cursor.ts";
import { badRequest, etagOf, Problem } from "./problem.ts";
import { type ApiRooms, limitOf } from "./rooms.ts";
import { ref } from "./schemas.ts";
import { bodyFields, CONDITIONS } from "./state-operations.ts";

const TEXT = { type: "string" } as const;
const LISTS = ["pinned", "threads", "open-threads", "resolved-threads"] as const;
/** Posts of one page. */
const MOST = 200;

const PATH = "/rooms/{room}/feeds/{feed}/posts";
const WRITES = [404, 412, 413, 415, 422] as const;

const AS: Parameter = {
  in: "query",
  name: "as",
  description: "The id of a user: only what they may read is told. Without it all of it is.",
  schema: TEXT,
};

const POST: JsonSchema = {
  type: "object",
  properties: {
    body: { description: "What it says, as the definition has it." },
    to: { ...TEXT, description: "The post that it answers." },
    mentions: { type: "array", items: TEXT, maxItems: 50, description: "Ids of users." },
    on: {
      type: "object",
      description:
        "What the thread is pinned to: `{ record }`, `{ point }`, or `{ text: { id, field, from, to } }`.",
    },
  },
  required: ["body"],
};

/** Where a post is, and what there is of it. */
interface Feed {
  readonly room: RoomId;
  readonly feed: string;
}

/** What is posted in a room's feeds, and who does so. */
export function feedOperations(rooms: ApiRooms): readonly Operation[] {
  const written = { description: "It is made, and on disk.", tagged: true } as const;
  return [
    {
      id: "listPosts",
      method: "GET",
      path: PATH,
      scope: "read",
      tag: "feeds",
      summary: "Read a feed",
      description:
        "A page of posts, the newest first: those outside of threads, the answers in a `thread`, or those of a `list`. Where there may be more before the last one there is a `next`.",
      parameters: [
        { in: "query", name: "before", description: "`next` of the page before.", schema: TEXT },
        {
          in: "query",
          name: "limit",
          description: "Posts of one page. Large ones make it shorter.",
          schema: { type: "integer", minimum: 1, maximum: MOST, default: 50 },
        },
        {
          in: "query",
          name: "thread",
          description: "The posts that answer this one.",
          schema: TEXT,
        },
        {
          in: "query",
          name: "list",
          description: "Posts that are pinned, or that begin threads.",
          schema: { enum: LISTS },
        },
        AS,
      ],
      answers: { 200: { description: "Posts.", content: ["application/json", ref("PostPage")] } },
      refusals: [404],
      run: async (call) => list(rooms, call),
    },
    {
      id: "readPost",
      method: "GET",
      path: `${PATH}/{post}`,
      scope: "read",
      tag: "feeds",
      summary: "Read a post",
      description: "One post, also one that was deleted: that has no `body`.",
      parameters: [AS],
      answers: { 200: { description: "It.", content: ["application/json", ref("Post")] } },
      refusals: [404],
      async run(call) {
        const { room, feed } = feedOf(rooms, call);
        const reader = await rooms.reader(room, call);
        checkReadable(reader, feed);
        const row = await find(rooms, call, { room, feed });
        const rangesOf = rooms.rangesOf(room, call, reader.rights);
        const [post] = await shownPosts({ rangesOf }, [row]);
        return { body: post };
      },
    },
    {
      id: "createPost",
      method: "POST",
      path: PATH,
      scope: "write",
      tag: "feeds",
      summary: "Post",
      description: "Posts in a feed. With `to` it is an answer, in the thread of that post.",
      parameters: CONDITIONS,
      takes: { "application/json": { schema: POST, example: { body: { text: "Deployed" } } } },
      answers: { 200: { ...written, content: ["application/json", ref("Posted")] } },
      refusals: WRITES,
      async run(call) {
        const place = feedOf(rooms, call);
        const { body, ...rest } = bodyFields(call);
        const options = optionsIn(rest);
        let id: string | undefined;
        const seq = await rooms.write(place.room, call, {
          draft: draftOf(place.feed, (posts) => (id = posts.post(bodyIn(body), options))),
          strict: true,
        });
        // It was posted before, under the request's key.
        id ??= await firstPost(rooms, place, seq);
        return answer(seq, id === undefined ? {} : { id });
      },
    },
    {
      id: "changePost",
      method: "PATCH",
      path: `${PATH}/{post}`,
      scope: "write",
      tag: "feeds",
      summary: "Change a post",
      description:
        "Gives it another `body` and other `mentions`, pins it, or says that its thread is done with. What is left out stays.",
      parameters: CONDITIONS,
      takes: {
        "application/json": {
          schema: {
            type: "object",
            properties: {
              body: {},
              mentions: { type: "array", items: TEXT, maxItems: 50 },
              pinned: { type: "boolean" },
              resolved: { type: "boolean" },
            },
          },
          example: { pinned: true },
        },
      },
      answers: { 200: { ...written, content: ["application/json", ref("Written")] } },
      refusals: WRITES,
      async run(call) {
        const { body, mentions, pinned, resolved, ...rest } = bodyFields(call);
        checkNothingElse(rest);
        if (mentions !== undefined && (!isTexts(mentions) || body === undefined))
          throw badRequest("mentions takes ids of users, beside a body", "mentions");
        checkFlag(pinned, "pinned");
        checkFlag(resolved, "resolved");
        if (body === undefined && pinned === undefined && resolved === undefined)
          throw badRequest("A change of a post has a body, pinned or resolved");
        return act(rooms, call, (posts, id) => {
          if (body !== undefined) posts.edit(id, body, mentions === undefined ? {} : { mentions });
          if (pinned !== undefined) posts.pin(id, pinned);
          if (resolved !== undefined) posts.resolve(id, resolved);
        });
      },
    },
    {
      id: "deletePost",
      method: "DELETE",
      path: `${PATH}/{post}`,
      scope: "write",
      tag: "feeds",
      summary: "Delete a post",
      description: "Takes away what it says. That there was one stays visible.",
      parameters: CONDITIONS,
      answers: { 200: { ...written, content: ["application/json", ref("Written")] } },
      refusals: WRITES,
      run: async (call) => act(rooms, call, (posts, id) => posts.delete(id)),
    },
    {
      id: "react",
      method: "POST",
      path: `${PATH}/{post}/reactions`,
      scope: "write",
      tag: "feeds",
      summary: "React to a post",
      description: "Reacts with an emoji, or takes that back with `on: false`.",
      parameters: CONDITIONS,
      takes: {
        "application/json": {
          schema: {
            type: "object",
            properties: { emoji: { ...TEXT, maxLength: 64 }, on: { type: "boolean" } },
            required: ["emoji"],
          },
          example: { emoji: "👍" },
        },
      },
      answers: { 200: { ...written, content: ["application/json", ref("Written")] } },
      refusals: WRITES,
      async run(call) {
        const { emoji, on = true, ...rest } = bodyFields(call);
        checkNothingElse(rest);
        if (typeof emoji !== "string") throw badRequest("emoji takes a text", "emoji");
        if (typeof on !== "boolean") throw badRequest("on takes true or false", "on");
        return act(rooms, call, (posts, id) => posts.react(id, emoji, on));
      },
    },
  ];
}

/** What the draft of a room with feeds has. */
interface Feeds {
  readonly feeds: { readonly [feed: string]: FeedDraft<unknown> };
}

type Posts = FeedDraft<unknown>;

function draftOf(feed: string, fn: (posts: Posts) => void): (doc: never) => void {
  return (doc: Feeds) => fn(doc.feeds[feed] as Posts);
}

/** The feed that a path names. Throws `Problem` for one that the definition does not have. */
function feedOf(rooms: ApiRooms, call: Call): Feed {
  const room = rooms.named(call);
  const { feed = "" } = call.params;
  if (rooms.definitionOf(room).schema.feeds?.has(feed) === true) return { room, feed };
  throw new Problem(404, "feed.unknown", `${room} has no feed ${JSON.stringify(feed)}`);
}

function checkReadable({ rights, user }: Pick<Writer, "rights" | "user">, feed: string): void {
  if (!mayRead(rights, feed))
    throw new Problem(404, "feed.unknown", `There is no feed ${feed} that ${user.id} may read`);
}

async function list(rooms: ApiRooms, call: Call): Promise<Reply> {
  const { room, feed } = feedOf(rooms, call);
  const { query } = call;
  const asked: PostsList = { room, feed, thread: query.get("thread"), list: query.get("list") };
  const only = LISTS.find((one) => one === asked.list) satisfies PostList | undefined;
  if (asked.list !== null && only === undefined)
    throw badRequest(`list takes one of ${LISTS.join(", ")}`, "list");
  if (only !== undefined && asked.thread !== null)
    throw badRequest("A thread has no lists", "thread");
  const limit = limitOf(query, MOST, 50);
  const cursor = query.get("before");
  const before = cursor === null ? undefined : placeIn(cursor, asked);
  const reader = await rooms.reader(room, call);
  checkReadable(reader, feed);
  const rows = await rooms.store.readPosts(room, feed, {
    limit,
    ...(before !== undefined && { before }),
    ...(asked.thread !== null && { thread: asked.thread }),
    ...(only !== undefined && { only }),
  });
  const last = rows.at(-1);
  const size = rows.reduce((sum, { json }) => sum + json.length, 0);
  const hasMore = rows.length === limit || size > POSTS_SIZE / 2;
  const posts = await shownPosts({ rangesOf: rooms.rangesOf(room, call, reader.rights) }, rows);
  return {
    body: hasMore && last !== undefined ? { posts, next: cursorOf(asked, last) } : { posts },
  };
}

/** Does something to the post that a path names. */
async function act(
  rooms: ApiRooms,
  call: Call,
  fn: (posts: Posts, id: string) => void,
): Promise<Reply> {
  const place = feedOf(rooms, call);
  const seq = await rooms.write(place.room, call, async (author) => {
    const { id, author: by, isGone } = await find(rooms, call, place);
    const isHidden = !mayRead(author.rights, place.feed) && by !== author.user.id;
    if (isGone === true || isHidden) throw missing(place, id);
    return { draft: draftOf(place.feed, (posts) => fn(posts, id)), strict: true };
  });
  return answer(seq, {});
}

async function find(rooms: ApiRooms, { params }: Call, { room, feed }: Feed): Promise<PostRow> {
  const { post = "" } = params;
  const [row] = await rooms.store.findPosts(room, feed, [post]);
  if (row === undefined) throw missing({ room, feed }, post);
  return row;
}

function missing({ room, feed }: Feed, id: string): Problem {
  return new Problem(404, "post.missing", `There is no post ${id} in ${feed} of ${room}`);
}

function answer(seq: number, more: object): Reply {
  return { headers: { ETag: etagOf(seq) }, body: { seq, ...more } };
}

function bodyIn(body: unknown): unknown {
  if (body === undefined) throw badRequest("body is what the post says", "body");
  return body;
}

/** What a request says of a post beside its body. Whether it can be is for the draft to say. */
function optionsIn({
  to,
  mentions,
  on,
  ...rest
}: {
  readonly [name: string]: unknown;
}): PostOptions {
  checkNothingElse(rest);
  if (to !== undefined && typeof to !== "string") throw badRequest("to takes a post's id", "to");
  if (mentions !== undefined && !isTexts(mentions))
    throw badRequest("mentions takes ids of users", "mentions");
  if (on !== undefined && (typeof on !== "object" || on === null))
    throw badRequest("on takes { record }, { point } or { text }", "on");
  return {
    ...(to !== undefined && { to }),
    ...(mentions !== undefined && { mentions }),
    ...(on !== undefined && { on: on as NonNullable<PostOptions["on"]> }),
  };
}

function checkNothingElse(rest: object): void {
  for (const name in rest)
    throw badRequest(`The body has ${JSON.stringify(name)}, which nothing takes`, name);
}

function checkFlag(value: unknown, name: string): asserts value is boolean | undefined {
  if (value !== undefined && typeof value !== "boolean")
    throw badRequest(`${name} takes true or false`, name);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

/** The id of the first post that an entry made in a feed; undefined where it is not kept any more. */
async function firstPost(
  { store }: ApiRooms,
  { room, feed }: Feed,
  seq: Seq,
): Promise<string | undefined> {
  if (seq === 0) return undefined;
  try {
    for await (const entry of store.read(room, seq - 1, 1))
      if ("ops" in entry)
        return entry.ops[feed]?.find((op) => op.op === "feed" && op.act[0] === "post")?.id;
  } catch (error) {
    if (!(error instanceof Dropped)) throw error;
  }
  return undefined;
}
