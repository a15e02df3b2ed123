import type { JsonSchema } from "./contract.ts";

const SEQ: JsonSchema = { type: "integer", minimum: 0, description: "The number of an entry." };

function object(
  properties: Record<string, JsonSchema>,
  optional: readonly string[] = [],
): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required };
}

/** What refusals say: RFC 9457. */
export const PROBLEM: JsonSchema = object(
  {
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string", description: "What to look for in a program." },
    detail: { type: "string", description: "For people." },
    doc: { type: "string" },
    path: { type: "string", description: "What in the request or the room is meant." },
    seq: SEQ,
    line: { type: "integer", description: "Of an import." },
    limit: { type: "integer", description: "What is allowed." },
  },
  ["path", "seq", "line", "limit"],
);

/** Who did it, and when. */
const DONE: JsonSchema = object({ at: { type: "number" }, by: { type: "string" } });

const VERSION: JsonSchema = object({
  name: { type: "string" },
  seq: { ...SEQ, description: "The moment." },
  at: { type: "string", format: "date-time", description: "When it was named." },
  by: { type: "string" },
});

/** The named schemas of the OpenAPI file. */
export const SCHEMAS = {
  Room: object(
    {
      id: { type: "string" },
      kind: { type: "string" },
      version: {
        type: "integer",
        description: "Of the definition; absent for a kind that the server does not run.",
      },
      seq: SEQ,
      at: { type: "string", format: "date-time", description: "When the last entry was written." },
      epoch: { type: "string", description: "The name of its log." },
      entries: { type: "integer", description: "How many are kept one by one." },
      bytes: object({ entries: { type: "integer" }, snapshots: { type: "integer" } }),
      loaded: { type: "boolean" },
      people: { type: "integer" },
    },
    ["version"],
  ),
  People: object({
    people: {
      type: "array",
      items: object({
        client: { type: "string", description: "One page: who has two tabs open is here twice." },
        user: object({ id: { type: "string" }, name: { type: "string" } }),
        state: { type: "string" },
        presence: { type: "object" },
      }),
    },
  }),
  FollowerList: object({
    followers: {
      type: "array",
      items: object({
        name: { type: "string" },
        lag: object({
          entries: { type: "integer", description: "On disk, and not done." },
          ms: { type: "number", description: "For how long the oldest of them has waited." },
        }),
        letters: { type: "integer", description: "As last counted, up to 1,000." },
      }),
    },
  }),
  LetterList: object(
    {
      letters: {
        type: "array",
        items: object(
          {
            id: { type: "integer" },
            room: { type: "string", description: "The room whose entries it is about." },
            at: { type: "string", format: "date-time", description: "When it was given up." },
            code: { type: "string" },
            message: { type: "string" },
            entries: object({ from: SEQ, to: SEQ }),
            write: { type: "object", description: "What was to be written, and in which room." },
          },
          ["entries", "write"],
        ),
      },
      next: { type: "integer", description: "Ask again with `after` set to it." },
    },
    ["next"],
  ),
  Reached: object({ pages: { type: "integer", description: "How many pages that were." } }),
  RoomList: object(
    {
      rooms: { type: "array", items: object({ id: { type: "string" }, kind: { type: "string" } }) },
      next: { type: "string", description: "Ask again with `after` set to it." },
    },
    ["next"],
  ),
  Series: object({
    since: { type: "integer", description: "Ms of the server's clock." },
    resolutionMs: { type: "integer", description: "How long a bucket is." },
    newest: { type: "object", description: "By key: a number, or an object of numbers." },
    window: {
      type: "object",
      description:
        "By key the buckets in which anything was published, oldest first: `at` in ms, `min`, `max`, `mean`, `last` and `count`. Of points with fields, an object of these by field.",
    },
  }),
  Post: object(
    {
      id: { type: "string" },
      seq: { ...SEQ, description: "The entry that made it." },
      i: { type: "integer", description: "As which of the posts of that entry: 0, 1, 2 …" },
      at: { type: "number", description: "When, in ms since 1970." },
      by: { type: "string", description: "The id of who wrote it." },
      name: { type: "string", description: "Their name then." },
      body: { description: "What it says; absent once it was deleted." },
      to: { type: "string", description: "The post that it answers." },
      mentions: { type: "array", items: { type: "string" } },
      on: {
        type: "object",
        description:
          "What its thread is pinned to. `on.text.from` and `to` are where it is now, and absent where all of it was deleted.",
      },
      edited: { type: "number" },
      deleted: DONE,
      reactions: { type: "object", description: "Ids of users by emoji." },
      pinned: DONE,
      resolved: DONE,
      replies: object({
        count: { type: "integer" },
        at: { type: "number" },
        by: { type: "array", items: { type: "string" } },
      }),
      last: { ...SEQ, description: "The entry that wrote it last." },
    },
    [
      "name",
      "body",
      "to",
      "mentions",
      "on",
      "edited",
      "deleted",
      "reactions",
      "pinned",
      "resolved",
      "replies",
    ],
  ),
  PostPage: object(
    {
      posts: { type: "array", items: { $ref: "#/components/schemas/Post" } },
      next: { type: "string", description: "Ask again with `before` set to it." },
    },
    ["next"],
  ),
  Posted: object(
    {
      seq: SEQ,
      id: {
        type: "string",
        description:
          "Of the post; absent where it was posted before under the same key, and its entry is not kept any more.",
      },
    },
    ["id"],
  ),
  ActivityPage: object(
    {
      items: {
        type: "array",
        items: object(
          {
            id: { type: "string" },
            seq: SEQ,
            from: { type: "string", format: "date-time" },
            to: { type: "string", format: "date-time" },
            by: { type: "string" },
            type: { type: "string" },
            priority: { type: "string" },
            key: { type: "string", description: "The key of storage that it is about." },
            ids: { type: "array", items: { type: "string" } },
            count: { type: "integer" },
            words: { type: "string", description: "For people: `Ann moved 12 shapes`." },
          },
          ["key"],
        ),
      },
      next: { ...SEQ, description: "Ask again with `before` set to it." },
    },
    ["next"],
  ),
  Published: object({ values: { type: "integer", description: "How many numbers that were." } }),
  State: {
    type: "object",
    description: "The room's storage: maps are objects, a text is its JSON.",
  },
  Written: object({ seq: SEQ }),
  Notification: object(
    {
      kind: { type: "string", pattern: "^[a-z][a-z0-9.-]{0,39}$" },
      subject: { type: "string", minLength: 1, maxLength: 210 },
      title: { type: "string", minLength: 1, maxLength: 200 },
      body: { type: "string", maxLength: 1000 },
      link: {
        type: "string",
        maxLength: 500,
        description: "A path, or an address of `https:`, `http:` or `mailto:`.",
      },
      priority: { enum: ["normal", "important", "urgent"] },
      level: {
        enum: ["participating", "everything"],
        description: "`everything`: only for those who want everything.",
      },
      by: { type: "string", description: "The id of the user who caused it." },
      dedupeKey: { type: "string", minLength: 1, maxLength: 300 },
    },
    ["body", "link", "priority", "level", "by", "dedupeKey"],
  ),
  Change: object(
    {
      seq: SEQ,
      at: { type: "string", format: "date-time" },
      by: { type: "string", description: "A user's id; `server` for the server's own." },
      words: { type: "string" },
      keys: { type: "array", items: { type: "string" } },
      mutation: object({ name: { type: "string" }, args: true }),
    },
    ["by", "mutation"],
  ),
  ChangeList: object(
    {
      changes: { type: "array", items: { $ref: "#/components/schemas/Change" } },
      next: { ...SEQ, description: "Ask again with `after` set to it." },
    },
    ["next"],
  ),
  PastState: object(
    {
      seq: SEQ,
      at: { type: "string", format: "date-time" },
      state: { $ref: "#/components/schemas/State" },
    },
    ["at"],
  ),
  Version: VERSION,
  VersionList: object({
    versions: { type: "array", items: { $ref: "#/components/schemas/Version" } },
  }),
  PatchOperation: {
    type: "object",
    required: ["op", "path"],
    properties: {
      op: {
        enum: ["add", "replace", "remove", "move", "test", "increment", "text"],
      },
      path: {
        type: "string",
        description: "RFC 6901; a record of a list by its id or index, `-` for the end.",
      },
      from: { type: "string" },
      value: true,
      by: { type: "integer" },
      delta: { type: "array", description: '`[5, "abc", -2]`: keep 5, insert abc, delete 2.' },
    },
  },
} satisfies Record<string, JsonSchema>;

/** A reference to a named schema. */
export function ref(name: keyof typeof SCHEMAS): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}
