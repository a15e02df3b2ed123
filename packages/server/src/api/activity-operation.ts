import type { Operation } from "./contract.ts";
import { badRequest } from "./problem.ts";
import { type ApiRooms, limitOf } from "./rooms.ts";
import { ref } from "./schemas.ts";

/** Items of one page, and ms that items may be apart to be one. */
const MOST = 200;
const LONGEST_MS = 24 * 60 * 60 * 1000;

/** What was done in a room, in words. */
export function activityOperation(rooms: ApiRooms): Operation {
  return {
    id: "listActivity",
    method: "GET",
    path: "/rooms/{room}/activity",
    scope: "read",
    tag: "feeds",
    summary: "List what was done",
    description:
      "What was done in the room, newest first, what one user did close together as one item: as `useLiveActivities` shows it. One page may have few items and a `next`.",
    parameters: [
      {
        in: "query",
        name: "before",
        description: "`next` of the page before, a number of an entry.",
        schema: { type: "integer", minimum: 0 },
      },
      {
        in: "query",
        name: "limit",
        description: "Items of one page.",
        schema: { type: "integer", minimum: 1, maximum: MOST, default: 50 },
      },
      {
        in: "query",
        name: "window",
        description: "Ms: what one user does of a kind with shorter pauses is one item.",
        schema: { type: "integer", minimum: 0, maximum: LONGEST_MS, default: 5000 },
      },
      {
        in: "query",
        name: "as",
        description:
          "The id of a user: what they may see of the room and of its past. Without it all of it is told.",
        schema: { type: "string" },
      },
    ],
    answers: {
      200: { description: "Items.", content: ["application/json", ref("ActivityPage")] },
    },
    refusals: [404, 422],
    async run(call) {
      const room = rooms.named(call);
      await rooms.head(room);
      const { query } = call;
      const before = numberIn(query, "before", Number.MAX_SAFE_INTEGER);
      const reader = await rooms.reader(room, call);
      if (query.has("as")) await rooms.pastFor(reader, room);
      const names = await rooms.namesIn(room);
      const { items, cursor } = await rooms.activity({
        rooms: [room],
        user: query.has("as") ? reader.user : undefined,
        limit: limitOf(query, MOST, 50),
        aggregateWindow: numberIn(query, "window", LONGEST_MS) ?? 5000,
        nameOf: (user) => names.get(user) ?? user,
        ...(before !== undefined && { cursor: JSON.stringify([[room, before]]) }),
      });
      const list = items.map(({ room: _room, from, to, ...item }) => ({
        ...item,
        from: from.toISOString(),
        to: to.toISOString(),
      }));
      const next = cursor === undefined ? undefined : nextIn(cursor);
      return { body: next === undefined ? { items: list } : { items: list, next } };
    },
  };
}

/** The entry that the next page of the one room begins at. */
function nextIn(cursor: string): number | undefined {
  const [pair] = JSON.parse(cursor) as readonly (readonly [room: string, seq: number])[];
  return pair?.[1];
}

function numberIn(query: URLSearchParams, name: string, most: number): number | undefined {
  const given = query.get(name);
  if (given === null) return undefined;
  const value = Number(given);
  if (/^\d{1,16}$/.test(given) && value <= most) return value;
  throw badRequest(`${name} takes a number from 0 to ${most}`, name);
}
