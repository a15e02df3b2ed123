import { BadExport } from "../rooms/bad-export.ts";
import { Conflict } from "../store/store.ts";
import type { Operation } from "./contract.ts";
import { linesOf } from "./lines.ts";
import { etagOf, Problem } from "./problem.ts";
import type { ApiRooms } from "./rooms.ts";
import { ref } from "./schemas.ts";
import { writeOut } from "./write-out.ts";

const LINES = "application/jsonl";

/** Characters of a line of an export, as who reads it has them. */
const MOST_LINE = 32 * 1024 * 1024;

/** Characters that are handed to the socket at a time. */
const PIECE = 64 * 1024;

/** Rooms as lines of JSON. `slowMs`: who takes nothing of an export for so long is cut off. */
export function exportOperations(rooms: ApiRooms, slowMs: number): readonly Operation[] {
  return [
    {
      id: "exportRoom",
      method: "GET",
      path: "/rooms/{room}/export",
      scope: "admin",
      tag: "rooms",
      summary: "Export a room",
      description:
        "The room with its log, as lines of JSON; the last one has a checksum. Where that is missing the export was cut off.",
      answers: { 200: { description: "The lines.", content: [LINES, { type: "string" }] } },
      refusals: [404],
      isLong: true,
      async run({ signal, ...call }) {
        const room = rooms.idOf({ signal, ...call });
        await rooms.head(room);
        return {
          headers: { "Content-Type": LINES },
          async stream(response) {
            response.writeHead(200);
            let text = "";
            for await (const line of rooms.all.export(room)) {
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
    },
    {
      id: "importRoom",
      method: "POST",
      path: "/rooms/{room}/import",
      scope: "admin",
      tag: "rooms",
      summary: "Import a room",
      description:
        "Makes a room of an export, of the same kind, under any id that holds nothing. All of it comes or nothing.",
      takes: { [LINES]: { schema: { type: "string" }, example: "" } },
      isStreamed: true,
      answers: {
        200: {
          description: "It is there.",
          content: ["application/json", ref("Written")],
          tagged: true,
        },
      },
      refusals: [404, 409, 413, 415, 422],
      async run(call) {
        const room = rooms.named(call);
        if (call.body.type !== LINES)
          throw new Problem(415, "request.type", `An export is ${LINES}`);
        try {
          const { seq } = await rooms.all.import(room, linesOf(call.incoming, MOST_LINE));
          return { headers: { ETag: etagOf(seq) }, body: { seq } };
        } catch (error) {
          if (error instanceof Conflict)
            throw new Problem(409, "room.taken", `${room} holds something already`);
          if (error instanceof BadExport)
            throw new Problem(422, error.code, error.message, { details: { line: error.line } });
          throw error;
        }
      },
    },
  ];
}
