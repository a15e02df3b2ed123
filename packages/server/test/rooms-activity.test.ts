import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { activities, defineRoom, list, value } from "@alongside/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createServer, implement, type Server, sqlite } from "../src/index.ts";

const Board = defineRoom("board", {
  version: 1,
  storage: { shapes: list({ x: value(0) }), secret: value("") },
  activity: activities({
    ofChange: ({ usual }) => usual.map((one) => ({ ...one, priority: "important" as const })),
  }),
});

const people = {
  ann: { id: "ann", name: "Ann", color: "red" },
  guest: { id: "guest", name: "Guest", color: "red" },
  eve: { id: "eve", name: "Eve", color: "red" },
};

let server: Server;
let folder: string;
let now = 1_700_000_000_000;

/** The server's own changes, each a minute after the one before. */
async function write(room: string, fn: "shape" | "secret"): Promise<void> {
  now += 60_000;
  await server.room(Board, room).update((doc) => {
    if (fn === "shape") doc.shapes.push({ x: 1 });
    else doc.secret = `${now}`;
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "alongside-activity-"));
  server = createServer({
    rooms: [
      implement(Board, {
        authorize: ({ id }, room) => {
          if (id === "eve" || (id === "guest" && room === "c")) return "none";
          return id === "guest" ? { read: ["shapes"], write: ["shapes"] } : "write";
        },
      }),
    ],
    store: sqlite(join(folder, "rooms.db")),
    clock: {
      now: () => now,
      after: (ms, fn) => {
        const timer = setTimeout(fn, ms);
        return () => clearTimeout(timer);
      },
    },
    log: () => {},
  });
  for (const room of ["a", "b", "a", "c", "b"]) await write(room, "shape");
  await write("a", "secret");
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const rooms = ["board:a", "board:b", "board:c"];
const nameOf = () => "The server";
const said = ({ items }: Awaited<ReturnType<Server["activity"]>>) =>
  items.map(({ room, words, priority }) => [room, words, priority]);

test("[R1850] what was done in several rooms is one list, newest first, by the rules of each", async () => {
  const found = await server.activity({ rooms, user: people.ann, nameOf });
  const added = "The server added a shape";
  expect(said(found)).toEqual([
    ["board:a", "The server changed the secret", "important"],
    ["board:b", added, "important"],
    ["board:c", added, "important"],
    ["board:a", added, "important"],
    ["board:b", added, "important"],
    ["board:a", added, "important"],
  ]);
  expect(found.cursor).toBeUndefined();
});

test("[R1850] pages of it, one behind the other, are all of it", async () => {
  const all = (await server.activity({ rooms, user: people.ann })).items.map(({ id }) => id);
  for (const limit of [1, 2, 4, 5]) {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const given = cursor === undefined ? {} : { cursor };
      // oxlint-disable-next-line no-await-in-loop -- one page after the other
      const page = await server.activity({ rooms, user: people.ann, limit, ...given });
      ids.push(...page.items.map(({ id }) => id));
      ({ cursor } = page);
    } while (cursor !== undefined);
    expect(ids).toEqual(all);
  }
});

test("[R1851] who looks is asked for in each room as it is read: what they may not see now is left out", async () => {
  const seen = await server.activity({ rooms, user: people.guest });
  expect(seen.items.map(({ room, type }) => [room, type])).toEqual([
    ["board:b", "added"],
    ["board:a", "added"],
    ["board:b", "added"],
    ["board:a", "added"],
  ]);
  expect(await server.activity({ rooms, user: people.eve })).toEqual({
    items: [],
    cursor: undefined,
  });
  const unknown = ["nothing:x", "board", "board:z"];
  expect((await server.activity({ rooms: unknown, user: people.ann })).items).toEqual([]);
});

test("what is no list of rooms, limit or cursor is a mistake", async () => {
  const user = people.ann;
  const wrong = [
    { rooms: "board:a" },
    { rooms: Array.from({ length: 101 }, (_, i) => `board:${i}`) },
    { limit: 0 },
    { limit: 1000 },
    ...["x", "{}", "[1]", '[["board:a",-1]]'].map((cursor) => ({ cursor })),
  ];
  for (const given of wrong)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await expect(server.activity({ rooms, user, ...given } as never)).rejects.toThrow("activity");
});
