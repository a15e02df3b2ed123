import { counter, defineRoom, list, value } from "@alongside/core";
import { z } from "zod";
import type { FollowHandler } from "../../src/followers/options.ts";
import { implement } from "../../src/implement.ts";
import { World, type WorldOptions } from "../room/world.ts";

/** What is read. */
export const Board = defineRoom("board", {
  version: 1,
  storage: { title: value(""), notes: list({ text: value("") }) },
  mutations: {
    note: {
      args: z.object({ text: z.string() }),
      run(doc, { text }) {
        doc.notes.push({ text });
      },
    },
  },
});

/** What is written. */
export const Inbox = defineRoom("inbox", {
  version: 1,
  storage: { items: list({ text: value("") }), told: counter() },
  mutations: {
    tell: {
      args: z.object({ text: z.string() }),
      run(doc, { text }) {
        doc.items.push({ text });
        doc.told.add(1);
      },
    },
  },
});

/** An inbox that refuses one word. */
export function implementedInbox() {
  return implement(Inbox, {
    allow: ({ mutation }) =>
      JSON.stringify(mutation?.args).includes("never")
        ? { code: "app.never", message: "Never" }
        : true,
  });
}

export function followedWorld(options: WorldOptions = {}): World {
  return new World({ rooms: [implement(Board), implementedInbox()], ...options });
}

/** Writes `count` notes, from `from` on. */
export async function write(world: World, from: number, count: number, id = "a"): Promise<void> {
  const room = world.hub.room(Board, id);
  for (let i = from; i < from + count; i++)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await room.update((doc) => void doc.notes.push({ text: `${id}${i}` }));
}

/** What is in an inbox, in order. */
export async function items(world: World, id = "one"): Promise<readonly string[]> {
  const { items: all } = await world.hub.room(Inbox, id).read();
  return all.map(({ text }) => text);
}

/** Copies each note into an inbox. */
export const copyNotes: FollowHandler<typeof Board> = (batch, to) => {
  for (const { ops } of batch.entries)
    for (const op of ops["notes"] ?? [])
      if (op.op === "insert")
        to.mutate(Inbox, "one", "tell", { text: op.fields?.["text"] as string });
};
