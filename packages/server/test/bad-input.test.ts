import { type OpsByKey, type Up } from "@alongside/core";
import { SignJWT } from "jose";
import { expect, test } from "vitest";
import { jwt } from "../src/auth/jwt.ts";
import { implement } from "../src/implement.ts";
import { RawClient } from "./live/client.ts";
import { ROOM, scene } from "./live/scene.ts";
import { Board, live } from "./live/server.ts";

const change = (ops: unknown, rest: object = {}): string =>
  JSON.stringify({ type: "change", room: ROOM, n: 1, base: 0, ops, ...rest });
const set = (value: unknown): string => change({ note: [{ op: "set", id: "root", field: "note", value }] });
const nested = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const deletes = (count: number): object[] => Array.from({ length: count }, () => ({ op: "delete", id: "x" }));

test.each([
  ["nothing", ""],
  ["not JSON", "hello?"],
  ["half of it", '{"type":"change"'],
  ["null", "null"],
  ["a list", "[]"],
  ["a text", '"change"'],
  ["a number", "7"],
  ["no type", "{}"],
  ["a type that is a number", '{"type":7}'],
  ["an unknown type", '{"type":"frobnicate"}'],
  ["the type __proto__", '{"type":"__proto__"}'],
  ["the type constructor", '{"type":"constructor"}'],
  ["a type of the other direction", '{"type":"welcome"}'],
  ["nothing but nesting", nested(500_000)],
  ["nesting where a text should be", `{"type":"leave","room":${nested(500_000)}}`],
  ["a second hello", JSON.stringify({ type: "hello", versions: [1], client: "x".repeat(16) })],
  ["a change of nothing", '{"type":"change"}'],
  ["a change without ops", change(undefined)],
  ["ops that are a list", change([])],
  ["ops of a key that are none", change({ title: {} })],
  ["an op that is null", change({ title: [null] })],
  ["an unknown op", change({ title: [{ op: "frobnicate", id: "root" }] })],
  ["an op without an id", change({ title: [{ op: "set", field: "title", value: 1 }] })],
  ["half a step of a counter", change({ votes: [{ op: "add", id: "root", field: "votes", by: 0.5 }] })],
  ["a huge step of a counter", change({ votes: [{ op: "add", id: "root", field: "votes", by: 1e300 }] })],
  ["an insert into nothing", change({ shapes: [{ op: "insert", id: "x", at: "end", fields: {} }] })],
  ["an insert nowhere", change({ shapes: [{ op: "insert", id: "x", in: { of: "root", field: "shapes" }, at: 7, fields: {} }] })],
  ["a key __proto__", change(null).replace("null", '{"__proto__":[]}')],
  ["fields with a __proto__", change({ shapes: [{ op: "insert", id: "x", in: { of: "root", field: "shapes" }, at: "end", fields: 0 }] }).replace('"fields":0', '"fields":{"__proto__":{"polluted":1}}')],
  ["10,001 ops", change({ shapes: deletes(10_001) })],
  ["10,001 ops under two keys", change({ shapes: deletes(5001), settings: deletes(5000) })],
  ["a counter of 0", change({}, { n: 0 })],
  ["a counter that is a text", change({}, { n: "1" })],
  ["a counter beyond the safe integers", change({}, { n: 2 ** 53 })],
  ["a base before the beginning", change({}, { base: -1 })],
  ["a gesture of 0", change({}, { gesture: 0 })],
  ["a mutation without a name", change(undefined, { mutation: { args: 1 } })],
  ["a room that is a number", JSON.stringify({ type: "leave", room: 1 })],
  ["a room of 257 characters", JSON.stringify({ type: "leave", room: "x".repeat(257) })],
  ["presence that is a list", JSON.stringify({ type: "presence", room: ROOM, set: [] })],
  ["presence nobody defined", JSON.stringify({ type: "presence", room: ROOM, set: { mood: "fine" } })],
  ["presence of the wrong kind", JSON.stringify({ type: "presence", room: ROOM, set: { constructor: 1 } })],
  ["presence named __proto__", `{"type":"presence","room":"${ROOM}","set":{"__proto__":{"polluted":1}}}`],
  ["presence nested too deeply", `{"type":"presence","room":"${ROOM}","set":{"cursor":${nested(65)}}}`],
  ["an event nobody defined", JSON.stringify({ type: "event", room: ROOM, name: "constructor", body: {} })],
  ["an event without a body", JSON.stringify({ type: "event", room: ROOM, name: "wave" })],
  ["a preview of a number", JSON.stringify({ type: "preview", room: ROOM, gesture: 1, ops: 7 })],
])("[R125] %s closes the connection it came from, with the reason", async (_what, frame) => {
  const { mallory, undisturbed } = await scene();
  mallory.raw(frame);
  const end = await mallory.ended;
  expect(end).toMatchObject({ close: 4400, reason: "message.invalid", bye: { code: "message.invalid" } });
  expect(end.bye?.message.length).toBeGreaterThan(10);
  expect(end.bye?.message.length).toBeLessThan(300);
  await undisturbed();
});

test("[R125] a binary frame closes the connection it came from", async () => {
  const { mallory, undisturbed } = await scene();
  mallory.raw(Buffer.from('{"type":"ping"}'));
  expect(await mallory.ended).toMatchObject({ close: 4400, bye: { code: "message.invalid" } });
  await undisturbed();
});

test("[R126] a change of a million ops is too big", async () => {
  const { mallory, undisturbed } = await scene();
  mallory.raw(change({ shapes: deletes(1_000_000) }));
  expect(await mallory.ended).toMatchObject({ close: 4413, bye: { code: "message.too-big" } });
  await undisturbed();
});

test("[R125] where large messages are allowed, a change of a million ops still has too many", async () => {
  const { mallory, undisturbed } = await scene({ limits: { messageBytes: 64 * 1024 * 1024 } });
  mallory.raw(change({ shapes: deletes(1_000_000) }));
  expect(await mallory.ended).toMatchObject({ close: 4400, bye: { message: expect.stringContaining("1000000") as string } });
  await undisturbed();
});

test.each([
  ["a message before it", { type: "ping" }, 4400, "message.invalid"],
  ["no client", { type: "hello", versions: [1] }, 4400, "message.invalid"],
  ["a client that is too short", hello({ client: "constructor" }), 4400, "message.invalid"],
  ["a client that is too long", hello({ client: "x".repeat(25) }), 4400, "message.invalid"],
  ["a client of strange letters", hello({ client: "../../../../etc" }), 4400, "message.invalid"],
  ["no versions", hello({ versions: [] }), 4426, "version.unknown"],
  ["an unknown version", hello({ versions: [2, 999] }), 4426, "version.unknown"],
  ["a huge version", hello({ versions: [Number.MAX_SAFE_INTEGER] }), 4426, "version.unknown"],
  ["an absurd version", hello({ versions: [1e308] }), 4400, "message.invalid"],
  ["a version that is a text", hello({ versions: ["1"] }), 4400, "message.invalid"],
  ["a hundred versions", hello({ versions: Array.from({ length: 100 }, (_, i) => i + 2) }), 4400, "message.invalid"],
  ["a token that is none", hello({ token: { alg: "none" } }), 4400, "message.invalid"],
])("[R128] a hello with %s ends the connection", async (_what, frame, close, code) => {
  const { url, undisturbed } = await scene();
  const stranger = await RawClient.connect(url);
  stranger.raw(JSON.stringify(frame));
  expect(await stranger.ended).toMatchObject({ close, reason: code, bye: { code } });
  await undisturbed();
});

function hello(fields: object): object {
  return { type: "hello", versions: [1], client: "x".repeat(16), ...fields };
}

test("[R127] without a hello in time the connection ends", async () => {
  const { url, undisturbed } = await scene({ limits: { authenticateMs: 60 } });
  const silent = await RawClient.connect(url);
  expect(await silent.ended).toMatchObject({ close: 4408, bye: { code: "auth.timeout" } });
  await undisturbed();
});

test("[R127] nor does a token that takes for ever to check keep it open", async () => {
  const authenticate = () => new Promise<never>(() => {});
  const { url, errors } = await live({ authenticate, limits: { authenticateMs: 60 } });
  const client = await RawClient.connect(url);
  client.say({ type: "hello", versions: [1], client: client.id, token: "x" });
  expect(await client.ended).toMatchObject({ close: 4408, bye: { code: "auth.timeout" } });
  expect(errors).toEqual([]);
});

test.each([
  "board:__proto__",
  "board:constructor",
  "board:prototype",
  "__proto__:one",
  "constructor:one",
  "toString:one",
  "chat:one",
  "board",
  "board:",
  ":one",
  "board:../../etc/passwd",
  "board:a b",
  `board:${"x".repeat(129)}`,
])("[R144] there is no room %s, and the connection lives on", async (room) => {
  const { mallory, undisturbed } = await scene();
  mallory.say({ type: "join", room, version: 1, after: 0, ended: 0 });
  expect(await mallory.next("closed")).toMatchObject({ room, code: "room.unknown" });
  mallory.say({ type: "ping" });
  await mallory.next("pong");
  await undisturbed();
});

/** What the change ended as, for its author. */
async function outcome(client: RawClient, ops: unknown, n = 1): Promise<unknown> {
  client.raw(change(ops, { n }));
  const { list } = await client.next("entries", (frame) => frame.list.some((entry) => "ack" in entry || "refused" in entry));
  return list.find((entry) => "ack" in entry || "refused" in entry);
}

const IN_SHAPES = { of: "root", field: "shapes" };
const RECT = { kind: "rect", at: { x: 0, y: 0 } };

test.each<readonly [what: string, code: string, ops: (client: string) => unknown]>([
  ["a key constructor", "op.unknown-field", () => ({ constructor: [{ op: "set", id: "root", field: "constructor", value: 1 }] })],
  ["a key toString", "op.unknown-field", () => ({ toString: [{ op: "set", id: "root", field: "toString", value: 1 }] })],
  ["a field constructor of a new record", "op.unknown-field", (client) => ({ shapes: [{ op: "insert", id: `${client}.1.0`, in: IN_SHAPES, at: "end", fields: { ...RECT, constructor: 1 } }] })],
  ["a list named __proto__", "op.across-keys", (client) => ({ shapes: [{ op: "insert", id: `${client}.1.0`, in: { of: "root", field: "__proto__" }, at: "end", fields: RECT }] })],
  ["a map's key __proto__", "op.key", (client) => ({ settings: [{ op: "put", id: `${client}.1.0`, in: { of: "root", field: "settings" }, key: "__proto__", fields: { on: true } }] })],
  ["a new record named __proto__", "op.id", () => ({ shapes: [{ op: "insert", id: "__proto__", in: IN_SHAPES, at: "end", fields: RECT }] })],
  ["a new record named constructor", "op.id", () => ({ shapes: [{ op: "insert", id: "constructor", in: IN_SHAPES, at: "end", fields: RECT }] })],
  ["a new record of another client's", "op.id", () => ({ shapes: [{ op: "insert", id: `${"a".repeat(16)}.1.0`, in: IN_SHAPES, at: "end", fields: RECT }] })],
  ["a new record of another change", "op.id", (client) => ({ shapes: [{ op: "insert", id: `${client}.9.0`, in: IN_SHAPES, at: "end", fields: RECT }] })],
  ["one record twice", "op.id", (client) => ({ shapes: [0, 0].map((n) => ({ op: "insert", id: `${client}.1.${n}`, in: IN_SHAPES, at: "end", fields: RECT })) })],
  ["the root as a record", "op.id", () => ({ shapes: [{ op: "delete", id: "root" }] })],
  ["a field of another key", "op.across-keys", () => ({ title: [{ op: "set", id: "root", field: "note", value: 1 }] })],
  ["a counter that is set", "op.wrong-type", () => ({ votes: [{ op: "set", id: "root", field: "votes", value: 1e9 }] })],
  ["a list that is set", "op.wrong-type", () => ({ shapes: [{ op: "set", id: "root", field: "shapes", value: [] }] })],
  ["a value of the wrong kind", "schema.invalid", (client) => ({ shapes: [{ op: "insert", id: `${client}.1.0`, in: IN_SHAPES, at: "end", fields: { kind: "rect" } }] })],
])("[R144] [R145] a change with %s is refused, for its author only", async (_what, code, ops) => {
  const { mallory, undisturbed } = await scene();
  expect(await outcome(mallory, ops(mallory.id))).toMatchObject({ refused: 1, code });
  // The next one is judged on its own.
  expect(await outcome(mallory, {}, 2)).toMatchObject({ ack: 2 });
  await undisturbed();
});

test("a value nested too deeply is refused with its path, one at the limit is not", async () => {
  const { mallory, undisturbed } = await scene();
  mallory.raw(set(0).replace('"value":0', `"value":${nested(500_000)}`));
  const { list } = await mallory.next("entries", (frame) => JSON.stringify(frame).includes("refused"));
  expect(list).toContainEqual(expect.objectContaining({ refused: 1, code: "schema.invalid", message: expect.stringMatching(/^note\..*nested too deeply/) as string }));
  await undisturbed();
  expect(await outcome(mallory, { note: [{ op: "set", id: "root", field: "note", value: JSON.parse(nested(64)) as unknown }] }, 2)).toMatchObject({ ack: 2 });
});

test.each(["__proto__", "constructor", "hasOwnProperty"])("[R144] an op on a record %s has nothing to write to", async (id) => {
  const { mallory, undisturbed } = await scene();
  const ops: OpsByKey = { shapes: [{ op: "delete", id }, { op: "set", id, field: "kind", value: "x" }] };
  expect(await outcome(mallory, ops)).toMatchObject({ ack: 1, void: [["shapes", 0], ["shapes", 1]] });
  await undisturbed();
});

test.each(["__proto__", "constructor", "toString"])("[R144] a user whose id is %s is a user like any other", async (id) => {
  const authenticate = (token: string | undefined) => ({ user: { id: token === "mallory" ? id : (token ?? ""), name: "M", color: "#123456" } });
  const { ann, bob, mallory, errors } = await scene({ authenticate });
  mallory.setTitle(ROOM, 1, "by mallory");
  const { list } = await bob.next("entries");
  expect(list).toMatchObject([{ actor: id, client: mallory.id }]);
  expect(await ann.next("entries", (frame) => JSON.stringify(frame).includes("by mallory"))).toMatchObject({ list: [{ actor: id }] });
  expect(errors).toEqual([]);
});

test.each<readonly [what: string, frame: Up]>([
  ["change", { type: "change", room: "board:two", n: 1, base: 0, ops: {} }],
  ["presence", { type: "presence", room: "board:two", set: {} }],
  ["preview", { type: "preview", room: "board:two", gesture: 1, ops: null }],
  ["event", { type: "event", room: "board:two", name: "wave", body: 1 }],
])("[R149] a %s for a room that was not joined ends the connection", async (_what, frame) => {
  const { mallory, undisturbed } = await scene();
  mallory.say(frame);
  expect(await mallory.ended).toMatchObject({ close: 4404, bye: { code: "room.not-joined" } });
  await undisturbed();
});

test("[R145] who somebody is comes from their token, whatever they say", async () => {
  const { url } = await live();
  const liar = await RawClient.connect(url);
  liar.raw(JSON.stringify({ type: "hello", versions: [1], client: liar.id, guest: "liar", user: { id: "ann" }, actor: "ann" }));
  const { user } = await liar.next("welcome");
  expect(user.id).toMatch(/^guest:/);
  liar.say({ type: "join", room: ROOM, version: 1, after: 0, ended: 0 });
  await liar.next("joined");
  liar.raw(change({ title: [{ op: "set", id: "root", field: "title", value: "x" }] }, { actor: "ann", client: "a".repeat(16), user: { id: "ann" } }));
  await liar.next("entries");
  const witness = await RawClient.greet(url);
  witness.say({ type: "join", room: ROOM, version: 1, after: 0, ended: 0 });
  const { list } = await witness.next("joined");
  expect(list).toMatchObject([{ actor: user.id, client: liar.id }]);
});

test("[R145] a client id that is another user's is refused, here and after that user has gone", async () => {
  const { ann, bob, url, undisturbed } = await scene();
  const thief = await RawClient.connect(url, { id: ann.id });
  thief.say({ type: "hello", versions: [1], client: ann.id, guest: "thief", token: "thief" });
  expect(await thief.ended).toMatchObject({ close: 4403, bye: { code: "auth.client-taken" } });
  await undisturbed();
  ann.close();
  await ann.ended;
  const again = await RawClient.greet(url, { id: ann.id, guest: "thief" });
  again.say({ type: "join", room: ROOM, version: 1, after: 0, ended: 0 });
  expect(await again.next("closed")).toMatchObject({ code: "auth.client-taken" });
  bob.say({ type: "ping" });
  await bob.next("pong");
});

test("[R146] a counter that goes back changes nothing a second time", async () => {
  const { ann, bob, undisturbed } = await scene();
  ann.setTitle(ROOM, 1, "once more"); // 1 has ended already
  ann.say({ type: "ping" });
  await ann.next("pong");
  await undisturbed();
  expect(JSON.stringify(bob.frames)).not.toContain("once more");
});

test("[R146] a counter that jumps ends the connection, which resumes", async () => {
  const { mallory, url, undisturbed } = await scene();
  mallory.setTitle(ROOM, 2, "too early");
  expect(await mallory.ended).toMatchObject({ close: 4410, bye: { code: "counter.gap" } });
  await undisturbed();
  const again = await RawClient.join(url, ROOM, { id: mallory.id, guest: "mallory", token: "mallory" });
  expect(await outcome(again, {}, 1)).toMatchObject({ ack: 1 });
});

test("[R139] who may only read has their writing refused by the server", async () => {
  const rooms = [implement(Board, { authorize: (user) => (user.id === "mallory" ? "read" : "write") })];
  const authenticate = (token: string | undefined) => ({ user: { id: token ?? "", name: "M", color: "#123456" } });
  const { mallory, undisturbed } = await scene({ rooms, authenticate });
  mallory.say({ type: "preview", room: ROOM, gesture: 1, ops: { title: [{ op: "set", id: "root", field: "title", value: "look" }] } });
  mallory.setTitle(ROOM, 1, "mine");
  expect(await mallory.next("closed")).toMatchObject({ room: ROOM, code: "auth.read-only" });
  mallory.say({ type: "ping" });
  await mallory.next("pong");
  await undisturbed();
});

test("[R139] who may write one key is refused at another", async () => {
  const rights = { read: true, write: ["votes"] } as const;
  const rooms = [implement(Board, { authorize: (user) => (user.id === "mallory" ? rights : "write") })];
  const authenticate = (token: string | undefined) => ({ user: { id: token ?? "", name: "M", color: "#123456" } });
  const { mallory, undisturbed } = await scene({ rooms, authenticate });
  const both = { votes: [{ op: "add", id: "root", field: "votes", by: 1 }], title: [{ op: "set", id: "root", field: "title", value: "x" }] };
  expect(await outcome(mallory, both)).toMatchObject({ refused: 1, code: "auth.key" });
  await undisturbed();
});

test("[R148] a rule that says no, throws or says nothing refuses", async () => {
  const answers = [() => ({ code: "board.locked", message: "The board is locked" }), () => { throw new Error("rule broke"); }, () => undefined as never];
  let asked = -1;
  const rooms = [implement(Board, { allow: (_, { user }) => (user.id === "mallory" ? (answers[++asked]?.() ?? (undefined as never)) : true) })];
  const authenticate = (token: string | undefined) => ({ user: { id: token ?? "", name: "M", color: "#123456" } });
  const { mallory, undisturbed } = await scene({ rooms, authenticate });
  expect(await outcome(mallory, {}, 1)).toMatchObject({ refused: 1, code: "board.locked", message: "The board is locked" });
  expect(await outcome(mallory, {}, 2)).toMatchObject({ refused: 2, message: "rule broke" });
  expect(await outcome(mallory, {}, 3)).toMatchObject({ refused: 3 });
  await undisturbed();
});

test("[R129] a token that is wrong, or has expired, ends the connection", async () => {
  const secret = "a secret of thirty-two bytes or more";
  const sign = (expires: string | number | Date, with_ = secret) =>
    new SignJWT({ sub: "ann" }).setProtectedHeader({ alg: "HS256" }).setExpirationTime(expires).sign(new TextEncoder().encode(with_));
  const { url } = await live({ authenticate: jwt({ secret, clockToleranceSeconds: 0 }) });
  const end = async (token: string | undefined) => {
    const client = await RawClient.connect(url);
    client.say({ type: "hello", versions: [1], client: client.id, ...(token !== undefined && { token }) });
    return client.ended;
  };
  expect(await end(undefined)).toMatchObject({ close: 4401, bye: { code: "auth.failed" } });
  expect(await end("e30.e30.e30")).toMatchObject({ close: 4401, bye: { code: "auth.failed" } });
  expect(await end(await sign("1h", "another secret of thirty-two bytes"))).toMatchObject({ close: 4401 });
  expect(await end(await sign("-1h"))).toMatchObject({ close: 4402, bye: { code: "auth.expired" } });
  const brief = await RawClient.join(url, ROOM, { token: await sign(Math.floor(Date.now() / 1000) + 1) });
  expect(await brief.ended).toMatchObject({ close: 4402, bye: { code: "auth.expired" } });
});

test("[R133] a client that never reads is closed with word to resume, and the others do not wait for it", { timeout: 20_000 }, async () => {
  const { ann, bob, mallory, errors } = await scene({ limits: { bufferedBytes: 256 * 1024 } });
  mallory.ws.pause();
  const big = "x".repeat(500_000);
  for (let n = 2; n <= 61; n++) {
    ann.setTitle(ROOM, n, `${n} ${big}`);
    await bob.next("entries", ({ list }) => list.some((entry) => "n" in entry && entry.n === n));
  }
  mallory.ws.resume();
  expect(await mallory.ended).toMatchObject({ close: 4431, bye: { code: "limit.slow-reader" } });
  expect(errors).toEqual([]);
});

test("[R140] more messages a second than allowed end the connection", async () => {
  const { mallory, undisturbed } = await scene({ limits: { messagesPerSecond: 10 } });
  for (let i = 0; i < 30; i++) mallory.say({ type: "ping" });
  expect(await mallory.ended).toMatchObject({ close: 4429, bye: { code: "limit.rate" } });
  await undisturbed();
});

test("[R140] more changes a second than allowed end the connection", async () => {
  const { mallory, undisturbed } = await scene({ limits: { changesPerSecond: 5 } });
  for (let n = 1; n <= 12; n++) mallory.raw(change({}, { n }));
  expect(await mallory.ended).toMatchObject({ close: 4429, bye: { code: "limit.rate" } });
  await undisturbed();
});

test("[R140] a connection has so many rooms and no more", async () => {
  const { mallory, undisturbed } = await scene({ limits: { roomsPerConnection: 2 } });
  mallory.say({ type: "join", room: "board:two", version: 1, after: 0, ended: 0 });
  await mallory.next("joined");
  mallory.say({ type: "join", room: "board:three", version: 1, after: 0, ended: 0 });
  expect(await mallory.next("closed")).toMatchObject({ room: "board:three", code: "limit.rooms" });
  mallory.say({ type: "leave", room: "board:two" });
  mallory.say({ type: "join", room: "board:three", version: 1, after: 0, ended: 0 });
  await mallory.next("joined");
  await undisturbed();
});

test("a page of another version of the room is told to reload", async () => {
  const { mallory, undisturbed } = await scene();
  mallory.say({ type: "join", room: "board:two", version: 2, after: 0, ended: 0 });
  expect(await mallory.next("closed")).toMatchObject({ code: "schema.outdated" });
  await undisturbed();
});
