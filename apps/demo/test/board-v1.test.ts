import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@alongside/client";
import { defineRoom, list } from "@alongside/core";
import type { RoomDefinition } from "@alongside/core";
import { createServer, sqlite } from "@alongside/server";
import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { board } from "../server/rules.ts";
import { Board } from "../src/board/definition.ts";

/** The board as pages of version 1 knew it. */
const Board1 = defineRoom("board", {
  version: 1,
  storage: {
    title: z.string().default(""),
    shapes: list({ kind: z.string(), text: z.string().optional() }),
  },
});

/** What the shapes of the fixture have to say, in the order of the board. */
const TEXTS = [
  "A box\twith -1 in it",
  "First line\n\n  third, indented\n",
  "",
  "",
  "",
  "",
  "Ship it 🚀 👩‍👩‍👧‍👦 e\u0301 日本語",
  "Pasted on Windows\nsecond line\n",
  `${"0123456789".repeat(199)}12345678🎉`,
  "Do not touch 🔒",
  "Buy milk and bread 🥖",
  "Written after the snapshot\n\tas it is",
];

/** A server over a copy of the board that was drawn in version 1. */
async function serveOldBoard(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "alongside-board-v1-"));
  await copyFile(join(import.meta.dirname, "fixtures/board-v1.db"), join(folder, "rooms.db"));
  const store = sqlite(join(folder, "rooms.db"));
  const server = createServer({ rooms: [board], store, log: () => {} });
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  return `${(await server.listen(0, "127.0.0.1")).url}/live`;
}

function openBoard<D extends RoomDefinition>(url: string, definition: D) {
  const client = createClient({ url });
  onTestFinished(() => client.close());
  return client.join(definition, "welcome");
}

test("[R230] a board of version 1 opens with every text that was written, and people go on writing in it", async () => {
  const url = await serveOldBoard();
  const ada = openBoard(url, Board);
  const ben = openBoard(url, Board);
  await Promise.all([ada.ready, ben.ready]);
  expect(ada.get()?.title).toBe("Board of version 1 🗺️");
  expect(ada.get()?.shapes.map((shape) => shape.text.toString())).toEqual(TEXTS);
  await ada.update((doc) => doc.shapes.restore("oSXKPj_VbyPmlQIO.6.0")).committed;
  const restored = ada.get()?.shapes.find((shape) => shape.id === "oSXKPj_VbyPmlQIO.6.0");
  expect(restored?.text.toString()).toBe("Thrown away early\nbut kept 🗑️");

  const id = ada.get()?.shapes.find((shape) => shape.text.toString().startsWith("Buy milk"))?.id;
  const write = (room: typeof ada, at: number, words: string) =>
    room.update((doc) => doc.shapes.get(id ?? "")?.text.insert(at, words)).committed;
  await Promise.all([write(ada, 0, "Ada: "), write(ben, 8, ", eggs")]);
  const read = (room: typeof ada): string | undefined =>
    room
      .get()
      ?.shapes.find((shape) => shape.id === id)
      ?.text.toString();
  await expect.poll(() => read(ada)).toBe("Ada: Buy milk, eggs and bread 🥖");
  await expect.poll(() => read(ben)).toBe("Ada: Buy milk, eggs and bread 🥖");
});

test("[R230] a page of version 1 is told that it is outdated", async () => {
  const old = openBoard(await serveOldBoard(), Board1);
  await expect(old.ready).rejects.toMatchObject({ code: "schema.outdated" });
  expect(old.status.get()).toMatchObject({ name: "refused", code: "schema.outdated" });
});
