import { parseRoomId } from "@alongside/core/engine";
import type { Operation } from "./contract.ts";
import { badRequest, etagOf } from "./problem.ts";
import { type ApiRooms, limitOf, missing } from "./rooms.ts";
import { ref } from "./schemas.ts";

const TEXT = { type: "string" } as const;

/** Which rooms there are. */
export function roomOperations(rooms: ApiRooms): readonly Operation[] {
  return [
    {
      id: "listRooms",
      method: "GET",
      path: "/rooms",
      scope: "read",
      tag: "rooms",
      summary: "List rooms",
      description: "Rooms in which something was written, by id.",
      parameters: [
        {
          in: "query",
          name: "kind",
          description: "Only rooms of this kind: `board`.",
          schema: TEXT,
        },
        {
          in: "query",
          name: "prefix",
          description: "Only ids that begin so: `board:a`.",
          schema: TEXT,
        },
        { in: "query", name: "after", description: "`next` of the page before.", schema: TEXT },
        {
          in: "query",
          name: "limit",
          description: "Rooms of one page.",
          schema: { type: "integer", minimum: 1, maximum: 1000, default: 100 },
        },
      ],
      answers: { 200: { description: "Rooms.", content: ["application/json", ref("RoomList")] } },
      refusals: [],
      async run({ access, query }) {
        const kind = query.get("kind");
        const prefix = query.get("prefix") ?? (kind === null ? "" : `${kind}:`);
        if (kind !== null && !prefix.startsWith(`${kind}:`))
          throw badRequest(`The prefix ${prefix} is of no room of the kind ${kind}`, "prefix");
        const limit = limitOf(query);
        const page = await rooms.list(access, prefix, query.get("after") ?? "", limit);
        const list = page.rooms.map((id) => ({ id, kind: parseRoomId(id)?.name ?? "" }));
        return { body: { ...page, rooms: list } };
      },
    },
    {
      id: "statRoom",
      method: "GET",
      path: "/rooms/{room}",
      scope: "read",
      tag: "rooms",
      summary: "Look at a room",
      description:
        "How far a room is, when something was last written in it, what it takes in the store and how many people are in it.",
      answers: {
        200: { description: "The room.", content: ["application/json", ref("Room")], tagged: true },
      },
      refusals: [404],
      async run(call) {
        const stat = await rooms.all.stat(rooms.idOf(call));
        if (stat === undefined) throw missing(rooms.idOf(call));
        const { isLoaded: loaded, at, ...rest } = stat;
        const body = { ...rest, at: new Date(at).toISOString(), loaded };
        return { headers: { ETag: etagOf(stat.seq) }, body };
      },
    },
    {
      id: "deleteRoom",
      method: "DELETE",
      path: "/rooms/{room}",
      scope: "admin",
      tag: "rooms",
      summary: "Delete a room",
      description:
        "Deletes a room with all that is known of it. Whoever is in it is told `room.deleted`. One that is not there is deleted already.",
      parameters: [
        {
          in: "header",
          name: "If-Match",
          description: "Only if it is at this ETag.",
          schema: TEXT,
        },
      ],
      answers: { 204: { description: "It is gone." } },
      refusals: [404, 412],
      async run(call) {
        await rooms.delete(rooms.idOf(call), call);
        return { status: 204 };
      },
    },
  ];
}
