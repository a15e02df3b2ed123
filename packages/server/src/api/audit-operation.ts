import { parseRoomId } from "@alongside/core/engine";
import type { Operation, Parameter } from "./contract.ts";
import { badRequest, Problem } from "./problem.ts";
import type { ApiRooms } from "./rooms.ts";
import { writeOut } from "./write-out.ts";

const LINES = "application/jsonl";

/** Characters that are handed to the socket at a time. */
const PIECE = 64 * 1024;

const query = (name: string, description: string): Parameter => ({
  in: "query",
  name,
  description,
  schema: { type: "string" },
});

/** Who did what, as lines of JSON. `slowMs`: who takes nothing of it for so long is cut off. */
export function auditOperation(rooms: ApiRooms, slowMs: number): Operation {
  return {
    id: "audit",
    method: "GET",
    path: "/audit",
    scope: "admin",
    tag: "history",
    summary: "Audit rooms",
    description:
      "Who did what, refusals too, with the seals of the chain where there is one, as lines of JSON; the last one has a checksum. Where that is missing the audit was cut off.",
    parameters: [
      query("room", "Only this room: `board:roadmap`."),
      query("prefix", "Only rooms whose ids begin so."),
      query("from", "Only entries from this time on: `2026-11-30T08:00:00Z`, or ms since 1970."),
      query("to", "Only entries up to this time."),
    ],
    answers: { 200: { description: "The lines.", content: [LINES, { type: "string" }] } },
    refusals: [404],
    isLong: true,
    async run({ access, query: asked, signal }) {
      const room = asked.get("room");
      const prefix = asked.get("prefix") ?? "";
      if (room !== null && parseRoomId(room) === undefined)
        throw badRequest(`A room is named as "board:roadmap", got ${JSON.stringify(room)}`, "room");
      if (room !== null && asked.has("prefix"))
        throw badRequest("An audit is of one room, or of a prefix", "prefix");
      const named = room ?? (prefix.startsWith(access.rooms) ? prefix : access.rooms);
      if (!named.startsWith(access.rooms) || (room === null && !named.startsWith(prefix)))
        throw new Problem(
          403,
          "auth.rooms",
          `The key is good for rooms that begin with ${access.rooms}`,
        );
      if (room !== null) await rooms.head(room);
      const [from, to] = [timeOf(asked, "from"), timeOf(asked, "to")];
      const lines = rooms.all.audit({
        ...(room === null ? { prefix: named } : { room }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
      });
      return {
        headers: { "Content-Type": LINES },
        async stream(response) {
          response.writeHead(200);
          let text = "";
          for await (const line of lines) {
            if (signal.aborted) return;
            text += `${line}\n`;
            if (text.length < PIECE) continue;
            await writeOut(rooms.clock, signal, response, text, slowMs);
            text = "";
          }
          response.end(text);
        },
      };
    },
  };
}

function timeOf(asked: URLSearchParams, name: string): number | undefined {
  const text = asked.get(name);
  if (text === null) return undefined;
  const ms = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text);
  if (ms >= 0) return ms;
  throw badRequest(
    `${name} takes a time such as 2026-11-30T08:00:00Z, got ${JSON.stringify(text)}`,
    name,
  );
}
