import { SignJWT } from "jose";
import { expect, test } from "vitest";
import { jwt } from "../../src/auth/jwt.ts";
import { change, said } from "../live/change.ts";
import { RawClient } from "../live/client.ts";
import { ROOM, scene } from "../live/scene.ts";
import { live } from "../live/server.ts";
import { TestClock } from "../room/test-clock.ts";

test.each([
  ["a message before it", { type: "ping" }, 4400, "message.invalid"],
  ["no versions", hello({ versions: [] }), 4426, "version.unknown"],
  ["an unknown version", hello({ versions: [1, 999] }), 4426, "version.unknown"],
  ["a huge version", hello({ versions: [Number.MAX_SAFE_INTEGER] }), 4426, "version.unknown"],
  ["an absurd version", hello({ versions: [1e308] }), 4400, "message.invalid"],
  ["a version that is a text", hello({ versions: ["1"] }), 4400, "message.invalid"],
  [
    "a hundred versions",
    hello({ versions: Array.from({ length: 100 }, (_, i) => i + 2) }),
    4400,
    "message.invalid",
  ],
  ["a token that is none", hello({ token: { alg: "none" } }), 4400, "message.invalid"],
])("[R128] a hello with %s ends the connection", async (_what, frame, close, code) => {
  const { url, undisturbed } = await scene();
  const stranger = await RawClient.connect(url);
  stranger.raw(said(frame));
  expect(await stranger.ended).toMatchObject({ close, reason: code, bye: { code } });
  await undisturbed();
});

test("[R128] a page that speaks version 1 of the wire is told so in words that it reads", async () => {
  const { url, undisturbed } = await scene();
  const old = await RawClient.connect(url);
  const frames: string[] = [];
  old.ws.on("message", (data: Buffer) => frames.push(data.toString()));
  old.raw('{"type":"hello","versions":[1],"client":"xxxxxxxxxxxxxxxx","token":"x"}');
  expect(await old.ended).toMatchObject({ close: 4426, reason: "version.unknown" });
  expect(frames.map((frame) => JSON.parse(frame) as unknown)).toEqual([
    {
      type: "bye",
      code: "version.unknown",
      message: "This server speaks version 2 of the wire, and the page version 1: reload the page",
    },
  ]);
  await undisturbed();
});

function hello(fields: object): object {
  return { type: "hello", versions: [2], ...fields };
}

test("[R127] without a hello in time the connection ends", async () => {
  const { url, undisturbed } = await scene({ limits: { authenticateMs: 60 } });
  const silent = await RawClient.connect(url);
  expect(await silent.ended).toMatchObject({ close: 4408, bye: { code: "auth.timeout" } });
  await undisturbed();
});

test("[R682] nobody comes in as the server, and the app hears of it", async () => {
  const user = { id: "server", name: "Me", color: "#123456" };
  const { url, errors } = await live({ authenticate: () => ({ user }) });
  const client = await RawClient.connect(url);
  client.say({ type: "hello", versions: [2], token: "x" });
  expect(await client.ended).toMatchObject({ close: 4401, bye: { code: "auth.failed" } });
  expect(String(errors)).toContain(`the user id "server" is the server's own`);
});

test("[R1682] nobody comes in as what erasing leaves behind, with a good token either", async () => {
  const secret = "a secret of thirty-two bytes or more";
  const { url, errors } = await live({ authenticate: jwt({ secret }) });
  const token = await new SignJWT({ sub: "erased:0123456789abcdef" })
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(secret));
  const client = await RawClient.connect(url);
  client.say({ type: "hello", versions: [2], token });
  expect(await client.ended).toMatchObject({ close: 4401, bye: { code: "auth.failed" } });
  expect(String(errors)).toContain('user ids that begin with "erased:" are left behind by erasing');
});

const forEver = () => new Promise<never>(() => {});

test("[R127] nor does a token that takes for ever to check keep it open", async () => {
  const { url, errors } = await live({ authenticate: forEver, limits: { authenticateMs: 60 } });
  const client = await RawClient.connect(url);
  client.say({ type: "hello", versions: [2], token: "x" });
  expect(await client.ended).toMatchObject({ close: 4408, bye: { code: "auth.timeout" } });
  expect(errors).toEqual([]);
});

test("[R145] who somebody is comes from their token, whatever they say", async () => {
  const { url } = await live();
  const liar = await RawClient.connect(url);
  // There is no place where they could.
  liar.say({ type: "hello", versions: [2], guest: "liar" });
  const { user } = await liar.next("welcome");
  expect(user.id).toMatch(/^guest:/);
  liar.say({ type: "join", room: ROOM, version: 1, ended: 0 });
  await liar.next("joined");
  liar.raw(change({ title: [{ op: "set", id: "root", field: "title", value: "x" }] }));
  await liar.next("entries");
  const witness = await RawClient.greet(url);
  witness.say({ type: "join", room: ROOM, version: 1, ended: 0 });
  const { list } = await witness.next("joined");
  expect(list).toMatchObject([{ actor: user.id, client: liar.id }]);
});

test.each([
  ["no client", undefined],
  ["a client that is too short", "constructor"],
  ["a client that is too long", "x".repeat(25)],
  ["a client of strange letters", "../../../../etc"],
])("[R128] a join with %s ends the connection", async (_what, id) => {
  const { url, undisturbed } = await scene();
  const stranger = await RawClient.greet(url, { guest: "stranger", token: "stranger" });
  stranger.raw(said({ type: "join", room: ROOM, version: 1, client: id, ended: 0 }));
  expect(await stranger.ended).toMatchObject({ close: 4400, bye: { code: "message.invalid" } });
  await undisturbed();
});

test("[R145] a client id that is another user's is refused, here and after that user has gone", async () => {
  const { ann, bob, url, undisturbed } = await scene();
  const stolen = { type: "join", room: ROOM, version: 1, client: ann.id, ended: 0 } as const;
  const thief = await RawClient.greet(url, { guest: "thief", token: "thief" });
  thief.say(stolen);
  expect(await thief.next("closed")).toMatchObject({ room: ROOM, code: "auth.client-taken" });
  await undisturbed();
  ann.close();
  await ann.ended;
  thief.say(stolen);
  expect(await thief.next("closed")).toMatchObject({ room: ROOM, code: "auth.client-taken" });
  bob.say({ type: "ping" });
  await bob.next("pong");
});

test("[R129, R679] a token that is wrong, or has expired, ends the connection", async () => {
  const secret = "a secret of thirty-two bytes or more";
  const sign = (expires: string | number | Date, with_ = secret) =>
    new SignJWT({ sub: "ann" })
      .setProtectedHeader({ alg: "HS256" })
      .setExpirationTime(expires)
      .sign(new TextEncoder().encode(with_));
  const clock = new TestClock();
  clock.set(Date.now());
  const { url } = await live({ clock, authenticate: jwt({ secret, clockToleranceSeconds: 0 }) });
  const end = async (token: string | undefined) => {
    const client = await RawClient.connect(url);
    client.say({
      type: "hello",
      versions: [2],
      ...(token !== undefined && { token }),
    });
    return client.ended;
  };
  expect(await end(undefined)).toMatchObject({ close: 4401, bye: { code: "auth.failed" } });
  expect(await end("e30.e30.e30")).toMatchObject({ close: 4401, bye: { code: "auth.failed" } });
  expect(await end(await sign("1h", "another secret of thirty-two bytes"))).toMatchObject({
    close: 4401,
  });
  expect(await end(await sign("-1h"))).toMatchObject({
    close: 4402,
    bye: { code: "auth.expired" },
  });
  const brief = await RawClient.join(url, ROOM, {
    token: await sign(Math.floor(clock.now() / 1000) + 60),
  });
  await clock.advance(60_000);
  expect(await brief.ended).toMatchObject({ close: 4402, bye: { code: "auth.expired" } });
});
