import { createServer as createHttpServer } from "node:http";
import { defineRoom, list, value } from "@alongside/core";
import { expect, onTestFinished, test } from "vitest";
import {
  createLog,
  createServer,
  implement,
  jwt,
  memory,
  type Server,
  sqlite,
} from "../src/index.ts";

/** A call as JavaScript lets it be. */
type Loose = (...args: readonly unknown[]) => unknown;
const loose = (fn: unknown): Loose => fn as Loose;

const Board = defineRoom("board", {
  version: 1,
  storage: { notes: list({ text: value("") }) },
  mutations: { add: { args: value(""), run: () => undefined } },
});

/** What Express and its like give: a function of a request and a response, which listens by itself. */
const app = Object.assign((): void => undefined, { listen: () => undefined, on: () => undefined });

function server(): Server {
  const made = createServer({ rooms: [Board], store: memory(), log: () => undefined });
  onTestFinished(() => made.close());
  return made;
}

const told = /\(docs\/errors\.md#[A-Za-z]+\)$/;

test.each<readonly [call: string, run: () => unknown, says: string]>([
  ["jwt()", () => loose(jwt)(), "one of { secret }, { publicKey } or { jwks }, got undefined"],
  ["jwt({})", () => loose(jwt)({}), "{ jwks }, got an object without fields"],
  ["jwt by text", () => loose(jwt)("hunter2"), "{ publicKey } or { jwks }"],
  [
    "no public key",
    () => loose(jwt)({ publicKey: undefined }),
    "PEM text or a KeyObject, got undefined",
  ],
  [
    "no PEM",
    () => loose(jwt)({ publicKey: "abc" }),
    "PEM text or a KeyObject, got a text that is no PEM",
  ],
  ["no address of keys", () => loose(jwt)({ jwks: undefined }), "jwks should be the address"],
  ["a path of keys", () => loose(jwt)({ jwks: "/keys.json" }), 'jwks.json, got "/keys.json"'],
  ["createServer()", () => loose(createServer)(), "an object such as { rooms: [Board] }"],
  ["no rooms", () => loose(createServer)({}), "rooms should be a list of rooms such as [Board]"],
  [
    "a room without brackets",
    () => loose(createServer)({ rooms: Board }),
    "such as [Board], got an",
  ],
  ["an empty list", () => loose(createServer)({ rooms: [] }), "such as [Board], got []"],
  [
    "a room by name",
    () => loose(createServer)({ rooms: ["board"] }),
    'rooms[0] should be what defineRoom or implement returned, got "board"',
  ],
  [
    "a room that was not imported",
    () => loose(createServer)({ rooms: [Board, undefined] }),
    "rooms[1] should be what defineRoom or implement returned, got undefined",
  ],
  ["two of a name", () => createServer({ rooms: [Board, Board] }), 'two rooms are named "board"'],
  [
    "options as authenticate",
    () => loose(createServer)({ rooms: [Board], authenticate: { secret: "x" } }),
    "authenticate should be a function, got an object with secret",
  ],
  [
    "a path as store",
    () => loose(createServer)({ rooms: [Board], store: "data/rooms.db" }),
    'store should be a store such as sqlite("data/rooms.db"), got "data/rooms.db"',
  ],
  [
    "a store that was not called",
    () => loose(createServer)({ rooms: [Board], store: memory }),
    'sqlite("data/rooms.db"), got a function memory',
  ],
  [
    "a log that is none",
    () => loose(createServer)({ rooms: [Board], log: console }),
    "log should be a",
  ],
  [
    "a folder that is none",
    () => loose(createServer)({ rooms: [Board], files: true }),
    "files should be",
  ],
  [
    "origins: true",
    () => loose(createServer)({ rooms: [Board], origins: true }),
    "origins should be",
  ],
  ["a limit alone", () => loose(createServer)({ rooms: [Board], limits: 5 }), "limits should be"],
  ["implement()", () => loose(implement)(), "what defineRoom returned, got undefined"],
  ["implement by name", () => loose(implement)("board", {}), 'returned, got "board"'],
  [
    "rules that are none",
    () => loose(implement)(Board, () => "write"),
    "{ authorize, history, allow, takeOver, publish, onChange, retention, erase, feeds }, got a",
  ],
  [
    "a right as a rule",
    () => loose(implement)(Board, { authorize: "write" }),
    "authorize should be a",
  ],
  ["attach()", () => loose(server().attach.bind(server()))(), "the server should be what"],
  [
    "attach to an app",
    () => server().attach(app as never),
    "the server should be what createServer of node:http returned, got a function",
  ],
  [
    "attach to a port",
    () => server().attach(4000 as never),
    "what createServer of node:http returned, got 4000",
  ],
  [
    "a path that is none",
    () => server().attach(createHttpServer(), { path: "/live" } as never),
    'the path should be "/live", say, got an object with path',
  ],
  ["room()", () => loose(server().room.bind(server()))(), "the room should be what defineRoom"],
  ["room by name", () => server().room("board" as never, "a"), 'defineRoom returned, got "board"'],
  ["sqlite()", () => loose(sqlite)(), 'such as "data/rooms.db", got undefined'],
  ["sqlite with options", () => loose(sqlite)({ file: "x" }), "got an object with file"],
  ["memory by path", () => loose(memory)("x"), 'left out; rooms on disk: sqlite("data/rooms.db")'],
  [
    "createLog by name",
    () => loose(createLog)("json"),
    'the options should be { format: "json" }, say',
  ],
  [
    "a format that is none",
    () => loose(createLog)({ format: "xml" }),
    '"text" or "json", got "xml"',
  ],
])("[R402] %s: what was given, what is needed and where that is described", (_, run, says) => {
  expect(run).toThrow(TypeError);
  expect(run).toThrow(says);
  expect(run).toThrow(told);
});

test.each<readonly [call: string, run: () => unknown, says: string]>([
  [
    "listen()",
    () => loose(server().listen.bind(server()))(),
    "a number from 0 to 65535, got undefined",
  ],
  ["a port as text", () => server().listen("4000" as never), 'from 0 to 65535, got "4000"'],
  ["a port too high", () => server().listen(70_000), "from 0 to 65535, got 70000"],
  ["a host that is none", () => server().listen(0, true as never), "the host should be an address"],
  [
    "another machine's host",
    () => server().listen(0, "192.0.2.1"),
    "192.0.2.1 is not an address of",
  ],
  [
    "review()",
    () => loose(server().review.bind(server()))(),
    '{ user: "ann" } or { room: "board:x" }',
  ],
  ["a review of all", () => server().review({} as never), "got an object without fields"],
  ["a review by id", () => server().review("ann" as never), 'got "ann"'],
  ["revoke()", () => loose(server().revoke.bind(server()))(), "the user should be an id, a text"],
  ["revoke a user", () => server().revoke({ id: "ann" } as never), "a text, got an object with id"],
  [
    "rooms.delete() without its kind",
    () => loose(server().rooms.delete.bind(server().rooms))("roadmap"),
    'the room should be "board:roadmap", say, got "roadmap"',
  ],
  [
    "the server's update()",
    () => loose(server().room(Board, "a").update.bind(server().room(Board, "a")))(),
    "a function such as (doc) => { … }",
  ],
])("[R402] %s: rejects with what was given and what is needed", async (_, run, says) => {
  await expect(Promise.resolve(run())).rejects.toThrow(says);
  await expect(run()).rejects.toThrow(told);
});

test.each<readonly [call: string, secret: unknown, says: string]>([
  ["none", undefined, "a text or bytes, got undefined"],
  ["a number", 12345, "a text or bytes, got number"],
  ["a short one", "hunter2", "the secret has 7 bytes, it needs at least 32"],
])("[R590] of a secret that is %s only kind or length is told", (_, secret, says) => {
  const run = (): unknown => loose(jwt)({ secret });
  expect(run).toThrow(says);
  expect(run).toThrow(told);
  expect(run).not.toThrow(/12345|hunter2/);
});

test("[R403] a port that is taken, by another or by the server itself, is told with what to do", async () => {
  const first = server();
  const { port } = await first.listen(0);
  const taken = server().listen(port);
  await expect(taken).rejects.toThrow(`listen: port ${port} is taken`);
  await expect(taken).rejects.toMatchObject({ code: "EADDRINUSE" });
  const again = first.listen(port);
  await expect(again).rejects.toThrow(`this server listens on port ${port} already`);
  await expect(again).rejects.toThrow(told);
  // Another port is one way more.
  expect((await first.listen(0)).port).not.toBe(port);
});

test("[R780] a server that is closed listens no more, and says so", async () => {
  const made = server();
  await made.close();
  await expect(made.listen(0)).rejects.toThrow("the server is closed; make a new one");
});
