import { fileURLToPath } from "node:url";
import { counter, defineRoom, type RoomDefinition, value } from "@alongside/core";
import { type Fields } from "@alongside/core/engine";
import { createServer, memory } from "@alongside/server";
import { build } from "esbuild";
import { expect, onTestFinished, test, vi } from "vitest";
import { createClient } from "../src/index.ts";

const named = (name: string, version: number) =>
  defineRoom(name, {
    version,
    storage: { title: value("") },
    ...(version > 1 && { migrations: { 2: () => undefined } }),
  });

/** A server that runs these definitions, and what its log warns of. */
async function serving(...rooms: readonly RoomDefinition[]) {
  const lines: string[] = [];
  const server = createServer({
    rooms,
    store: memory(),
    log: (level, message) => void (level === "warn" && lines.push(message)),
  });
  onTestFinished(() => server.close());
  const { url } = await server.listen(0, "127.0.0.1");
  lines.length = 0;
  return { server, url: `${url}/live`, lines };
}

/** A page, and what its console hears. */
function page(url: string) {
  const heard: string[] = [];
  const client = createClient({
    url,
    onError: (error, about) => heard.push(`${about?.room}: ${(error as Error).message}`),
  });
  onTestFinished(() => client.close());
  return { client, heard };
}

test("[R356] a kind or a version that the server does not run is told on both sides, once each", async () => {
  const { url, lines } = await serving(named("notes", 1), named("board", 1));
  const heard: string[] = [];
  for (let i = 0; i < 2; i++) {
    const { client, heard: here } = page(url);
    for (const definition of [named("note", 1), named("board", 2)])
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await client.join(definition, "r").ready.catch(() => undefined);
    heard.push(...here);
  }
  const unknown = 'This server runs no rooms of the kind "note"; its kinds are "notes", "board"';
  const outdated =
    'The server runs version 1 of "board", the page has version 2: restart the server with the page\'s definition';
  expect(lines).toEqual([`A page was refused: ${unknown}`, `A page was refused: ${outdated}`]);
  expect(heard).toEqual(
    [1, 2].flatMap(() => [
      `note:r: ${unknown} (docs/errors.md#room.unknown)`,
      `board:r: ${outdated} (docs/errors.md#schema.outdated)`,
    ]),
  );
});

const board = (storage: Fields) => defineRoom("board", { version: 1, storage });

test("[R362] a definition that was edited without a new version is told on both sides, once for each page and case", async () => {
  const mine = board({ title: value("Untitled"), likes: value(0), note: value("") });
  const { url, lines } = await serving(board({ title: value(""), likes: counter() }));
  const told =
    "The page's definition of \"board\" is another one than the server's, both at version 1: " +
    'storage.likes is value() = 0 for the page and counter() for the server; only the page has storage.note, value() = ""; ' +
    'storage.title is value() = "Untitled" for the page and value() = "" for the server. ' +
    "Reload the page, or restart the server with the page's definition";
  for (let i = 0; i < 2; i++) {
    const { client, heard } = page(url);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await Promise.all(["a", "b"].map((id) => client.join(mine, id).ready));
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await vi.waitFor(() =>
      expect(heard).toEqual([`undefined: ${told} (docs/errors.md#schema.differs)`]),
    );
  }
  expect(lines).toEqual([told]);
});

test("[R777] copies of one definition are no difference, and neither are functions", async () => {
  const copy = (n: number) =>
    defineRoom("board", {
      version: 1,
      storage: { title: value("") },
      mutations: { go: { args: value(0), run: (doc) => void (doc.title = String(n)) } },
    });
  const { server, url, lines } = await serving(copy(1));
  const { client, heard } = page(url);
  const room = client.join(copy(2), "r");
  await room.ready;
  await room.mutate.go(1).committed;
  expect(await server.room(copy(3), "r").read()).toEqual({ title: "1" });
  expect([...heard, ...lines]).toEqual([]);
});

test("[R465] a copy that server.room() is given and that is another one is told by the log once", async () => {
  const { server, lines } = await serving(board({ title: value("") }));
  for (const id of ["a", "b"]) server.room(board({ title: value(""), note: counter() }), id);
  expect(lines).toEqual([
    'server.room() was given another definition of "board" than the server runs, both at version 1: only the one given to server.room() has storage.note, counter(). Build both from the same definition',
  ]);
});

test.each([
  ["a development build carries what tells of definitions", ["source", "development"], true],
  ["a production build carries nothing of it", ["source"], false],
])("[R778] %s", async (_what, conditions, carries) => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../src/index.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    conditions,
    write: false,
    outdir: "unused",
  });
  const text = outputFiles.map((file) => file.text).join("");
  expect(text.includes("storage and the rest")).toBe(carries);
  expect(text).toContain("shape: shapeForServer(");
});
