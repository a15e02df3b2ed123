import {
  counter,
  defineRoom,
  list,
  map,
  systemClock,
  systemRandom,
  toJSON,
  value,
} from "@alongside/core";
import { type Connection, Hub, implement, limitsWith, memory } from "@alongside/server";
import { expect, test } from "vitest";
import { createClient } from "../src/index.ts";

const Board = defineRoom("board", {
  version: 1,
  presence: { cursor: value({ x: 0, y: 0 }) },
  storage: {
    title: value(""),
    votes: counter(),
    shapes: list({ color: value("black"), notes: list({ body: value("") }) }),
    settings: map({ value: value("") }),
  },
  mutations: {
    paint: {
      args: value({ id: "" }),
      run: (doc, { id }, ctx) => {
        const s = doc.shapes.get(id);
        if (s) s.color = ctx.where;
      },
    },
  },
});

function world() {
  const hub = new Hub({
    rooms: [
      implement(Board, {
        allow: (change) =>
          JSON.stringify(change.ops).includes("forbidden")
            ? { code: "no", message: "Not that" }
            : true,
      }),
    ],
    store: memory(),
    clock: systemClock,
    random: systemRandom,
    limits: limitsWith(),
    authenticate: (token) => ({
      user: { id: token ?? "guest", name: token ?? "guest", color: "red" },
    }),
    onError: (error) => {
      throw error;
    },
  });
  const open = (name: string) =>
    createClient({
      url: "ws://x/live",
      getToken: () => name,
      transport: (_url, handlers) => {
        let connection: Connection;
        let closed = false;
        queueMicrotask(() => {
          connection = hub.accept(
            {
              send: (frame) => queueMicrotask(() => !closed && handlers.onFrame(frame)),
              close: (code, reason) => handlers.onClose(code, reason),
              buffered: 0,
            },
            { url: "", headers: {}, address: "" },
          );
          handlers.onOpen();
        });
        return {
          send: (frame) => connection.receive(frame),
          close: () => {
            closed = true;
            connection.closed();
          },
          buffered: 0,
        };
      },
    });
  return { hub, open };
}

test("two people draw, one is refused, later work stays", async () => {
  const { open } = world();
  const a = open("ann").join(Board, "r");
  const b = open("bob").join(Board, "r");
  await Promise.all([a.ready, b.ready]);
  const { local: id, committed } = a.update((doc) =>
    doc.shapes.insert({ color: "red", notes: [{ body: "hi" }] }),
  );
  expect(a.get()?.shapes).toHaveLength(1);
  const view = a.get();
  await committed;
  expect(a.get()).toBe(view);
  await expect.poll(() => b.get()?.shapes[0]?.color).toBe("red");
  const refused = b.update((doc) => {
    doc.title = "forbidden";
  });
  const later = b.update((doc) => {
    doc.votes.add(2);
  });
  expect(b.get()?.title).toBe("forbidden");
  await expect(refused.committed).rejects.toThrow("Not that");
  await later.committed;
  expect(b.get()?.title).toBe("");
  expect(b.get()?.votes).toBe(2);
  expect(b.rejected.get()).toHaveLength(1);
  await b.mutate.paint({ id }).committed;
  expect(b.get()?.shapes[0]?.color).toBe("server");
  const g = a.gesture();
  g.update((doc) => {
    doc.shapes.get(id)!.color = "dragged";
  });
  const made = g.update((doc) => doc.shapes.push({ color: "new" }));
  await expect.poll(() => b.get()?.shapes.length).toBe(2);
  expect(b.get()?.shapes[0]?.color).toBe("dragged");
  await g.commit().committed;
  expect(a.get()?.shapes[1]?.id).toBe(made);
  await expect.poll(() => b.get()?.shapes[1]?.id).toBe(made);
  a.presence.set({ cursor: { x: 1, y: 2 } });
  await expect.poll(() => b.others.get()[0]?.presence.cursor?.x).toBe(1);
  expect(JSON.stringify(toJSON(a.get()))).toBe(JSON.stringify(toJSON(b.get())));
  expect(a.status.get()).toEqual({ name: "live", pending: 0, saved: true });
  expect(
    b.people
      .get()
      .map((p) => p.user.id)
      .toSorted(),
  ).toEqual(["ann", "bob"]);
});
