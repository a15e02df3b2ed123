import { toJSON } from "@alongside/core";
import {
  type PartToRestore,
  partOf,
  type RecordSchema,
  type RoomPart,
  type Version,
  versionOf,
} from "@alongside/core/engine";
import { Gate } from "../gate.ts";
import { bringBack } from "../history/bring-back.ts";
import { checkMayName, versionName, versionParts } from "../history/naming.ts";
import { changesAfter } from "./changes.ts";
import type { Operation } from "./contract.ts";
import { badRequest, etagOf, Problem } from "./problem.ts";
import { type ApiRooms, limitOf } from "./rooms.ts";
import { ref } from "./schemas.ts";
import { bodyFields, CONDITIONS } from "./state-operations.ts";

const TEXT = { type: "string" } as const;
const NUMBER = { type: "integer", minimum: 0 } as const;

/** A part of a room: see `RoomPart`. */
const PART = {
  oneOf: [
    TEXT,
    {
      type: "object",
      properties: {
        id: TEXT,
        field: TEXT,
        range: { type: "array", items: { type: "integer" }, minItems: 2, maxItems: 2 },
      },
      required: ["id"],
    },
  ],
} as const;

/** The API names users by id alone. */
const NOBODY: ReadonlyMap<string, string> = new Map();

/** Moments that are folded at a time, and of one address. */
const AT_ONCE = 4;
const OF_ADDRESS = 2;

/** What was in a room, and who changed what. */
export function historyOperations(rooms: ApiRooms): readonly Operation[] {
  const turns = new Gate(AT_ONCE, OF_ADDRESS);
  return [
    {
      id: "listChanges",
      method: "GET",
      path: "/rooms/{room}/changes",
      scope: "read",
      tag: "history",
      summary: "List changes",
      description:
        "What was committed, oldest first. One page may be empty and have a `next`: it has looked at 2,000 entries.",
      parameters: [
        {
          in: "query",
          name: "after",
          description: "Only entries above this number.",
          schema: NUMBER,
        },
        { in: "query", name: "by", description: "Only those of this user, by id.", schema: TEXT },
        {
          in: "query",
          name: "part",
          description: "Only those to this top-level key, or to the record of this id.",
          schema: TEXT,
        },
        {
          in: "query",
          name: "limit",
          description: "Changes of one page.",
          schema: { type: "integer", minimum: 1, maximum: 1000, default: 100 },
        },
      ],
      answers: {
        200: { description: "Changes.", content: ["application/json", ref("ChangeList")] },
      },
      refusals: [404, 410],
      async run(call) {
        const room = rooms.named(call);
        await rooms.head(room);
        const by = call.query.get("by");
        const part = call.query.get("part");
        const { changes, next } = await changesAfter(rooms, room, {
          after: numberOf(call.query.get("after") ?? "0", "after"),
          limit: limitOf(call.query),
          ...(by !== null && { by }),
          ...(part !== null && { part }),
        });
        return { body: next === undefined ? { changes } : { changes, next } };
      },
    },
    {
      id: "readPastState",
      method: "GET",
      path: "/rooms/{room}/history/{seq}",
      scope: "read",
      tag: "history",
      summary: "Read a room as it was",
      description: "The storage as it was after an entry, in the shape of the definition of now.",
      answers: {
        200: { description: "What was.", content: ["application/json", ref("PastState")] },
      },
      refusals: [404, 410],
      async run(call) {
        const room = rooms.named(call);
        await rooms.head(room);
        const asked = numberOf(call.params["seq"] ?? "", "seq");
        const found = await turns.pass(call.address, call.isWanted, () =>
          rooms.all.get(room).history.at(asked),
        );
        if (found === undefined) throw nobodyWaits();
        const { seq, at, state } = found;
        const when = at === undefined ? {} : { at: at.toISOString() };
        return { body: { seq, ...when, state: toJSON(state) } };
      },
    },
    {
      id: "restoreRoom",
      method: "POST",
      path: "/rooms/{room}/restore",
      scope: "write",
      tag: "history",
      summary: "Bring back what was",
      description:
        "Brings the room, a part of it, or what one user did since, back to an entry, as one change. What others wrote later in other places stays. `part` is a top-level key, the id of a record, or one field of a record. With `as` it is that user's change: they have to be let see the past, and what they may not write stays as it is.",
      parameters: CONDITIONS,
      takes: {
        "application/json": {
          schema: {
            type: "object",
            properties: { seq: NUMBER, by: TEXT, part: PART },
            required: ["seq"],
          },
          example: { seq: 1 },
        },
      },
      answers: {
        200: {
          description: "It is brought back, and on disk.",
          content: ["application/json", ref("Written")],
          tagged: true,
        },
      },
      refusals: [404, 410, 412, 413, 415, 422],
      async run(call) {
        const room = rooms.named(call);
        const { schema } = rooms.definitionOf(room);
        const { seq: asked, by, part: given } = bodyFields(call);
        if (typeof asked !== "number" || !Number.isSafeInteger(asked) || asked < 0)
          throw badRequest("seq takes the number of an entry", "seq");
        if (by !== undefined && (typeof by !== "string" || by === "" || by.length > 256))
          throw badRequest("by takes a user's id, of 256 characters at most", "by");
        const part = partIn(schema, given);
        await rooms.head(room);
        const wanted = {
          ...(by !== undefined && { by }),
          ...(part !== undefined && { part }),
        };
        const seq = await rooms.write(room, call, async (author) => {
          const source = await rooms.pastFor(author, room);
          const { write } = author.rights;
          const mayWrite = (key: string): boolean => write === true || write.includes(key);
          const found = await turns.pass(call.address, call.isWanted, () =>
            bringBack(source, schema, asked, wanted, mayWrite),
          );
          if (found === undefined) throw nobodyWaits();
          return { run: found.run };
        });
        return { headers: { ETag: etagOf(seq) }, body: { seq } };
      },
    },
    {
      id: "listVersions",
      method: "GET",
      path: "/rooms/{room}/versions",
      scope: "read",
      tag: "history",
      summary: "List named moments",
      description:
        "The moments that somebody gave a name, in the order in which they did; 1,000 at most.",
      answers: {
        200: { description: "Moments.", content: ["application/json", ref("VersionList")] },
      },
      refusals: [404],
      async run(call) {
        const room = rooms.named(call);
        await rooms.head(room);
        const versions = await rooms.all.get(room).history.versions();
        return { body: { versions: versions.map(versionTold) } };
      },
    },
    {
      id: "nameVersion",
      method: "POST",
      path: "/rooms/{room}/versions",
      scope: "write",
      tag: "history",
      summary: "Name a moment",
      description:
        "Gives a moment a name, the newest where none is said. The same name for the same moment is one. With `as` it is that user who gives it: they have to be let see the past, and write something.",
      parameters: CONDITIONS,
      takes: {
        "application/json": {
          schema: {
            type: "object",
            properties: { name: { type: "string" }, seq: NUMBER },
            required: ["name"],
          },
          example: { name: "Before the review" },
        },
      },
      answers: {
        200: { description: "The moment.", content: ["application/json", ref("Version")] },
      },
      refusals: [404, 410, 412, 413, 415, 422],
      async run(call) {
        const room = rooms.named(call);
        const { name, seq } = bodyFields(call);
        if (typeof name !== "string" || name.length > 1000)
          throw badRequest("name takes a text of at most 1,000 characters", "name");
        if (seq !== undefined && (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 0))
          throw badRequest("seq takes the number of an entry", "seq");
        const head = await rooms.head(room);
        const author = await rooms.author(room, call);
        const source = await rooms.pastFor(author, room);
        checkMayName(author.rights);
        const once = rooms.once(room, call);
        const naming = {
          actor: author.user.id,
          name: versionName(name),
          of: seq === undefined ? head : await source.keptSeqOf(seq),
          ...(once !== undefined && { once: [once.client, once.n] as const }),
        };
        const wanted = await rooms.headAsked(room, call);
        const given = await rooms.nameVersion(room, call, naming, wanted);
        return { body: versionTold(versionOf(versionParts(given), NOBODY)) };
      },
    },
  ];
}

/** The part that a body names. Throws `Problem` for what is none. */
function partIn(schema: RecordSchema, given: unknown): PartToRestore | undefined {
  if (given === undefined) return undefined;
  try {
    return partOf(schema, given as RoomPart);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw badRequest("part takes a top-level key, a record's id, or { id, field, range }", "part");
  }
}

function nobodyWaits(): Problem {
  return new Problem(503, "room.reset", "Nobody waits for this");
}

function versionTold({ name, seq, at, by }: Version): object {
  return { name, seq, at: at.toISOString(), by: by.id };
}

/** The number of an entry in a path or query. Throws `Problem`. */
export function numberOf(text: string, name: string): number {
  if (/^(0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  throw badRequest(`${name} takes the number of an entry, got ${JSON.stringify(text)}`, name);
}
