import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { type Clock, systemClock } from "@alongside/core/engine";
import { createServer, memory, type ServerOptions } from "@alongside/server";
import { MemoryDisk } from "../../testing/src/memory-disk.ts";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type ClientOptions, createClient, type TransportName } from "../src/index.ts";
import { Board } from "./support/board.ts";
import { FakePage } from "./support/fake-page.ts";

const QUIET = (): void => undefined;

async function serve(options: Partial<ServerOptions> = {}, at = 0) {
  const server = createServer({ rooms: [Board], store: memory(), log: QUIET, ...options });
  onTestFinished(() => server.close());
  const { port } = await server.listen(at, "127.0.0.1");
  return { server, port };
}

function join(
  port: number,
  transports: readonly TransportName[],
  options: Partial<ClientOptions> = {},
) {
  const errors: unknown[] = [];
  const client = createClient({
    url: `http://127.0.0.1:${port}/live`,
    transports,
    onError: (error) => errors.push(error),
    ...options,
  });
  onTestFinished(() => client.close());
  return { client, errors, room: client.join(Board, "r") };
}

describe.each(["stream", "polling"] as const)("[R247] over %s", (name) => {
  test("a room works as over a WebSocket, with everybody else", async () => {
    const { port } = await serve();
    const [ann, bob] = [join(port, [name]), join(port, ["websocket"])];
    await Promise.all([ann.room.ready, bob.room.ready]);
    const red = ann.room.update((doc) => doc.shapes.push({ color: "red" }));
    bob.room.update((doc) => doc.votes.add(2));
    await red.committed;
    await expect.poll(() => bob.room.get()?.shapes.length).toBe(1);
    await expect.poll(() => ann.room.get()?.votes).toBe(2);
    bob.room.presence.set({ cursor: { x: 1, y: 2 } });
    await expect.poll(() => ann.room.others.get()[0]?.presence.cursor).toEqual({ x: 1, y: 2 });
    ann.room.presence.set({ cursor: { x: 3, y: 4 } });
    await expect.poll(() => bob.room.others.get()[0]?.presence.cursor).toEqual({ x: 3, y: 4 });
    ann.client.close();
    await expect.poll(() => bob.room.others.get(), { timeout: 3000 }).toEqual([]);
    expect([ann.errors, bob.errors]).toEqual([[], []]);
  });

  test("a thousand changes arrive once each, in order, in few requests", async () => {
    const { server, port } = await serve({ limits: { changesPerSecond: 10_000 } });
    const [ann, bob] = [join(port, [name]), join(port, [name])];
    await Promise.all([ann.room.ready, bob.room.ready]);
    const seen: number[] = [];
    bob.room.subscribe(
      (state) => state.votes,
      (votes) => seen.push(votes),
    );
    for (let i = 0; i < 1000; i++) ann.room.update((doc) => doc.votes.add(1));
    await expect.poll(() => bob.room.get()?.votes, { timeout: 10_000 }).toBe(1000);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect((await server.room(Board, "r").read()).votes).toBe(1000);
    expect(ann.errors).toEqual([]);
  });

  test("[R704] what waits goes at once when the page is hidden, beside what is under way, and arrives in order", async () => {
    const { port } = await serve();
    const page = new FakePage();
    const ann = join(port, [name], { environment: page });
    await ann.room.ready;
    // The batch that is under way is slow, so that the one posted beside it comes first.
    const posts: RequestInit[] = [];
    const real = globalThis.fetch;
    vi.stubGlobal("fetch", async (url: URL, init: RequestInit) => {
      if (init.method === "POST" && posts.push(init) === 1)
        await new Promise((resolve) => setTimeout(resolve, 200));
      return real(url, init);
    });
    onTestFinished(() => void vi.unstubAllGlobals());
    const first = ann.room.update((doc) => doc.votes.add(1));
    await expect.poll(() => posts.length).toBe(1);
    const second = ann.room.update((doc) => doc.votes.add(2));
    page.happen("hidden");
    expect(posts).toMatchObject([{}, { keepalive: true }]);
    const third = ann.room.update((doc) => doc.votes.add(4));
    const ends = await Promise.all([first.committed, second.committed, third.committed]);
    const [at = 0] = ends.map(({ seq }) => seq);
    expect(ends.map(({ seq }) => seq - at)).toEqual([0, 1, 2]);
    expect([ann.room.get()?.votes, ann.errors]).toEqual([7, []]);
  });

  test("[R704] what is said while only that is under way follows at once", async () => {
    const { port } = await serve();
    const page = new FakePage();
    const ann = join(port, [name], { environment: page });
    await ann.room.ready;
    // What is posted beside the batch under way is the slow one.
    const gate = Promise.withResolvers<void>();
    const posts: RequestInit[] = [];
    const real = globalThis.fetch;
    vi.stubGlobal("fetch", async (url: URL, init: RequestInit) => {
      if (url.searchParams.has("n") && posts.push(init) === 2) await gate.promise;
      return real(url, init);
    });
    onTestFinished(() => void vi.unstubAllGlobals());
    const first = ann.room.update((doc) => doc.votes.add(1));
    await expect.poll(() => posts.length).toBe(1);
    ann.room.update((doc) => doc.votes.add(2));
    page.happen("hidden");
    await first.committed;
    const last = ann.room.update((doc) => doc.votes.add(4));
    gate.resolve();
    await last.committed;
    // It did not wait until this connection was given up for another.
    expect(posts.map(({ body }) => body as string).join()).not.toContain('["h",');
    expect([ann.room.get()?.votes, ann.errors]).toEqual([7, []]);
  });

  test("[R704] where what was posted beside it is lost, the connection is made anew and sends it again", async () => {
    const { port } = await serve();
    const page = new FakePage();
    const ann = join(port, [name], { environment: page });
    await ann.room.ready;
    const posts: RequestInit[] = [];
    const real = globalThis.fetch;
    vi.stubGlobal("fetch", async (url: URL, init: RequestInit) => {
      if (url.searchParams.has("n") && posts.push(init) === 2) throw new TypeError("Lost");
      return real(url, init);
    });
    onTestFinished(() => void vi.unstubAllGlobals());
    ann.room.update((doc) => doc.votes.add(1));
    await expect.poll(() => posts.length).toBe(1);
    const second = ann.room.update((doc) => doc.votes.add(2));
    page.happen("hidden");
    page.happen("visible");
    await second.committed;
    expect(ann.room.get()?.votes).toBe(3);
  });

  test("a large room and letters of every kind come through whole", async () => {
    const { port } = await serve();
    const ann = join(port, [name]);
    await ann.room.ready;
    const word = "čž😀\u2028".repeat(8);
    for (let i = 0; i < 600; i++)
      ann.room.update((doc) => doc.settings.set(`k${i}`, { value: word }));
    await expect.poll(() => ann.room.status.get().saved, { timeout: 15_000 }).toBe("server");
    const bob = join(port, [name]);
    await bob.room.ready;
    expect(bob.room.get()?.settings.size).toBe(600);
    expect(bob.room.get()?.settings.get("k599")?.value).toBe(word);
  }, 30_000);

  test("it outlives the server's restart, and nothing is lost or doubled", async () => {
    const disk = new MemoryDisk();
    const first = await serve({ store: disk.open() });
    const [ann, bob] = [join(first.port, [name]), join(first.port, [name])];
    await Promise.all([ann.room.ready, bob.room.ready]);
    await ann.room.update((doc) => doc.votes.add(1)).committed;
    await first.server.close();
    const later = bob.room.update((doc) => doc.votes.add(3));
    await expect.poll(() => bob.room.status.get().name).not.toBe("live");
    await serve({ store: disk.open() }, first.port);
    await later.committed;
    await expect.poll(() => ann.room.get()?.votes, { timeout: 8000 }).toBe(4);
  }, 20_000);
});

test("[R250] where WebSockets do not get through, a stream does by itself", async () => {
  const { port } = await behind({ upgrades: false });
  const ann = join(port, ["websocket", "stream", "polling"]);
  await ann.room.ready;
  await ann.room.update((doc) => doc.votes.add(1)).committed;
  expect(ann.room.get()?.votes).toBe(1);
});

test("[R250] where a stream is held back, polling gets through", async () => {
  const { port, asked } = await behind({ upgrades: false, streams: false });
  const ann = join(port, ["websocket", "stream", "polling"], { clock: fast(5) });
  await ann.room.ready;
  await ann.room.update((doc) => doc.votes.add(1)).committed;
  expect(asked.some((url) => url.includes("down=stream"))).toBe(true);
  expect(asked.some((url) => url.includes("down=poll"))).toBe(true);
}, 15_000);

test("[R249] polls that are cut, waiting or with an answer under way, lose and double nothing", async () => {
  const { port, target, asked, said } = await behind({ upgrades: false, cutsPolls: true });
  const [ann, bob] = [join(port, ["polling"]), join(target, ["websocket"])];
  await Promise.all([ann.room.ready, bob.room.ready]);
  const seen: number[] = [];
  ann.room.subscribe(
    (state) => state.votes,
    (votes) => seen.push(votes),
  );
  for (let i = 1; i <= 20; i++) {
    bob.room.update((doc) => doc.votes.add(1));
    // oxlint-disable-next-line no-await-in-loop -- each in a poll of its own
    await expect.poll(() => ann.room.get()?.votes).toBe(i);
  }
  expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  // All of it over one link.
  const secrets = new Set(said.map((body) => body.split("\n", 1)[0]).filter((line) => line !== ""));
  expect(secrets.size).toBe(1);
  // And no URL tells whose it is.
  expect(asked.join("\n")).not.toContain([...secrets][0]);
  expect(ann.room.status.get().name).toBe("live");
});

test("[R721] when WebSockets get through again, the connection goes over, and every change counts once", async () => {
  const proxied = await behind({ upgrades: false });
  // A better way is looked for after one and a half seconds.
  const clock = fast(20);
  const [ann, bob] = [
    join(proxied.port, ["websocket", "stream", "polling"], { clock }),
    join(proxied.target, ["websocket"]),
  ];
  await Promise.all([ann.room.ready, bob.room.ready]);
  const seen: number[] = [];
  bob.room.subscribe(
    (state) => state.votes,
    (votes) => seen.push(votes),
  );
  proxied.allowUpgrades();
  for (let i = 0; i < 150; i++) {
    ann.room.update((doc) => doc.votes.add(1));
    // oxlint-disable-next-line no-await-in-loop -- all the while
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
  await expect.poll(() => bob.room.get()?.votes).toBe(150);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(proxied.upgraded()).toBe(1);
  expect(ann.room.status.get()).toMatchObject({ name: "live", saved: "server" });
  expect(ann.errors).toEqual([]);
}, 15_000);

test("[R252] a team's own HTTP server keeps answering all else", async () => {
  const own = createHttpServer((_request, response) => response.end("the team's page"));
  await new Promise<void>((resolve) => own.listen(0, "127.0.0.1", resolve));
  const { port } = own.address() as AddressInfo;
  const server = createServer({ rooms: [Board], store: memory(), log: QUIET });
  const detach = server.attach(own, "/live");
  const ann = join(port, ["stream"]);
  await ann.room.ready;
  await ann.room.update((doc) => doc.votes.add(1)).committed;
  const page = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).then((one) => one.text());
  expect(await page("/")).toBe("the team's page");
  ann.client.close();
  await server.close();
  detach();
  expect(await page("/live")).toBe("the team's page");
  own.close();
});

/** A clock that runs so many times as fast. */
function fast(times: number): Clock {
  return {
    now: () => Date.now() * times,
    after: (ms, fn) => systemClock.after(ms / times, fn),
  };
}

/** A proxy between client and server that lets some things through. */
async function behind({
  upgrades,
  streams = true,
  cutsPolls = false,
}: {
  readonly upgrades: boolean;
  readonly streams?: boolean;
  /** Of each three polls with a link, one is cut while it waits, and one as its answer comes. */
  readonly cutsPolls?: boolean;
}): Promise<{
  readonly port: number;
  readonly target: number;
  /** The URLs of requests, and their bodies. */
  readonly asked: string[];
  readonly said: string[];
  readonly allowUpgrades: () => void;
  /** How many WebSockets went through. */
  readonly upgraded: () => number;
}> {
  let mayUpgrade = upgrades;
  let upgraded = 0;
  const { port: target } = await serve();
  const asked: string[] = [];
  const said: string[] = [];
  let polls = 0;
  const proxy = createHttpServer((request, response) => {
    asked.push(request.url ?? "");
    const isPoll = cutsPolls && /after=[1-9]/.test(request.url ?? "");
    const kind = isPoll ? polls++ % 3 : 0;
    if (kind === 1) setTimeout(() => response.destroy(), 30);
    const { method = "GET", headers } = request;
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      said.push(Buffer.concat(chunks).toString());
      const answer = await fetch(`http://127.0.0.1:${target}${request.url}`, {
        method,
        headers: { "content-type": headers["content-type"] ?? "text/plain" },
        ...(method === "POST" && { body: Buffer.concat(chunks) }),
      });
      if (kind === 2) {
        await answer.text();
        return void response.destroy();
      }
      // A buffering proxy passes nothing on before it has all of it.
      if (!streams && request.url?.includes("down=stream") === true) return;
      response.writeHead(answer.status, { "content-type": "text/event-stream" });
      for await (const chunk of answer.body ?? []) response.write(chunk);
      response.end();
    })().catch(() => response.destroy());
  });
  proxy.on("upgrade", ({ url, rawHeaders }, socket, head) => {
    if (!mayUpgrade)
      return void socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    upgraded += 1;
    const onward = connect(target, "127.0.0.1");
    onward.write(`GET ${url} HTTP/1.1\r\n`);
    for (let i = 0; i < rawHeaders.length; i += 2)
      onward.write(`${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`);
    onward.write("\r\n");
    onward.write(head);
    onward.pipe(socket).pipe(onward);
    for (const end of [onward, socket]) end.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return {
    port: (proxy.address() as AddressInfo).port,
    target,
    asked,
    said,
    allowUpgrades: () => void (mayUpgrade = true),
    upgraded: () => upgraded,
  };
}

describe("[R352] at a wrong address", () => {
  test.each<[what: string, status: number, type: string, told: string]>([
    ["a page", 200, "text/html", "200 with text/html"],
    ["nothing", 404, "text/plain", "404 Not Found"],
  ])("%s is named in the status, over the whole ladder", async (_what, status, type, told) => {
    const other = createHttpServer((_request, response) => {
      response.writeHead(status, { "Content-Type": type }).end("<h1>Hello</h1>");
    });
    onTestFinished(() => void other.close());
    await new Promise<void>((resolve) => void other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const { client, errors } = join(port, ["websocket", "stream", "polling"]);
    await expect
      .poll(() => client.status.get(), { timeout: 5000 })
      .toMatchObject({
        name: "connecting",
        code: "link.not-alongside",
        reason: `There is no Alongside server at ws://127.0.0.1:${port}/live: what is there answered ${told}`,
      });
    expect(errors).toHaveLength(1);
  });

  test.each(["/live/", "//live", "/live//?team=1"])(
    "%s finds the server all the same",
    async (path) => {
      const { port } = await serve();
      for (const name of ["websocket", "stream", "polling"] as const) {
        const { room } = join(port, [name], { url: `http://127.0.0.1:${port}${path}` });
        // oxlint-disable-next-line no-await-in-loop -- one way after the other
        await room.ready;
        expect(room.status.get().name).toBe("live");
      }
    },
  );
});
