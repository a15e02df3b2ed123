import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { webhook, type WebhookOptions } from "../../src/followers/webhook.ts";
import { settle } from "../room/test-clock.ts";
import { Board, followedWorld, write } from "./followed-rooms.ts";

const KEY = Buffer.from("thirty bytes make a good secret");
const OTHER = Buffer.from("another secret of thirty bytes.");
const [SECRET, NEWER] = [KEY, OTHER].map((key) => `whsec_${key.toString("base64")}`) as [
  string,
  string,
];

interface Posted {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An endpoint that answers each post with the next of `statuses`, and with 204 after those. */
async function endpoint(...statuses: number[]): Promise<{ url: string; posted: Posted[] }> {
  const posted: Posted[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (part: string) => (body += part));
    request.on("end", () => {
      posted.push({ headers: request.headers, body });
      response.writeHead(statuses.shift() ?? 204, { location: "/elsewhere" }).end();
    });
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook?key=hidden`, posted };
}

function follow(world: ReturnType<typeof followedWorld>, options: WebhookOptions, attempts = 12) {
  const task = { rooms: [Board], batch: 1, attempts };
  return world.hub.followers.follow("hook", task, webhook(options));
}

const seqOf = ({ body }: Posted): number =>
  (JSON.parse(body) as { data: { seq: number } }).data.seq;

test("[R1650] each entry is posted once and in order, with its id, the time and a signature of both and the body", async () => {
  const { url, posted } = await endpoint();
  const world = followedWorld();
  await write(world, 1, 3);
  await follow(world, { url, secret: [NEWER, SECRET], now: () => 1_700_000_000_900 }).settled();
  expect(posted.map(seqOf)).toEqual([1, 2, 3]);
  expect(new Set(posted.map(({ headers }) => headers["webhook-id"])).size).toBe(3);
  const [{ headers, body }] = posted as [Posted];
  expect(headers["webhook-id"]).toMatch(/^msg_[\w-]{32}$/);
  expect(headers["webhook-timestamp"]).toBe("1700000000");
  const signed = `${String(headers["webhook-id"])}.1700000000.${body}`;
  const signatures = [OTHER, KEY].map(
    (key) => `v1,${createHmac("sha256", key).update(signed).digest("base64")}`,
  );
  expect(headers["webhook-signature"]).toBe(signatures.join(" "));
  expect(JSON.parse(body)).toMatchObject({
    type: "room.change",
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    data: { room: "board:a", seq: 1, actor: "server", via: [], ops: { notes: [{ op: "insert" }] } },
  });
});

test("[R1651] what is not answered by 2xx is posted again under its id, before what comes after it; a redirect is not followed", async () => {
  const { url, posted } = await endpoint(204, 500, 302);
  const world = followedWorld();
  await write(world, 1, 3);
  const follower = follow(world, { url, secret: SECRET });
  const settled = follower.settled();
  for (const failures of [1, 2]) {
    // oxlint-disable-next-line no-await-in-loop -- a failure after the other
    await vi.waitFor(() => expect(world.errors).toHaveLength(failures), { timeout: 20_000 });
    // oxlint-disable-next-line no-await-in-loop -- the longest wait before the next try
    await world.clock.advance(500 * 2 ** failures);
  }
  await settled;
  expect(posted.map(seqOf)).toEqual([1, 2, 2, 2, 3]);
  expect(new Set(posted.map(({ headers }) => headers["webhook-id"])).size).toBe(3);
  expect(posted[0]?.headers["webhook-id"]).not.toBe(posted[1]?.headers["webhook-id"]);
});

test("[R1652] what was given up is a letter, which does not show the query, and is posted again on demand", async () => {
  const { url, posted } = await endpoint(410);
  const world = followedWorld();
  await write(world, 1, 2);
  const follower = follow(world, { url, secret: SECRET }, 1);
  await follower.settled();
  const [letter] = await follower.letters.list();
  expect(letter).toMatchObject({ code: "follower.failed", entries: { from: 1, to: 1 } });
  expect(letter?.message).toBe(`webhook: ${url.split("?")[0] ?? ""} answered 410`);
  await follower.letters.retry(letter?.id ?? 0);
  expect(posted.map(seqOf)).toEqual([1, 2, 1]);
  expect(posted[2]?.headers["webhook-id"]).toBe(posted[0]?.headers["webhook-id"]);
  expect(await follower.letters.list()).toEqual([]);
});

test("[R1653] an endpoint that never answers is given up when the time of a try is over", async () => {
  const world = followedWorld();
  await write(world, 1, 1);
  let signal: AbortSignal | null | undefined;
  const never: typeof fetch = (_, init) =>
    new Promise((_resolve, reject) => {
      signal = init?.signal;
      signal?.addEventListener("abort", () => reject(new Error("aborted")));
    });
  const follower = follow(world, { url: "https://example.org", secret: SECRET, fetch: never }, 1);
  await settle();
  expect(signal?.aborted).toBe(false);
  await world.clock.advance(30_000);
  await follower.settled();
  expect(signal?.aborted).toBe(true);
  expect(await follower.letters.list()).toHaveLength(1);
});

test.each([
  ["a file", { url: "file:///etc/passwd", secret: SECRET }],
  ["no address", { url: "hook", secret: SECRET }],
  ["a password", { url: "https://me:word@example.org", secret: SECRET }],
  ["a short secret", { url: "https://example.org", secret: "whsec_c2hvcnQ=" }],
  ["no base64", { url: "https://example.org", secret: `${SECRET}!` }],
  ["no secret", { url: "https://example.org", secret: [] }],
])("[R1654] %s is refused at once, and not shown", (_, options) => {
  expect(() => webhook(options)).toThrow(TypeError);
  expect(() => webhook(options)).not.toThrow(/passwd|word|c2hvcnQ/);
});
