import type { ServerResponse } from "node:http";
import type { RoomId, Seq } from "@alongside/core/engine";
import { changesAfter } from "./changes.ts";
import type { Call, Operation } from "./contract.ts";
import { numberOf } from "./history-operations.ts";
import { problemOf } from "./problem.ts";
import type { ApiRooms } from "./rooms.ts";
import { writeOut } from "./write-out.ts";

/** How often a reader hears that the stream is alive, in ms: proxies end what is quiet for a minute. */
const HEARTBEAT_MS = 15_000;

/** Changes that are read from the store at a time. */
const PAGE = 100;

/** Follows a room by server-sent events. */
export function eventsOperation(rooms: ApiRooms, slowMs: number): Operation {
  return {
    id: "followRoom",
    method: "GET",
    path: "/rooms/{room}/events",
    scope: "read",
    tag: "live",
    summary: "Follow a room",
    description:
      "Server-sent events: one `change` for each change once it is on disk, in order, whose `id` is its number. A reader that comes back says the last one it has as `Last-Event-ID` and misses none. Where the room is deleted or does not go back so far, an event `end` has the code.",
    parameters: [
      {
        in: "header",
        name: "Last-Event-ID",
        description: "Begin after this entry. Without it the stream begins with the next change.",
        schema: { type: "string" },
      },
      {
        in: "query",
        name: "after",
        description: "The same, for those who cannot set a header.",
        schema: { type: "integer", minimum: 0 },
      },
    ],
    answers: {
      200: { description: "The stream.", content: ["text/event-stream", { type: "string" }] },
    },
    refusals: [404],
    isLong: true,
    async run(call) {
      const room = rooms.named(call);
      const given = call.headers["last-event-id"] ?? call.query.get("after") ?? undefined;
      const head = await rooms.store.head(room);
      const after = given === undefined ? head : numberOf(String(given), "after");
      return {
        headers: {
          "Content-Type": "text/event-stream",
          "Cache-Control": "no-store",
          "X-Accel-Buffering": "no",
        },
        stream: (response) => follow(rooms, room, after, call, response, slowMs),
      };
    },
  };
}

/** Sends what comes until the reader is gone. What waits to be read is one page at most: the log holds the rest. */
async function follow(
  rooms: ApiRooms,
  room: RoomId,
  from: Seq,
  call: Call,
  response: ServerResponse,
  slowMs: number,
): Promise<void> {
  const bell = new Bell();
  const stop = rooms.hear(room, () => bell.ring());
  const gone = (): void => bell.ring();
  call.signal.addEventListener("abort", gone);
  let after = from;
  try {
    response.writeHead(200);
    response.flushHeaders();
    await writeOut(rooms.clock, call.signal, response, `retry: 2000\n: at ${after}\n\n`, slowMs);
    while (!call.signal.aborted) {
      const { changes, head, next } = await changesAfter(rooms, room, { after, limit: PAGE });
      // Another room has this name by now, or none.
      if (head < after) return await end(rooms, call, response, "room.deleted", slowMs);
      let text = "";
      for (const change of changes) {
        const { seq } = change as { readonly seq: Seq };
        text += `id: ${seq}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`;
      }
      if (text !== "") await writeOut(rooms.clock, call.signal, response, text, slowMs);
      after = next ?? head;
      if (next !== undefined || call.signal.aborted) continue;
      const isBeat = await bell.wait(rooms, HEARTBEAT_MS);
      if (isBeat) await writeOut(rooms.clock, call.signal, response, ":\n\n", slowMs);
    }
  } catch (error) {
    const code = problemOf(error)?.code;
    if (code === undefined) throw error;
    await end(rooms, call, response, code, slowMs);
  } finally {
    stop();
    call.signal.removeEventListener("abort", gone);
    response.end();
  }
}

async function end(
  rooms: ApiRooms,
  call: Call,
  response: ServerResponse,
  code: string,
  slowMs: number,
): Promise<void> {
  await writeOut(
    rooms.clock,
    call.signal,
    response,
    `event: end\ndata: ${JSON.stringify({ code })}\n\n`,
    slowMs,
  );
}

/** Wakes one who waits. A ring that nobody waits for is heard by the next one. */
class Bell {
  #isRung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#isRung = true;
    this.#wake?.();
  }

  /** Resolves with false once it is rung, with true after `ms` without. */
  async wait({ clock }: ApiRooms, ms: number): Promise<boolean> {
    if (!this.#isRung) {
      let cancel: (() => void) | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        cancel = clock.after(ms, resolve);
      });
      this.#wake = undefined;
      cancel?.();
    }
    const isRung = this.#isRung;
    this.#isRung = false;
    return !isRung;
  }
}
