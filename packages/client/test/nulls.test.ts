import { defineRoom, list, map, toJSON, value } from "@alongside/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { openUndo, openGesture } from "../src/index.ts";
import { InMemoryServer } from "./support/in-memory-server.ts";

const Plan = defineRoom("plan", {
  version: 1,
  presence: { cursor: z.number().nullable(), mood: value<string | null>("calm") },
  events: { wave: z.string().nullable() },
  mutations: {
    clear: {
      args: z.string().nullable(),
      run(doc, word) {
        for (const task of doc.tasks) task.owner = word;
      },
    },
  },
  storage: {
    limit: z.number().nullable().default(5),
    tasks: list({ owner: z.string().nullable(), due: z.number().nullable().default(5) }),
    names: map(z.string().nullable()),
  },
});

/** A server, and two people at a plan with one task. */
async function atPlan() {
  const server = new InMemoryServer(Plan);
  const [ann, bob] = [server.open("ann"), server.open("bob")];
  await server.pass(50);
  ann.room.update((doc) => {
    doc.tasks.push({ owner: "ann" });
    doc.names.set("a", "x");
  });
  await server.pass(50);
  const shown = () => [ann, bob].map(({ room }) => toJSON(room.get()));
  return { server, ann, bob, shown };
}

test("[R260] null that is written is what everybody sees, and saved, also after a restart", async () => {
  const { server, ann, shown } = await atPlan();
  const { committed } = ann.room.update((doc) => {
    doc.limit = null;
    for (const task of doc.tasks) task.due = task.owner = null;
    doc.names.set("a", null);
  });
  await server.pass(50);
  await committed;
  const wanted = {
    limit: null,
    tasks: [{ owner: null, due: null }],
    names: { a: { value: null } },
  };
  for (const seen of shown()) expect(seen).toMatchObject(wanted);
  server.restart();
  const late = server.open("cem");
  await server.pass(20_000);
  for (const seen of [...shown(), toJSON(late.room.get())]) expect(seen).toMatchObject(wanted);
  expect(server.errors).toEqual([]);
});

test("[R260] undo and redo go from null and to null", async () => {
  const { server, ann, shown } = await atPlan();
  const own = openUndo(ann.room);
  ann.room.update((doc) => (doc.limit = null));
  ann.room.update((doc) => (doc.limit = 7));
  await server.pass(50);
  const limits: unknown[] = [];
  for (const step of [own.undo, own.undo, own.redo, own.redo]) {
    step();
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await server.pass(50);
    limits.push(shown().map((seen) => (seen as { limit: unknown }).limit));
  }
  expect(limits).toEqual([
    [null, null],
    [5, 5],
    [null, null],
    [7, 7],
  ]);
  expect(server.errors).toEqual([]);
});

test("[R260] a gesture shows null while it goes on, and leaves it", async () => {
  const { server, ann, shown } = await atPlan();
  const gesture = openGesture(ann.room);
  gesture.update((doc) => {
    for (const task of doc.tasks) task.owner = null;
  });
  await server.pass(50);
  for (const seen of shown()) expect(seen).toMatchObject({ tasks: [{ owner: null }] });
  gesture.commit();
  await server.pass(50);
  for (const seen of shown()) expect(seen).toMatchObject({ tasks: [{ owner: null }] });
  expect(server.errors).toEqual([]);
});

test("[R260] null is an argument, a presence and the body of an event", async () => {
  const { server, ann, bob, shown } = await atPlan();
  ann.room.presence.set({ cursor: 3, mood: "glad" });
  await server.pass(100);
  ann.room.presence.set({ cursor: null, mood: null });
  const heard: unknown[] = [];
  bob.room.on("wave", (body) => heard.push(body));
  ann.room.broadcast("wave", null);
  ann.room.mutate.clear(null);
  await server.pass(100);
  expect(heard).toEqual([null]);
  expect(bob.room.others.get()).toMatchObject([{ presence: { cursor: null, mood: null } }]);
  const cem = server.open("cem");
  await server.pass(50);
  const annToCem = cem.room.others.get().find(({ user }) => user.id === "ann");
  expect(annToCem?.presence).toEqual({ cursor: null, mood: null });
  for (const seen of shown()) expect(seen).toMatchObject({ tasks: [{ owner: null }] });
  expect(server.errors).toEqual([]);
});

test("[R260] a subscriber to what becomes null is told null", async () => {
  const { server, ann, bob } = await atPlan();
  const told: unknown[] = [];
  bob.room.subscribe(
    (state) => state.limit,
    (limit) => told.push(limit),
  );
  for (const limit of [null, 4, null]) {
    ann.room.update((doc) => (doc.limit = limit));
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await server.pass(50);
  }
  expect(told).toEqual([null, 4, null]);
});
