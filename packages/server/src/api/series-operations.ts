import type { ServerResponse } from "node:http";
import type { RoomId, SeriesMirror } from "@alongside/core/engine";
import { newestOf } from "../series/hands.ts";
import type { RoomSeries } from "../series/room-series.ts";
import type { Call, Operation } from "./contract.ts";
import { badRequest } from "./problem.ts";
import type { ApiRooms } from "./rooms.ts";
import { ref } from "./schemas.ts";
import { bodyFields } from "./state-operations.ts";
import { writeOut } from "./write-out.ts";

/** Keys of which one answer has the window. */
const MOST_KEYS = 20;

/** How often a reader hears that the stream is alive, in ms: proxies end what is quiet for a minute. */
const HEARTBEAT_MS = 15_000;

const PATH = "/rooms/{room}/series/{series}";

const KEYS = {
  in: "query",
  name: "keys",
  description: `The keys whose windows are wanted, with commas between them, each percent-encoded: ${MOST_KEYS} at most. Without it, all of them where those are no more, else none.`,
  schema: { type: "string" },
} as const;

const REFUSALS = [404] as const;

/** Live values of a room. They are in no log, so a room that holds nothing has them too. */
export function seriesOperations(rooms: ApiRooms, slowMs: number): readonly Operation[] {
  return [
    {
      id: "readSeries",
      method: "GET",
      path: PATH,
      scope: "read",
      tag: "live",
      summary: "Read a series",
      description:
        "The newest value of each key, and the window of some: what was published in each bucket of time. `since` says when the server began with it: of before nothing is known.",
      parameters: [KEYS],
      answers: {
        200: { description: "What there is.", content: ["application/json", ref("Series")] },
      },
      refusals: REFUSALS,
      async run(call) {
        const { series, name } = find(rooms, call);
        return { body: reading(series.read(name), call) };
      },
    },
    {
      id: "publish",
      method: "POST",
      path: PATH,
      scope: "write",
      tag: "live",
      summary: "Publish to a series",
      description:
        "Values by key, as of now: numbers, or objects of numbers, as the definition says. All of them count, or none.",
      takes: {
        "application/json": { schema: { type: "object" }, example: { "truck 7": 61.5 } },
      },
      answers: {
        200: { description: "Published.", content: ["application/json", ref("Published")] },
      },
      refusals: [404, 413, 415, 422],
      async run(call) {
        const { series, name } = find(rooms, call);
        return { body: { values: series.publish(name, bodyFields(call)) } };
      },
    },
    {
      id: "followSeries",
      method: "GET",
      path: `${PATH}/events`,
      scope: "read",
      tag: "live",
      summary: "Follow a series",
      description:
        "Server-sent events: first a `window`, as reading gives it, then `points` with the newest value of each key that has one, some thirty times a second at most. Who reads slowly is sent fewer, with the newest values. Where the server begins anew with the series, another `window` comes.",
      parameters: [KEYS],
      answers: {
        200: { description: "The stream.", content: ["text/event-stream", { type: "string" }] },
      },
      refusals: REFUSALS,
      isLong: true,
      async run(call) {
        const { series, name } = find(rooms, call);
        reading(series.read(name), call);
        return {
          headers: {
            "Content-Type": "text/event-stream",
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",
          },
          stream: (response) => follow(rooms, series, name, call, response, slowMs),
        };
      },
    },
  ];
}

/** Throws `Problem`, and `Refused` with `series.unknown`. */
function find(rooms: ApiRooms, call: Call): { readonly series: RoomSeries; readonly name: string } {
  const room: RoomId = rooms.named(call);
  return { series: rooms.seriesOf(room), name: call.params["series"] ?? "" };
}

/** What there is of a series. Throws `Problem` for keys that are none. */
function reading(mirror: SeriesMirror, { query }: Call): object {
  const { since, resolutionMs } = mirror;
  const all = mirror.keys();
  const asked = query.get("keys");
  const keys = asked?.split(",").map(decoded) ?? (all.length > MOST_KEYS ? [] : all);
  if (keys.length > MOST_KEYS)
    throw badRequest(`keys takes ${MOST_KEYS} keys at most, got ${keys.length}`, "keys");
  const window = keys.map((key) => {
    const fields = mirror.fields(key).map((field) => [field, mirror.buckets(key, field)] as const);
    return [key, fields[0]?.[0] === "" ? fields[0][1] : Object.fromEntries(fields)] as const;
  });
  return { since, resolutionMs, newest: newestOf(mirror), window: Object.fromEntries(window) };
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    throw badRequest("keys takes keys with commas between them, each percent-encoded", "keys");
  }
}

/** Sends what comes until the reader is gone. What waits to be read is one event: what comes meanwhile is put together. */
async function follow(
  rooms: ApiRooms,
  series: RoomSeries,
  name: string,
  call: Call,
  response: ServerResponse,
  slowMs: number,
): Promise<void> {
  const { clock } = rooms;
  const fresh = new Set<string>();
  let wake = (): void => {};
  const stop = series.listen(name, (_, keys) => {
    for (const key of keys) fresh.add(key);
    wake();
  });
  const gone = (): void => wake();
  call.signal.addEventListener("abort", gone);
  const say = (text: string): Promise<void> => writeOut(clock, call.signal, response, text, slowMs);
  const event = (type: string, data: object): Promise<void> =>
    say(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  let run: number | undefined;
  try {
    response.writeHead(200);
    response.flushHeaders();
    while (!call.signal.aborted) {
      const mirror = series.read(name);
      if (run !== mirror.run) {
        run = mirror.run;
        fresh.clear();
        // oxlint-disable-next-line no-await-in-loop -- the reader's pace is the loop's
        await event("window", reading(mirror, call));
        continue;
      }
      if (fresh.size > 0) {
        const values = newestOf(mirror, fresh);
        fresh.clear();
        // oxlint-disable-next-line no-await-in-loop -- as above
        await event("points", { at: Math.floor(clock.now()), values });
        continue;
      }
      let cancel: (() => void) | undefined;
      let isBeat = false;
      // oxlint-disable-next-line no-await-in-loop -- as above
      await new Promise<void>((resolve) => {
        wake = resolve;
        cancel = clock.after(HEARTBEAT_MS, () => {
          isBeat = true;
          resolve();
        });
      });
      cancel?.();
      // oxlint-disable-next-line no-await-in-loop -- as above
      if (isBeat) await say(":\n\n");
    }
  } finally {
    stop();
    call.signal.removeEventListener("abort", gone);
    response.end();
  }
}
