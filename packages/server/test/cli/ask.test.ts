import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { defineRoom, series, value } from "@alongside/core";
import { Inbox } from "@alongside/core/inbox";
import { beforeAll, afterAll, expect, test } from "vitest";
import { z } from "zod";
import { askServer } from "../../src/cli/ask-server.ts";
import type { AskCommand } from "../../src/cli/ask-command.ts";
import { parseCommand } from "../../src/cli/command.ts";
import { createServer } from "../../src/server.ts";
import { memory } from "../../src/store/memory.ts";
import { RawClient } from "../live/client.ts";

const KEY = "a-key-of-thirty-two-characters-0";
const Board = defineRoom("board", {
  version: 1,
  storage: { title: value("") },
  series: {
    load: series(z.number()),
    boxes: series(z.object({ cpu: z.number(), memory: z.number() })),
  },
});
const server = createServer({
  rooms: [Board],
  store: memory(),
  log: () => undefined,
  api: { keys: [{ key: KEY, scope: "admin" }] },
  inbox: true,
});
let url = "";

beforeAll(async () => {
  ({ url } = await server.listen(0, "127.0.0.1"));
  for (const [id, title] of [
    ["a", "one"],
    ["b", "two"],
  ] as const)
    await server.room(Board, id).update((doc) => void (doc.title = title));
  await server.room(Board, "a").update((doc) => void (doc.title = "\u001b[2Jthree"));
});
afterAll(() => server.close());

function ask(line: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const command = parseCommand(line, { ALONGSIDE_URL: url, ALONGSIDE_KEY: KEY, ...env });
  return askServer(command as AskCommand);
}

test("[R1543] a server that runs is asked for its rooms, page by page", async () => {
  expect(await ask(["rooms"])).toBe("board:a\nboard:b");
  expect(await ask(["rooms", "board:b"])).toBe("board:b");
  expect(await ask(["rooms", "--limit", "1"])).toBe("board:a\n… more: --after board:a");
  expect(await ask(["rooms", "--after", "board:a"])).toBe("board:b");
  expect(await ask(["rooms", "paper:"])).toBe("No rooms");
  expect(JSON.parse(await ask(["rooms", "--json", "--limit", "1"]))).toMatchObject({
    rooms: [{ id: "board:a", kind: "board" }],
    next: "board:a",
  });
});

test("[R1543] and for what is, and was, in one, and who wrote it; nothing of that orders a terminal about", async () => {
  expect(await ask(["state", "board:a"])).toBe('{\n  "title": "\\u001b[2Jthree"\n}');
  const seq = String(JSON.parse(await ask(["log", "board:a", "--json"])).changes[0].seq);
  expect(await ask(["history", "board:a", seq])).toBe('{\n  "title": "one"\n}');
  const log = (await ask(["log", "board:a"])).split("\n");
  expect(log).toHaveLength(2);
  expect(log[0]).toMatch(new RegExp(`^${seq}  20\\d\\d-\\S+Z  server  .*title`));
  expect(await ask(["log", "board:a", "--by", "ann"])).toBe("No changes");
});

test("[R1543] and for the people of one, who are asked out by id", async () => {
  expect(await ask(["people", "board:a"])).toBe("Nobody");
  const ann = await RawClient.join(url, "board:a", { guest: "ann" });
  const [people] = JSON.parse(await ask(["people", "board:a", "--json"])).people;
  expect(await ask(["people", "board:a"])).toBe(
    `${people.user.id}  ${people.user.name}  ${people.state}  ${people.client}`,
  );
  expect(await ask(["kick", "board:a", people.user.id, "It is over"])).toBe(
    "Asked out of one page",
  );
  expect(await ann.next("closed")).toMatchObject({ code: "room.kicked", message: "It is over" });
  expect(await ask(["kick", "board:a", "nobody"])).toBe("Nobody of that id is in the room");
});

test("[R1902] and notifies a user", async () => {
  expect(await ask(["notify", "bob", "task", "task 7", "You have a task", "Paint"])).toBe(
    "Notified",
  );
  const { items } = await server.room(Inbox, "bob").read();
  expect(items.get("task task 7")).toMatchObject({ title: "You have a task", body: "Paint" });
  await expect(ask(["notify", "bob", "Task", "x", "y"])).rejects.toThrow("kind is");
  expect(() => parseCommand(["notify", "bob", "task"], { ALONGSIDE_KEY: KEY })).toThrow(
    "alongside notify USER KIND SUBJECT TITLE [BODY]",
  );
});

test("[R1798] and for its series, and publishes to them", async () => {
  expect(await ask(["series", "board:a", "load"])).toMatch(/^Nothing since 20\d\d-/);
  expect(await ask(["publish", "board:a", "load", "x=1.5", "a=b=-2"])).toBe("Published 2 values");
  expect(await ask(["publish", "board:a", "boxes", 'one={"cpu":0.5,"memory":7}'])).toBe(
    "Published 2 values",
  );
  await server.room(Board, "a").series.load.newest();
  expect(await ask(["series", "board:a", "load"])).toBe("x    1.5\na=b  -2");
  expect(await ask(["series", "board:a", "boxes"])).toBe("one  cpu 0.5  memory 7");
  for (const wrong of ["x", "=1", "x=", "x=1e", "x=NaN"])
    expect(() =>
      parseCommand(["publish", "board:a", "load", wrong], { ALONGSIDE_KEY: KEY }),
    ).toThrow("is no KEY=POINT");
  await expect(ask(["publish", "board:a", "load", 'x="1"'])).rejects.toThrow(
    /^publish: load\.x: .*\(value\.refused\)$/,
  );
  await expect(ask(["series", "board:a", "nothing"])).rejects.toThrow("series.unknown");
});

test("[R1544] what a server refuses, or who is none, is one line", async () => {
  await expect(ask(["state", "board:never"])).rejects.toThrow(/^state: .*\(room\.\S+\)$/);
  await expect(ask(["state", "../../x"])).rejects.toThrow(/^state: /);
  await expect(ask(["rooms", "--limit", "1000000000"])).rejects.toThrow(
    /^rooms: limit takes .*1000/,
  );
  await expect(
    ask(["rooms"], { ALONGSIDE_KEY: "another-key-of-enough-characters" }),
  ).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(/^rooms: .*\(auth\./) as string,
  });
  await expect(ask(["rooms"], { ALONGSIDE_URL: "http://127.0.0.1:1" })).rejects.toThrow(
    "rooms: http://127.0.0.1:1/v1 does not answer: ",
  );
  // Neither what is no API, nor where that sends whoever asks.
  const other = createHttpServer((request, response) => {
    if (request.url?.startsWith("/away") === true) response.writeHead(302, { location: url });
    response.end("<h1>Hello</h1>");
  });
  await new Promise<void>((resolve) => void other.listen(0, "127.0.0.1", resolve));
  const at = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  await expect(ask(["rooms"], { ALONGSIDE_URL: at })).rejects.toThrow("is no API of Alongside");
  await expect(ask(["rooms"], { ALONGSIDE_URL: `${at}/away` })).rejects.toThrow("does not answer");
  other.close();
});

test.each([
  [["state"], "alongside state ROOM"],
  [["state", "a", "b"], "alongside state ROOM"],
  [["state", "a", "--limit", "3"], "alongside state ROOM"],
  [["history", "board:a", "yesterday"], "alongside history ROOM SEQ"],
  [["kick", "board:a"], "alongside kick ROOM USER [WORDS]"],
  [["rooms", "--by", "ann"], "alongside rooms [PREFIX]"],
])("[R1544] %j is a wrong command", (line, usage) => {
  expect(() => parseCommand(line, { ALONGSIDE_KEY: KEY })).toThrow(usage);
  expect(() => parseCommand(line, { ALONGSIDE_KEY: KEY })).toThrow(
    expect.objectContaining({ exitCode: 2 }),
  );
});

test("[R1544] a key is needed, and an URL that is one", () => {
  expect(() => parseCommand(["rooms"], {})).toThrow("Set ALONGSIDE_KEY");
  for (const wrong of ["live.example.com", "ftp://a", "https://ann:secret@a.example"])
    expect(() => parseCommand(["rooms"], { ALONGSIDE_KEY: KEY, ALONGSIDE_URL: wrong })).toThrow(
      "ALONGSIDE_URL is the URL of a server",
    );
  expect(
    parseCommand(["rooms"], { ALONGSIDE_KEY: KEY, ALONGSIDE_URL: "https://a.example/team/v1/" }),
  ).toMatchObject({ url: "https://a.example/team/v1" });
});
