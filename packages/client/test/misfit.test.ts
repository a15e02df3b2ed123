import { defineRoom, value } from "@alongside/core";
import { createServer, memory } from "@alongside/server";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "../src/index.ts";

const named = (name: string, version: number) =>
  defineRoom(name, {
    version,
    storage: { title: value("") },
    ...(version > 1 && { migrations: { 2: () => undefined } }),
  });

test("[R356] a kind or a version that the server does not run is told on both sides, once each", async () => {
  const lines: string[] = [];
  const rooms = [named("notes", 1), named("board", 1)];
  const server = createServer({
    rooms,
    store: memory(),
    log: (level, message) => void (level === "warn" && lines.push(message)),
  });
  onTestFinished(() => server.close());
  const { url } = await server.listen(0, "127.0.0.1");
  lines.length = 0;
  const heard: string[] = [];
  for (let page = 0; page < 2; page++) {
    const client = createClient({
      url: `${url}/live`,
      onError: (error, about) => heard.push(`${about?.room}: ${(error as Error).message}`),
    });
    onTestFinished(() => client.close());
    for (const definition of [named("note", 1), named("board", 2)])
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await client.join(definition, "r").ready.catch(() => undefined);
  }
  const unknown = 'This server runs no rooms of the kind "note"; its kinds are "notes", "board"';
  const outdated =
    'The server runs version 1 of "board", the page has version 2: restart the server with the page\'s definition';
  expect(lines).toEqual([`A page was refused: ${unknown}`, `A page was refused: ${outdated}`]);
  expect(heard).toEqual([1, 2].flatMap(() => [`note:r: ${unknown}`, `board:r: ${outdated}`]));
});
