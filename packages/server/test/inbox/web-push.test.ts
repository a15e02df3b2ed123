import { Inbox, type NewNotification } from "@alongside/core/inbox";
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, verify } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DELIVERING } from "../../src/inbox/deliver/deliveries.ts";
import { encrypt } from "../../src/web-push/encrypt.ts";
import { vapidKeys, webPush, type WebPushOptions } from "../../src/web-push/index.ts";
import { checkEndpoint, isPublic, publicLookup } from "../../src/web-push/public-address.ts";
import { settle } from "../room/test-clock.ts";
import { World } from "../room/world.ts";
import { TALK } from "./inbox-rooms.ts";
import { PUSH_CERTIFICATE, PUSH_KEY } from "./push-certificate.ts";

interface Pushed {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A browser, and the push service that it hears by. */
const browser = createECDH("prime256v1");
browser.generateKeys();
const AUTH = Buffer.alloc(16, 7);
const statuses: number[] = [];
const pushed: Pushed[] = [];
const service = createHttps({ key: PUSH_KEY, cert: PUSH_CERTIFICATE }, (request, response) => {
  const pieces: Buffer[] = [];
  request.on("data", (piece: Buffer) => pieces.push(piece));
  request.on("end", () => {
    pushed.push({
      path: request.url ?? "",
      headers: request.headers,
      body: Buffer.concat(pieces),
    });
    response.writeHead(statuses.shift() ?? 201).end();
  });
});
let origin = "";
const vapid = { ...vapidKeys(), subject: "mailto:ops@app.example" };

beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  origin = `https://127.0.0.1:${(service.address() as AddressInfo).port}`;
});
afterAll(() => {
  service.closeAllConnections();
  service.close();
});

/** What the browser reads, as RFC 8291 has it, by other means than the server's. */
function decrypted(body: Buffer): Record<string, unknown> {
  const [salt, theirs] = [body.subarray(0, 16), body.subarray(21, 21 + body.readUInt8(20))];
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), browser.getPublicKey(), theirs]);
  const secret = hkdfSync("sha256", browser.computeSecret(theirs), AUTH, info, 32);
  const part = (name: string, length: number): Buffer =>
    Buffer.from(
      hkdfSync("sha256", Buffer.from(secret), salt, `Content-Encoding: ${name}\0`, length),
    );
  const cipher = createDecipheriv("aes-128-gcm", part("aes128gcm", 16), part("nonce", 12));
  cipher.setAuthTag(body.subarray(-16));
  const plain = Buffer.concat([cipher.update(body.subarray(86, -16)), cipher.final()]);
  return JSON.parse(plain.toString("utf8", 0, plain.length - 1)) as Record<string, unknown>;
}

async function pushWorld(more: Partial<WebPushOptions> = {}, paths: readonly string[] = ["/bob"]) {
  const way = webPush({ vapid, anyAddress: true, ca: PUSH_CERTIFICATE, ...more });
  const done: Promise<unknown>[] = [];
  const deliver: typeof way.deliver = (unread, signal) => {
    const tried = way.deliver(unread, signal);
    done.push(tried.catch(() => undefined));
    return tried;
  };
  const world = new World({ rooms: [TALK], inbox: { deliver: [{ ...way, deliver }] } });
  const inbox = world.hub.room(Inbox, "bob");
  for (const path of paths) {
    const p256dh = path === "/bob" ? browser.getPublicKey("base64url") : vapidKeys().publicKey;
    const keys = { p256dh, auth: AUTH.toString("base64url") };
    const endpoint = path.startsWith("/") ? origin + path : path;
    // oxlint-disable-next-line no-await-in-loop -- in order
    await inbox.mutate("subscribe", { endpoint, keys }, { as: "bob" });
  }
  const follower = () => world.hub.followers.list().find(({ name }) => name === DELIVERING)!;
  const notify = async (note: Partial<NewNotification> = {}): Promise<void> => {
    const given = { kind: "task", subject: "task 7", title: "Ann gave you a task", ...note };
    await world.hub.inboxes?.notify("bob", given);
    await follower().settled();
  };
  /** Lets the time of a push come, and waits until it has ended. */
  const pass = async (ms = 60_000): Promise<void> => {
    await world.clock.advance(ms);
    await Promise.all(done);
    for (let turns = 0; turns < 10; turns++)
      // oxlint-disable-next-line no-await-in-loop -- what is noted of it
      await settle();
  };
  const endpoints = async (): Promise<readonly string[]> =>
    Array.from((await inbox.read()).pushes.values(), ({ endpoint }) => endpoint);
  pushed.length = 0;
  return { world, notify, pass, endpoints, follower };
}

test("[R1899] a browser decrypts what stays unread, signed by the app's key", async () => {
  const { notify, pass } = await pushWorld({ linkOf: () => "/tasks" });
  await notify({ body: "Paint <b>the</b> door", priority: "urgent" });
  await pass();
  expect(pushed).toHaveLength(1);
  const [{ headers, body, path }] = pushed as [Pushed];
  expect(decrypted(body)).toEqual({
    title: "Ann gave you a task",
    body: "Paint <b>the</b> door",
    link: "/tasks",
    key: "task task 7",
    unseen: 1,
  });
  expect(path).toBe("/bob");
  expect(headers).toMatchObject({ ttl: "86400", urgency: "high", "content-encoding": "aes128gcm" });
  expect(headers["topic"]).toMatch(/^[\w-]{32}$/);
  const [, token, k] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(headers.authorization ?? "") ?? [];
  expect(k).toBe(vapid.publicKey);
  const [head, claims, signature] = (token ?? "").split(".") as [string, string, string];
  const point = Buffer.from(vapid.publicKey, "base64url");
  const key = createPublicKey({
    format: "jwk",
    key: {
      kty: "EC",
      crv: "P-256",
      x: point.toString("base64url", 1, 33),
      y: point.toString("base64url", 33),
    },
  });
  const signed = Buffer.from(`${head}.${claims}`);
  const bytes = Buffer.from(signature, "base64url");
  expect(verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, bytes)).toBe(true);
  const claimed = JSON.parse(Buffer.from(claims, "base64url").toString()) as { exp: number };
  expect(claimed).toMatchObject({ aud: origin, sub: vapid.subject });
  // Once is enough, and of several it is told how many they are.
  await pass(3_600_000);
  expect(pushed).toHaveLength(1);
  await notify({ subject: "task 8", title: "Eight", body: "x" });
  await notify({ subject: "task 9", title: "Nine" });
  await pass();
  expect(decrypted(pushed[1]!.body)).toMatchObject({
    title: "2 unread notifications",
    body: expect.stringMatching(/^(?:Eight\nNine|Nine\nEight)$/),
    unseen: 3,
  });
});

test("[R1899] a message is encrypted as the example of RFC 8291 is, and is cut to what reaches a browser", async () => {
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(Buffer.from("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", "base64url"));
  const p256dh =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
  const salt = Buffer.from("DGv6ra1nlYgDCS1FRnbzlw", "base64url");
  const message = Buffer.from("When I grow up, I want to be a watermelon");
  const body = encrypt(message, { p256dh, auth: "BTBZMqHH6r4Tts7J_aSIgg" }, { ecdh, salt });
  expect(body.toString("base64url")).toBe(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
  );
  const { notify, pass } = await pushWorld();
  await notify({ title: "日".repeat(200), body: "日\n".repeat(500), subject: "日".repeat(200) });
  await pass();
  const said = decrypted(pushed[0]!.body);
  expect(Buffer.byteLength(JSON.stringify(said))).toBeLessThanOrEqual(3000);
  expect(said["body"]).toMatch(/^日\n.*日…$/s);
});

test("[R1900] a browser that is gone is taken out of the inbox; what fails is tried again, by those who do not have it", async () => {
  const { notify, pass, endpoints, follower } = await pushWorld();
  statuses.push(503, 429, 201);
  await notify();
  await pass();
  await pass(2000);
  await pass(4000);
  expect(pushed).toHaveLength(3);
  statuses.push(410);
  await notify();
  await pass();
  expect(await endpoints()).toEqual([]);
  await notify();
  await pass();
  expect(pushed).toHaveLength(4);
  expect(await follower().letters.list()).toEqual([]);
});

test("[R1900] a browser that is gone goes also while another one is not reached", async () => {
  const { notify, pass, endpoints, follower } = await pushWorld({}, ["/a", "/b"]);
  const before = pushed.length;
  statuses.push(503, 410);
  await notify();
  await pass();
  expect(await endpoints()).toHaveLength(1);
  await pass(2000);
  expect(pushed.length - before).toBe(3);
  expect(await follower().letters.list()).toEqual([]);
});

test("[R1900] what a push service refuses for good is a letter at once", async () => {
  const { notify, pass, endpoints, follower } = await pushWorld();
  statuses.push(403);
  await notify();
  await pass();
  await pass(600_000);
  expect(pushed).toHaveLength(1);
  expect(await follower().letters.list()).toMatchObject([{ code: "inbox.undelivered" }]);
  expect(await endpoints()).toHaveLength(1);
});

test("[R1901] nothing is pushed to this machine or its networks, and who says so is taken out of the inbox", async () => {
  const inside = ["/bob", "https://10.0.0.1/x", "https://[::1]/x", "https://localhost/x"];
  const { notify, pass, endpoints, world } = await pushWorld({ anyAddress: false }, inside);
  expect(await endpoints()).toHaveLength(inside.length);
  await notify();
  await pass();
  expect(pushed).toEqual([]);
  expect(await endpoints()).toEqual([]);
  expect(world.errors).toEqual([]);
});

test.each([
  ["8.8.8.8", true],
  ["127.0.0.1", false],
  ["10.1.2.3", false],
  ["172.31.255.255", false],
  ["172.32.0.1", true],
  ["169.254.169.254", false],
  ["100.64.0.1", false],
  ["0.0.0.0", false],
  ["255.255.255.255", false],
  ["2606:4700::1111", true],
  ["::1", false],
  ["::ffff:127.0.0.1", false],
  ["64:ff9b::7f00:1", false],
  ["2002:7f00:1::", false],
  ["fe80::1", false],
  ["fc00::1", false],
  ["ff02::1", false],
  ["localhost", false],
])("[R1901] %s is public: %s", (address, is) => {
  expect(isPublic(address)).toBe(is);
});

test.each([
  "https://127.0.0.1/",
  "https://2130706433/",
  "https://0x7f.1/",
  "https://[::ffff:7f00:1]/",
  "https://push.example:8443/",
  "http://push.example/",
])("[R1901] nothing is pushed to %s", (endpoint) => {
  expect(() => checkEndpoint(new URL(endpoint))).toThrow(/is not/);
});

test("[R1901] a name that leads to this machine is not connected to", async () => {
  const found = await new Promise((resolve) =>
    publicLookup("localhost", { all: true }, (error) => resolve(error)),
  );
  expect(found).toMatchObject({ name: "NotPublic" });
});

test.each([
  ["vapid.subject", { vapid: { ...vapid, subject: "ops" } }],
  ["vapid", { vapid: { ...vapid, privateKey: vapidKeys().privateKey } }],
  ["vapid", { vapid: { ...vapid, publicKey: "x", privateKey: "" } }],
  ["afterMinutes", { vapid, afterMinutes: Number.NaN }],
  ["ttlSeconds", { vapid, ttlSeconds: -1 }],
])("[R1898] options of Web Push without a right %s are refused", (what, options) => {
  expect(() => webPush(options)).toThrow(what);
});
