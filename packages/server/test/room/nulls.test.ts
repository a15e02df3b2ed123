import { join } from "node:path";
import { defineRoom, list, map, toJSON, value } from "@alongside/core";
import { type Entry } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { z } from "zod";
import { implement } from "../../src/implement.ts";
import { createServer, type Server } from "../../src/server.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { folder } from "../store/folder.ts";

const Plan = defineRoom("plan", {
  version: 1,
  storage: {
    limit: z.number().nullable().default(5),
    word: value<string | null>("x"),
    tasks: list({ owner: z.string().nullable(), due: z.number().nullable().default(5) }),
    names: map(z.string().nullable()),
  },
});

const ROOM = "plan:r";
const TASK = "client000000.1.0";
const NAME = "client000000.1.1";

/** A room in which everything is null. */
const ENTRY: Entry = {
  seq: 1,
  at: 1,
  actor: "ann",
  client: "client000000",
  n: 1,
  kind: "change",
  ops: {
    limit: [{ op: "set", id: "root", field: "limit", value: null }],
    word: [{ op: "set", id: "root", field: "word", value: null }],
    tasks: [
      {
        op: "insert",
        id: TASK,
        in: { of: "root", field: "tasks" },
        at: "end",
        fields: { owner: null, due: null },
      },
    ],
    names: [
      {
        op: "put",
        id: NAME,
        in: { of: "root", field: "names" },
        key: "n",
        fields: { value: null },
      },
    ],
  },
};

const ALL_NULL = {
  limit: null,
  word: null,
  tasks: [{ id: TASK, owner: null, due: null }],
  names: { n: { id: NAME, value: null } },
};

function serve(file: string, seen: unknown[] = []): { server: Server; errors: unknown[] } {
  const errors: unknown[] = [];
  const rooms = [
    implement(Plan, {
      allow(_, { before, after }) {
        seen.push([before.limit, after.limit]);
        return true;
      },
    }),
  ];
  const onError = (error: unknown): void => void errors.push(error);
  const server = createServer({ rooms, store: sqlite(file), log: () => {}, onError });
  return { server, errors };
}

test.each(["its log", "a snapshot"])(
  "[R260] a database file whose room holds nulls opens from %s, and reads them",
  async (from) => {
    const file = join(folder(), "rooms.db");
    const store = sqlite(file);
    await store.append(ROOM, 0, [ENTRY]);
    if (from === "a snapshot") await store.saveSnapshot(ROOM, 1);
    await store.close();
    const { server, errors } = serve(file);
    expect(toJSON(await server.room(Plan, "r").read())).toEqual(ALL_NULL);
    await server.room(Plan, "r").update((doc) => (doc.limit = 7));
    await server.close();
    const again = serve(file);
    expect(toJSON(await again.server.room(Plan, "r").read())).toEqual({ ...ALL_NULL, limit: 7 });
    await again.server.close();
    expect([...errors, ...again.errors]).toEqual([]);
  },
);

test("[R260] an app's rule sees null before and after", async () => {
  const seen: unknown[] = [];
  const { server } = serve(join(folder(), "rooms.db"), seen);
  const room = server.room(Plan, "r");
  await room.update((doc) => (doc.limit = null));
  await room.update((doc) => (doc.limit = 7));
  await server.close();
  expect(seen).toEqual([
    [5, null],
    [null, 7],
  ]);
});
