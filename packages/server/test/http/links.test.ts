import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Clock, systemClock, systemRandom } from "@alongside/core/engine";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Limits, limitsWith } from "../../src/limits.ts";
import { Endpoint } from "../../src/transports/endpoint.ts";
import { HttpLinks } from "../../src/transports/http-links.ts";
import { nodeHttp } from "../../src/transports/node-http.ts";
import { OriginGate, type Origins } from "../../src/transports/origins.ts";
import { TestClock } from "../room/test-clock.ts";
import { accepting } from "../ws/accepting.ts";

interface Options {
  readonly limits?: Partial<Limits>;
  readonly clock?: Clock;
  readonly origins?: Origins;
}

/** The transport alone, on a port of this machine. */
async function endpoint({ limits = {}, clock = systemClock, origins = "any" }: Options = {}) {
  const { accepted, accept } = accepting();
  const lines: string[] = [];
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const links = new Endpoint({ accept, limits: limitsWith(limits), clock, onError });
  const http = new HttpLinks({
    endpoint: links,
    gate: new OriginGate(origins, (_level, message) => void lines.push(message)),
    random: systemRandom,
    soon: setImmediate,
  });
  const server = createServer(nodeHttp(http, () => "10.0.0.1", onError));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    void links.close(0);
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { links, accepted, lines, errors, url: `http://127.0.0.1:${port}/live` };
}

/** Reads a response as it comes. */
function reading(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    /** Waits until what came has `part`. Answers all of it. */
    async until(part: string): Promise<string> {
      while (!text.includes(part)) {
        // oxlint-disable-next-line no-await-in-loop -- as it comes
        const chunk = await reader?.read();
        if (chunk?.value === undefined) throw new Error(`It ended after ${JSON.stringify(text)}`);
        text += chunk.value;
      }
      return text;
    },
    async end(): Promise<string> {
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- as it comes
        const chunk = await reader?.read();
        if (chunk?.value === undefined) return text;
        text += chunk.value;
      }
    },
    cancel: () => reader?.cancel(),
  };
}

function linkIn(text: string): string {
  const [, link] = /event: link\ndata: (\S+)\n/.exec(text) ?? [];
  if (link === undefined) throw new Error(`There is no link in ${text}`);
  return link;
}

const POST = { method: "POST" };

/** What is posted to a link. */
function bodyOf(link: string, body: string | Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat([Buffer.from(`${link}\n`), Buffer.from(body as string)]));
}

async function openStream(url: string) {
  const response = await fetch(`${url}?down=stream`, POST);
  const events = reading(response);
  const link = linkIn(await events.until("\n\n"));
  const post = (n: number, body: string | Buffer, more = "") =>
    fetch(`${url}?n=${n}${more}`, { method: "POST", body: bodyOf(link, body) });
  return { response, events, link, post };
}

async function openPoll(url: string) {
  const link = linkIn(await (await fetch(`${url}?down=poll`, POST)).text());
  const poll = async (after: number, wait = 0, every = 0): Promise<string> => {
    const query = `down=poll&after=${after}&wait=${wait}&every=${every}`;
    return (await fetch(`${url}?${query}`, { method: "POST", body: link })).text();
  };
  const post = (n: number, body: string) =>
    fetch(`${url}?n=${n}`, { method: "POST", body: bodyOf(link, body) });
  return { link, poll, post };
}

describe("[R247] a stream", () => {
  test("brings what is sent as it is sent, past proxies that would gather it", async () => {
    const { url, accepted } = await endpoint();
    const { response, events } = await openStream(url);
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(response.headers.get("x-accel-buffering")).toBe("no");
    expect(response.headers.get("cache-control")).toBe("no-store, no-transform");
    accepted[0]?.wire.send('{"a":"č"}');
    expect(await events.until("č")).toContain('data: {"a":"č"}\n\n');
  });

  test("[R463] [R550] whose client does not wait for its answers during a pause keeps two requests open", async () => {
    const { url, accepted } = await endpoint();
    const { post } = await openStream(url);
    accepted[0]?.wire.pause?.();
    const answered: number[] = [];
    for (let n = 1; n <= 6; n++) {
      void post(n, "").then(() => answered.push(n));
      // oxlint-disable-next-line no-await-in-loop -- in order
      await expect.poll(() => answered.length).toBe(Math.max(0, n - 2));
    }
    accepted[0]?.wire.resume?.();
    await expect.poll(() => answered.length).toBe(6);
  });

  test("ends with the code and the reason", async () => {
    const { url, accepted, links } = await endpoint();
    const { events, post } = await openStream(url);
    accepted[0]?.wire.close(4400, "message.invalid");
    expect(await events.end()).toMatch(/event: close\ndata: 4400 message\.invalid\n\n$/);
    expect((await post(1, "{}")).status).toBe(410);
    expect(links.figures.connections).toBe(0);
  });

  test("that is cut is over", async () => {
    const { url, accepted, links } = await endpoint();
    const { events } = await openStream(url);
    await events.cancel();
    await expect.poll(() => accepted[0]?.isClosed).toBe(true);
    expect(links.figures.connections).toBe(0);
  });

  test("shows that it lives, and looks for clients that are gone without a word", async () => {
    const clock = new TestClock();
    const { url, accepted } = await endpoint({ clock, limits: { pingMs: 1000 } });
    const { events, post } = await openStream(url);
    await clock.advance(1000);
    expect(await events.until(":\n\n")).toContain(":\n\n");
    await clock.advance(1000);
    await post(1, "heard");
    await clock.advance(2000);
    expect(accepted[0]?.isClosed).toBe(false);
    await clock.advance(1000);
    expect(accepted[0]?.isClosed).toBe(true);
  });
});

describe("[R248] what is posted", () => {
  test("arrives once and in order, however often it is sent", async () => {
    const { url, accepted } = await endpoint();
    const { post } = await openStream(url);
    expect((await post(1, "a\nx")).status).toBe(204);
    expect((await post(1, "a\nx")).status).toBe(204);
    expect((await post(2, "c")).status).toBe(204);
    // A proxy may send one again long after.
    expect((await post(1, "a\nx")).status).toBe(204);
    expect((await post(3, "d")).status).toBe(204);
    expect(accepted[0]?.received).toEqual(["a", "x", "c", "d"]);
  });

  test("[R704] may come one too early, as the last of a page that is being left does", async () => {
    const { url, accepted } = await endpoint();
    const { post } = await openStream(url);
    expect((await post(2, "c")).status).toBe(204);
    expect(accepted[0]?.received).toEqual([]);
    await post(1, "a\nx");
    expect(accepted[0]?.received).toEqual(["a", "x", "c"]);
    expect((await post(3, "d")).status).toBe(204);
    expect(accepted[0]?.received).toEqual(["a", "x", "c", "d"]);
    const { events, post: second } = await openStream(url);
    await second(2, "x\n".repeat(40_000)).catch(() => undefined);
    expect(await events.end()).toContain(`["b","message.invalid"`);
  });

  test.each([
    ["a batch that is not the next", 3, "a", "message.invalid"],
    ["what is not UTF-8", 1, Buffer.from([0x61, 0xff, 0xfe]), "message.invalid"],
    ["a message that is too large", 1, "x".repeat(2001), "message.too-big"],
    ["a batch that is too large", 1, "x\n".repeat(300_000), "message.too-big"],
  ])("[R718] %s ends the connection, with the reason", async (_what, n, body, code) => {
    const { url, accepted } = await endpoint({ limits: { messageBytes: 2000 } });
    const { events, post } = await openStream(url);
    await post(n, body).catch(() => undefined);
    const said = await events.end();
    expect(said).toContain(`["b","${code}"`);
    expect(said).toMatch(new RegExp(`event: close\\ndata: \\d+ ${code}\\n\\n$`));
    expect(accepted[0]).toMatchObject({ isClosed: true, received: [] });
  });

  test("with a goodbye ends the connection after what it says", async () => {
    const { url, accepted } = await endpoint();
    const { post } = await openStream(url);
    await post(1, "leave", "&bye=1");
    expect(accepted[0]).toMatchObject({ isClosed: true, received: ["leave"] });
    expect((await post(2, "more")).status).toBe(410);
  });
});

describe("[R249] a poll", () => {
  test("waits for what is sent, and brings all of it", async () => {
    const { url, accepted } = await endpoint();
    const { poll } = await openPoll(url);
    const waiting = poll(1, 5000);
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    accepted[0]?.wire.send("a");
    accepted[0]?.wire.send("b");
    expect(await waiting).toBe("id: 2\ndata: a\n\nid: 3\ndata: b\n\n");
    accepted[0]?.wire.send("c");
    expect(await poll(3)).toBe("id: 4\ndata: c\n\n");
    expect(await poll(4)).toBe("");
  });

  test("that did not arrive is answered again", async () => {
    const { url, accepted } = await endpoint();
    const { poll } = await openPoll(url);
    accepted[0]?.wire.send("a");
    expect(await poll(1, 1000)).toBe("id: 2\ndata: a\n\n");
    expect(await poll(1, 1000)).toBe("id: 2\ndata: a\n\n");
    expect(accepted[0]?.wire.buffered).toBeGreaterThan(0);
    expect(await poll(2)).toBe("");
    expect(accepted[0]?.wire.buffered).toBe(0);
  });

  test("[R719] that nobody makes for ten seconds was the last", async () => {
    const clock = new TestClock();
    const { url, accepted } = await endpoint({ clock });
    const { poll } = await openPoll(url);
    await clock.advance(4000);
    expect(await poll(1)).toBe("");
    await clock.advance(9000);
    expect(accepted[0]?.isClosed).toBe(false);
    await clock.advance(1000);
    expect(accepted[0]?.isClosed).toBe(true);
  });

  test("[R964] may say when the next one comes, in a minute at most, and is waited for so much longer", async () => {
    const clock = new TestClock();
    const { url, accepted } = await endpoint({ clock });
    const { poll } = await openPoll(url);
    await poll(1, 0, 30_000);
    await clock.advance(39_000);
    expect(accepted[0]?.isClosed).toBe(false);
    await poll(1, 0, 3_600_000);
    await clock.advance(69_000);
    expect(accepted[0]?.isClosed).toBe(false);
    await clock.advance(1000);
    expect(accepted[0]?.isClosed).toBe(true);
  });

  test("brings how the connection ended", async () => {
    const { url, accepted } = await endpoint();
    const { poll, post } = await openPoll(url);
    accepted[0]?.wire.close(4403, "auth.forbidden");
    expect(await poll(1)).toBe("id: 2\nevent: close\ndata: 4403 auth.forbidden\n\n");
    expect((await post(1, "a")).status).toBe(410);
  });
});

describe("[R253] what may not connect", () => {
  test("a page from elsewhere gets 403, one from where pages may be gets its headers", async () => {
    const { url, lines } = await endpoint({ origins: ["https://app.example"] });
    const from = (origin: string) => fetch(`${url}?down=poll`, { ...POST, headers: { origin } });
    const refused = await from("https://evil.example");
    expect([refused.status, await refused.text()]).toEqual([
      403,
      `Pages from https://evil.example may not connect to ${new URL(url).host}; the server's "origins" decides`,
    ]);
    const allowed = await from("https://app.example");
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://app.example");
    expect(allowed.headers.get("access-control-allow-credentials")).toBe("true");
    expect(lines).toHaveLength(1);
  });

  test("connections of one address are counted, over whatever transport", async () => {
    const { url, accepted } = await endpoint({ limits: { connectionsPerAddress: 1 } });
    await openStream(url);
    const said = await (await fetch(`${url}?down=stream`, POST)).text();
    expect(said).toContain('["b","limit.connections"');
    expect(accepted).toHaveLength(1);
  });

  test("what is no connection is told what this is", async () => {
    const { url } = await endpoint();
    const status = async (query: string, init: RequestInit = {}): Promise<number> =>
      (await fetch(`${url}${query}`, init)).status;
    expect(await status("")).toBe(426);
    expect(await status("?down=stream")).toBe(426);
    expect(await status("", { method: "DELETE" })).toBe(426);
    expect(await status("?n=1", { method: "POST", body: "nobody\na" })).toBe(410);
    expect(await status("?down=poll", { method: "POST", body: "nobody" })).toBe(410);
  });
});
