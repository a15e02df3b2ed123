import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { guests } from "../../src/auth/guests.ts";
import { createServer } from "../../src/server.ts";
import { faulty, MemoryDisk } from "../../../testing/src/index.ts";
import { memory } from "../../src/store/memory.ts";
import { RawClient } from "../live/client.ts";
import { Board, live } from "../live/server.ts";

/** Says nothing. */
const log = (): void => {};

test("[R136] /healthz says that all is well", async () => {
  const { url } = await live();
  const response = await fetch(`${url}/healthz`);
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.json()).toEqual({ status: "ok" });
});

test("[R136] /healthz fails while the store does", async () => {
  const { url } = await live({ store: faulty(memory(), () => "fail") });
  const response = await fetch(`${url}/healthz`);
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ status: "store-failed", code: "store.failed" });
});

test("[R136] /metrics counts what happens, as Prometheus reads it", async () => {
  const { url } = await live();
  const ann = await RawClient.join(url, "board:one");
  ann.setTitle("board:one", 1, "Roadmap");
  await ann.next("entries");
  const response = await fetch(`${url}/metrics`);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const text = await response.text();
  const figures = new Map(
    text
      .split("\n")
      .filter((line) => /^[a-z]/.test(line))
      .map((line) => line.split(" ") as [string, string]),
  );
  expect(Number(figures.get("alongside_connections"))).toBe(1);
  expect(Number(figures.get("alongside_sessions"))).toBe(1);
  expect(Number(figures.get("alongside_rooms"))).toBe(1);
  expect(Number(figures.get("alongside_commits_total"))).toBe(1);
  expect(Number(figures.get("alongside_messages_in_total"))).toBe(3);
  expect(Number(figures.get("alongside_bytes_in_total"))).toBeGreaterThan(100);
  expect(Number(figures.get("process_resident_memory_bytes"))).toBeGreaterThan(1e6);
  for (const line of text.trimEnd().split("\n")) {
    expect(line).toMatch(
      /^(# HELP [a-z_]+ [^\n]+|# TYPE [a-z_]+ (counter|gauge)|[a-z_]+ [0-9.e+-]+)$/,
    );
  }
});

test("[R136] other paths and methods get a short answer", async () => {
  const { url } = await live();
  expect((await fetch(`${url}/nowhere`)).status).toBe(404);
  expect((await fetch(`${url}/live`)).status).toBe(426);
  expect((await fetch(`${url}/healthz`, { method: "POST", body: "x" })).status).toBe(405);
  await expect(RawClient.connect(`${url}/elsewhere`)).rejects.toThrow("404");
});

test("[R136] a folder's page is served, for every path without a file, and nothing outside of it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "alongside-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "page"));
  writeFileSync(join(folder, "page", "index.html"), "<h1>board</h1>");
  writeFileSync(join(folder, "page", "app.js"), "run()");
  writeFileSync(join(folder, "secret.txt"), "secret");
  const { url } = await live({ files: join(folder, "page") });
  expect(await textAt(`${url}/`)).toBe("<h1>board</h1>");
  expect(await textAt(`${url}/board/roadmap`)).toBe("<h1>board</h1>");
  expect(await textAt(`${url}/app.js`)).toBe("run()");
  expect(await textAt(`${url}/healthz`)).toBe('{"status":"ok"}');
  expect((await fetch(`${url}/gone.js`)).status).toBe(404);
  const page = await fetch(`${url}/app.js`);
  expect(page.headers.get("cache-control")).toBe("no-cache");
  expect(page.headers.get("x-content-type-options")).toBe("nosniff");
  for (const path of ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt"]) {
    expect(await rawGet(url, path)).not.toContain("secret");
  }
});

test("[R147] an attached server takes the WebSockets of its path and leaves everything else", async () => {
  const alongside = createServer({ rooms: [Board], store: memory(), log });
  onTestFinished(() => alongside.close());
  const http = createHttpServer((_, response) => response.end("the app")).listen(0, "127.0.0.1");
  onTestFinished(() => void http.close());
  await new Promise((resolve) => http.once("listening", resolve));
  const upgrades: string[] = [];
  http.on("upgrade", (incoming, socket) => {
    if (incoming.url === "/hmr") {
      upgrades.push("/hmr");
      socket.end("HTTP/1.1 418 I'm a teapot\r\n\r\n");
    }
  });
  const detach = alongside.attach(http, "/live");
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const ann = await RawClient.join(url, "board:one");
  expect(await textAt(url)).toBe("the app");
  await expect(connect(`${url}/hmr`)).rejects.toThrow("418");
  expect(upgrades).toEqual(["/hmr"]);
  detach();
  ann.setTitle("board:one", 1, "still connected");
  await ann.next("entries");
  // The app's own server lives on.
  await alongside.close();
  expect(await textAt(url)).toBe("the app");
});

test("[R135] [R606] [R598] a graceful stop makes what was said durable, tells clients to come back, and lets go of the port", async () => {
  const disk = new MemoryDisk();
  const { server, url } = await live({ store: disk.open() });
  const ann = await RawClient.join(url, "board:one");
  ann.setTitle("board:one", 1, "said before the end");
  await ann.next("entries");
  const closed = server.close();
  expect(await ann.ended).toMatchObject({
    close: 1012,
    reason: "server.stopping",
    bye: { code: "server.stopping" },
  });
  await closed;
  expect(disk.head("board:one")).toBe(1);
  await expect(RawClient.connect(url)).rejects.toThrow("ECONNREFUSED");
  await server.close();
});

test("[R135] a port that is taken is told to the caller", async () => {
  const { url } = await live();
  const other = createServer({ rooms: [Board], store: memory(), log });
  onTestFinished(() => other.close());
  await expect(other.listen(Number(new URL(url).port), "127.0.0.1")).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
});

test("[R681] [R415] an open server says so, and listens on this machine only", async () => {
  const lines: string[] = [];
  const server = createServer({
    rooms: [Board],
    log: (level, message) => void lines.push(`${level}: ${message}`),
  });
  onTestFinished(() => server.close());
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^warn: .*OPEN/);
  expect(lines[1]).toMatch(/^warn: .*MEMORY/);
  expect((await server.listen(0)).host).toBe("127.0.0.1");
});

test("[R415] a server with tokens listens on this machine only too, unless told a host", async () => {
  const server = createServer({ rooms: [Board], store: memory(), log, authenticate: guests() });
  onTestFinished(() => server.close());
  for (const host of [undefined, ""]) {
    const { port, ...at } = await server.listen(0, host);
    expect(at).toEqual({ host: "127.0.0.1", url: `http://127.0.0.1:${port}` });
  }
});

test.each([
  ["0.0.0.0", "127.0.0.1"],
  ["127.0.0.1", "127.0.0.1"],
  ["::", "[::1]"],
  ["::1", "[::1]"],
])(
  "[R730] listening on %s, the address told is %s, which is one that it listens on",
  async (host, name) => {
    const server = createServer({ rooms: [Board], store: memory(), log });
    onTestFinished(() => server.close());
    const at = await server.listen(0, host);
    expect(at).toEqual({ host, port: at.port, url: `http://${name}:${at.port}` });
    expect((await fetch(`${at.url}/healthz`)).status).toBe(200);
  },
);

test("what cannot be is said when the server is made", () => {
  expect(() => createServer({ rooms: [Board], log, limits: { messageByte: 1 } as never })).toThrow(
    "There is no limit named messageByte",
  );
  expect(() => createServer({ rooms: [Board], log, limits: { messageBytes: 0 } })).toThrow(
    "limits.messageBytes should be a number above 0, got 0",
  );
  expect(() => createServer({ rooms: [Board], log, origins: ["example.com"] })).toThrow(
    "is not an origin",
  );
  expect(() => createServer({ rooms: [Board, Board], log })).toThrow(`two rooms are named "board"`);
});

async function textAt(url: string): Promise<string> {
  return (await fetch(url)).text();
}

/** `fetch` would tidy the path. */
function rawGet(url: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => void (body += chunk.toString()));
      response.on("end", () => resolve(body));
    })
      .on("error", reject)
      .end();
  });
}

function connect(url: string): Promise<void> {
  const ws = new WebSocket(url.replace(/^http/, "ws"));
  return new Promise((resolve, reject) => {
    ws.once("open", resolve);
    ws.once("error", reject);
  });
}

test("[R1958] the app's own requests are answered beside what the server has, and what throws there ends one request", async () => {
  const errors: unknown[] = [];
  const asked: string[] = [];
  const { url } = await live({
    onError: (error) => void errors.push(error),
    handle(given, response) {
      asked.push(given.url ?? "");
      if (given.url === "/broken") throw new Error("broken");
      if (given.url !== "/own" || given.method !== "POST") return false;
      response.end("own");
      return true;
    },
  });
  expect(await (await fetch(`${url}/own`, { method: "POST" })).text()).toBe("own");
  expect((await fetch(`${url}/broken`)).status).toBe(500);
  expect((await fetch(`${url}/own`)).status).toBe(404);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect(asked).toEqual(["/own", "/broken", "/own"]);
  expect(errors).toEqual([new Error("broken")]);
});
