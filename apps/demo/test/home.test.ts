import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@alongside/core/engine";
import { createServer, sqlite } from "@alongside/server";
import { afterAll, expect, test } from "vitest";
import { Digest } from "../server/digest.ts";
import { fillWithExample, isFresh } from "../server/example/example.ts";
import { HOME } from "../server/home.ts";
import { News } from "../server/news.ts";
import { roomsOf } from "../server/rooms.ts";
import { Board } from "../src/board/definition.ts";
import { Home } from "../src/home/definition.ts";
import { agoWords } from "../src/home/time-words.ts";

const folder = mkdtempSync(join(tmpdir(), "alongside-home-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "rooms.db");

function start() {
  const errors: unknown[] = [];
  const digest = new Digest((error) => errors.push(error));
  const server = createServer({ rooms: roomsOf(digest), store: sqlite(file), log: () => {} });
  return { digest, server, errors, home: server.room(Home, HOME) };
}

test("[R1942] the first start fills an empty server with an example, whose posts the home counts, and no later one adds to it", async () => {
  const digest = new Digest(() => {});
  const story = { time: Date.now() };
  const now = story.time;
  const clock = { now: () => story.time, after: systemClock.after };
  const server = createServer({ rooms: roomsOf(digest), clock, log: () => {} });
  expect(await isFresh(server)).toBe(true);
  await fillWithExample(server, story, now);
  expect(await isFresh(server)).toBe(false);
  await digest.start(server);
  const home = server.room(Home, HOME);
  await expect
    .poll(async () => (await home.read()).rooms.get("board:spring-launch")?.said.length)
    .toBe(6);
  const { rooms, people } = await home.read();
  expect(Array.from(rooms.values(), ({ title }) => title).toSorted()).toEqual([
    "First minute",
    "Launch brief",
    "Spring launch",
    "Talks in the harbour",
    "tide-alerts.ts",
  ]);
  const plan = rooms.get("board:spring-launch");
  expect(people.get(plan?.by ?? "")?.name).toBe("Jonas Weber");
  expect(now - (plan?.at ?? 0)).toBe(38 * 60_000);
  const [first] = await new News().of(server);
  expect(first?.words).toBe("Jonas Weber wrote in the chat");
  await digest.stop();
  await server.close();
});

test("[R1943] only the server says what happened in a room; what it had not told is told at the next start", async () => {
  const { server, home } = start();
  const ben = { as: { id: "ben", name: "Ben" } };
  const untold = { key: "board:new", posts: [], gone: [] };
  await expect(home.mutate("said", untold, ben)).rejects.toThrow("Only the server");
  await expect(home.update((doc) => doc.rooms.delete("board:new"), ben)).rejects.toThrow(
    "the rest",
  );
  await expect(
    server.room(Home, "elsewhere").mutate("unlist", { key: "board:x" }, ben),
  ).rejects.toThrow("may not enter");
  await home.mutate("list", { page: "board", id: "new" }, ben);
  await server.room(Board, "new").update((doc) => {
    doc.title = "Told late";
  }, ben);
  // It ends before its second is over, and nobody stops the digest.
  await server.close();
  const again = start();
  await again.digest.start(again.server);
  await again.digest.stop();
  const room = (await again.home.read()).rooms.get("board:new");
  expect(room).toMatchObject({ title: "Told late", by: "ben" });
  await again.server.close();
});

test.each([
  [30_000, "just now"],
  [5 * 60_000, "5 min ago"],
  [3 * 3_600_000, "3 h ago"],
  [30 * 3_600_000, "yesterday"],
  [4 * 86_400_000, "4 days ago"],
])("[R1940] what was %i ms ago was %s", (past, words) => {
  expect(agoWords(1e12 - past, 1e12)).toBe(words);
});
