import { type Json, toJSON } from "@alongside/core";
import { checkJson, isFields } from "@alongside/core/engine";
import type { Call, Operation, Parameter, Reply } from "./contract.ts";
import { mergeInto } from "./merge.ts";
import { patch, patchOf } from "./patch.ts";
import { badRequest, etagOf, Problem } from "./problem.ts";
import type { ApiRooms } from "./rooms.ts";
import { ref } from "./schemas.ts";

const TEXT = { type: "string" } as const;

const MERGE = "application/merge-patch+json";
const PATCH = "application/json-patch+json";

/** What writes take besides their body. */
export const CONDITIONS: readonly Parameter[] = [
  {
    in: "header",
    name: "If-Match",
    description:
      "An ETag: the change is made only if nothing was written since. `*`: only if the room is there.",
    schema: TEXT,
  },
  {
    in: "header",
    name: "If-None-Match",
    description: "`*`: only if nothing was ever written in the room.",
    schema: TEXT,
  },
  {
    in: "header",
    name: "Idempotency-Key",
    description:
      "1 to 255 characters. The change is made once, however often it is asked for with this key in this room within 24 hours; each time its end is told.",
    schema: TEXT,
  },
  {
    in: "query",
    name: "as",
    description:
      "The id of a user: the change is theirs, and held to what they may do. Without it the server makes it.",
    schema: TEXT,
  },
];

/** What is in a room, and what changes it. */
export function stateOperations(rooms: ApiRooms): readonly Operation[] {
  return [
    {
      id: "readState",
      method: "GET",
      path: "/rooms/{room}/state",
      scope: "read",
      tag: "state",
      summary: "Read a room",
      description:
        "The room's storage as JSON, as it is on disk. A record of a list has its `id`. With `If-None-Match` an unchanged room costs nothing.",
      parameters: [
        {
          in: "header",
          name: "If-None-Match",
          description: "The ETag that is known.",
          schema: TEXT,
        },
      ],
      answers: {
        200: {
          description: "The state.",
          content: ["application/json", ref("State")],
          tagged: true,
        },
        304: { description: "It is as it was." },
      },
      refusals: [404],
      async run(call) {
        const room = rooms.named(call);
        const head = await rooms.head(room);
        const known = call.headers["if-none-match"];
        const headers = { ETag: etagOf(head), "Cache-Control": "private, no-cache" };
        if (known !== undefined && isAmong(known, headers.ETag)) return { status: 304, headers };
        if (call.isHead) return { headers };
        const { seq, storage } = await rooms.read(room, call);
        return { headers: { ...headers, ETag: etagOf(seq) }, body: toJSON(storage) };
      },
    },
    {
      id: "patchState",
      method: "PATCH",
      path: "/rooms/{room}/state",
      scope: "write",
      tag: "state",
      summary: "Change a room",
      description:
        "Makes one change: all of it or nothing. A merge patch (RFC 7396) sets fields, makes and takes away records of maps, and changes or takes away records of lists by id. A JSON patch (RFC 6902) also inserts into lists, moves, adds to counters (`increment`) and edits texts (`text`). The definition's schema judges it.",
      parameters: CONDITIONS,
      takes: {
        [MERGE]: { schema: { type: "object" }, example: { title: "Roadmap" } },
        [PATCH]: {
          schema: { type: "array", items: ref("PatchOperation") },
          example: [{ op: "increment", path: "/votes", by: 1 }],
        },
      },
      answers: {
        200: {
          description: "It is made, and on disk.",
          content: ["application/json", ref("Written")],
          tagged: true,
        },
      },
      refusals: [404, 409, 412, 413, 415, 422],
      async run(call) {
        const room = rooms.named(call);
        const json = jsonOf(call);
        const { schema } = rooms.definitionOf(room);
        if (call.body.type === MERGE) {
          if (!isFields(json)) throw badRequest("A merge patch of a room is an object");
          return write(rooms, room, call, (doc) => mergeInto(schema, doc, json));
        }
        if (call.body.type !== PATCH) {
          const message = `A change is ${MERGE} or ${PATCH}, got ${JSON.stringify(call.body.type)}`;
          throw new Problem(415, "request.type", message, {
            headers: { "Accept-Patch": `${MERGE}, ${PATCH}` },
          });
        }
        const steps = patchOf(json);
        return write(rooms, room, call, (doc) => patch(schema, doc, steps));
      },
    },
    {
      id: "mutate",
      method: "POST",
      path: "/rooms/{room}/mutations/{name}",
      scope: "write",
      tag: "state",
      summary: "Call a mutation",
      description: "Runs a mutation of the definition. The body is its arguments.",
      parameters: CONDITIONS,
      takes: { "application/json": { schema: {}, example: { id: "one" } } },
      answers: {
        200: {
          description: "It is made, and on disk.",
          content: ["application/json", ref("Written")],
          tagged: true,
        },
      },
      refusals: [404, 412, 413, 415, 422],
      async run(call) {
        const room = rooms.named(call);
        if (call.body.type !== "application/json")
          throw new Problem(415, "request.type", "The arguments are application/json");
        const name = call.params["name"] as string;
        const args = jsonOf(call);
        if (!Object.hasOwn(rooms.definitionOf(room).mutations, name))
          throw new Problem(404, "mutation.unknown", `There is no mutation ${name}`);
        return written(await rooms.write(room, call, { mutation: { name, args } }));
      },
    },
  ];
}

/** Makes a change by code. What it throws for a mistake of the request's leaves no entry. */
async function write(
  rooms: ApiRooms,
  room: string,
  call: Call,
  change: (doc: object) => void,
): Promise<Reply> {
  return written(await rooms.write(room, call, { draft: change, strict: true }));
}

function written(seq: number): Reply {
  return { headers: { ETag: etagOf(seq) }, body: { seq } };
}

/** A body as JSON that a room could hold. Throws `Problem`. */
function jsonOf({ body: { bytes } }: Call): Json {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    checkJson(json, "");
  } catch (error) {
    throw badRequest(`The body is no JSON: ${error instanceof Error ? error.message : ""}`);
  }
  return json as Json;
}

function isAmong(header: string, etag: string): boolean {
  return header.split(",").some((one) => ["*", etag, `W/${etag}`].includes(one.trim()));
}

/** A body of JSON that is an object. Throws `Problem`. */
export function bodyFields(call: Call): { readonly [name: string]: unknown } {
  if (call.body.type !== "application/json")
    throw new Problem(415, "request.type", "The body is application/json");
  const json = jsonOf(call);
  if (isFields(json)) return json;
  throw badRequest("The body is an object");
}
