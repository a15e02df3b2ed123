import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { defineRoom, type Json, list } from "@alongside/core";
import { type Entry, fold, type StoredRecord } from "@alongside/core/engine";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { createServer, type Server } from "../../src/server.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import type { Store } from "../../src/store/store.ts";
import { folder } from "../store/folder.ts";

// A board that people drew before there were migrations: see the README beside it.
const FILE = join(import.meta.dirname, "../../../../apps/demo/test/fixtures/board-v1.db");
const ROOM = "board:welcome";

/** What the board could have become: a note's text is its `body`, with `\n` only; other shapes have a `label`. */
const Board2 = defineRoom("board", {
  version: 2,
  storage: {
    title: z.string().default(""),
    shapes: list({
      kind: z.enum(["rectangle", "ellipse", "arrow", "ink", "note"]),
      at: z.object({ x: z.number(), y: z.number() }),
      size: z.object({ w: z.number(), h: z.number() }),
      color: z.string(),
      points: z.array(z.number()).optional(),
      body: z.string().regex(/^[^\r]*$/),
      locked: z.boolean(),
    }),
  },
  migrate: {
    2(doc) {
      for (const shape of doc.records("shapes")) {
        shape.set("body", textOf(shape).replaceAll("\r\n", "\n"));
        shape.remove("text");
        shape.set("locked", shape.get("locked") ?? false);
      }
    },
  },
});

function textOf(shape: StoredRecord): string {
  const text = shape.get("text") ?? "";
  if (typeof text !== "string") throw new TypeError(`${shape.id} has the text ${typeof text}`);
  return text;
}

const LONG = `${"0123456789".repeat(199)}12345678🎉`;

/** Every shape's text, as it was stored, in the order of the board; the last two are in the trash. */
const TEXTS = [
  "A box\twith -1 in it",
  "First line\n\n  third, indented\n",
  undefined,
  "",
  undefined,
  undefined,
  "Ship it 🚀 👩‍👩‍👧‍👦 e\u0301 日本語",
  "Pasted on Windows\r\nsecond line\r\n",
  LONG,
  "Do not touch 🔒",
  "Buy milk and bread 🥖",
  "Written after the snapshot\r\n\tas it is",
  "Thrown away early\r\nbut kept 🗑️",
  "Thrown away late",
] as const;

/** A copy of the file, to be written to. */
function copied(): string {
  const file = join(folder(), "rooms.db");
  copyFileSync(FILE, file);
  return file;
}

function serve(file: string): Server {
  const server = createServer({
    rooms: [Board2],
    store: sqlite(file),
    log: () => undefined,
    authenticate: () => ({ user: { id: "ann", name: "Ann", color: "red" } }),
  });
  onTestFinished(() => server.close());
  return server;
}

async function logOf(store: Store): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of store.read(ROOM, 0)) entries.push(entry);
  return entries;
}

/** What `text` became. */
const bodyOf = (text: string | undefined): string => (text ?? "").replaceAll("\r\n", "\n");

test("[R690] a file from before there were migrations is what it was, at version 1", async () => {
  const store = sqlite(copied());
  expect(await store.loadSnapshot(ROOM)).toMatchObject({ seq: 40, at: 0, version: 1 });
  const entries = await logOf(store);
  const { seq, version, state } = fold(undefined, entries);
  expect([seq, version, entries.some(({ kind }) => kind === "outcome")]).toEqual([52, 1, true]);
  const nodes = [...(state.root.lists?.get("shapes")?.order ?? [])];
  const shown = nodes.filter(({ trashed }) => !trashed);
  const gone = nodes.filter(({ trashed }) => trashed);
  expect([...shown, ...gone].map(({ fields }): Json | undefined => fields["text"])).toEqual(TEXTS);
  await store.close();
});

test("[R200, R207] its notes open at the next version with their texts, those in the trash too", async () => {
  const file = copied();
  const room = serve(file).room(Board2, "welcome");
  const { title, shapes } = await room.read();
  expect(title).toBe("Board of version 1 🗺️");
  expect(shapes.map(({ body }) => body)).toEqual(TEXTS.slice(0, -2).map(bodyOf));
  expect(shapes.filter(({ locked }) => locked).map(({ body }) => body)).toEqual([
    "Do not touch 🔒",
  ]);
  expect(shapes.find(({ kind }) => kind === "arrow")?.points).toEqual([0, 0, 1, 1]);

  const [early, late] = ["oSXKPj_VbyPmlQIO.6.0", "oSXKPj_VbyPmlQIO.t.0"] as const;
  expect(shapes.some(({ id }) => id === early || id === late)).toBe(false);
  await room.update((doc) => {
    doc.shapes.restore(early);
    doc.shapes.restore(late);
  });
  const restored = (await room.read()).shapes.filter(({ id }) => id === early || id === late);
  expect(restored.map(({ body }) => body)).toEqual(TEXTS.slice(-2).map(bodyOf));
});

test("[R200, R204] its file is the same one afterwards, with one entry more, from which it opens again", async () => {
  const file = copied();
  const before = sqlite(file);
  const old = await logOf(before);
  await before.close();
  const first = serve(file);
  const shapes = (await first.room(Board2, "welcome").read()).shapes;
  await first.close();

  const store = sqlite(file);
  const log = await logOf(store);
  expect(log.slice(0, -1)).toEqual(old);
  expect(log.at(-1)).toMatchObject({ seq: 53, kind: "migration", version: 2 });
  expect(await store.saveSnapshot(ROOM, 53)).toMatchObject({ version: 2 });
  await store.dropBefore(ROOM, 53);
  await store.close();
  expect((await serve(file).room(Board2, "welcome").read()).shapes).toEqual(shapes);
});
