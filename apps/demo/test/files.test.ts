import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer as createHttpServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createServer } from "@alongside/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerFiles } from "../server/file-requests.ts";
import { FileStore } from "../server/file-store.ts";
import { CodeFile } from "../src/code/definition.ts";

const folder = mkdtempSync(join(tmpdir(), "alongside-files-"));
const errors: unknown[] = [];
const store = new FileStore(folder, { file: 1000, all: 2500, files: 4, atOnce: 2 });
const http = createHttpServer((asked, response) => {
  if (!answerFiles(store, asked, response, (error) => errors.push(error))) response.end("page");
});
let url = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(() => {
  http.close();
  rmSync(folder, { recursive: true });
});

const send = (body: string | Uint8Array<ArrayBuffer>, type = "image/png", headers = {}) =>
  fetch(`${url}/files`, { method: "POST", body, headers: { "Content-Type": type, ...headers } });

test("[R1946] a file is kept under a name that nobody guesses, and handed out so that a browser does nothing but show or save it", async () => {
  const answer = await send("not really a picture: <script>alert(1)</script>");
  expect(answer.status).toBe(201);
  const { url: path } = (await answer.json()) as { readonly url: string };
  expect(path).toMatch(/^\/files\/[\w-]{24}\.png$/);
  const found = await fetch(url + path);
  expect(await found.text()).toContain("<script>");
  expect(Object.fromEntries(found.headers)).toMatchObject({
    "content-type": "image/png",
    "content-disposition": "inline",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
  });
  const text = (await (await send("a,b", "text/csv; charset=utf-8")).json()) as {
    readonly url: string;
  };
  const saved = await fetch(url + text.url, { method: "HEAD" });
  expect(saved.headers.get("content-disposition")).toBe("attachment");
});

test("[R1946] what is too large, of another kind, empty, from another site or above what the server keeps is not taken, and leaves nothing behind", async () => {
  const before = readdirSync(folder);
  const statuses = await Promise.all([
    send("<html>", "text/html").then(({ status }) => status),
    send("<svg>", "image/svg+xml").then(({ status }) => status),
    send("", "image/png").then(({ status }) => status),
    send("x", "image/png", { "Sec-Fetch-Site": "cross-site" }).then(({ status }) => status),
  ]);
  expect(statuses).toEqual([415, 415, 400, 403]);
  expect((await send("x".repeat(1001))).status).toBe(413);
  expect(readdirSync(folder)).toEqual(before);
  expect((await send("x".repeat(1000))).status).toBe(201);
  expect((await send("x".repeat(1000))).status).toBe(201);
  expect((await send("x".repeat(900))).status).toBe(507);
  expect(readdirSync(folder)).toHaveLength(4);
  expect((await fetch(`${url}/files/..%2Frooms.db`)).status).toBe(404);
  expect((await fetch(`${url}/files/${"a".repeat(24)}.png`)).status).toBe(404);
  // What was there before a restart is counted.
  const again = new FileStore(folder, { file: 1000, all: 2500, files: 4 });
  await expect(again.keep(Readable.from([Buffer.from("x")]), "png")).rejects.toThrow(
    "no more files",
  );
  expect(errors).toEqual([]);
});

test("[R1946] whoever goes away in the middle of a file leaves nothing behind, and others can send then", async () => {
  const own = mkdtempSync(join(tmpdir(), "alongside-files-"));
  const small = new FileStore(own, { atOnce: 1 });
  const half = createHttpServer((asked, response) => answerFiles(small, asked, response, () => {}));
  await new Promise<void>((resolve) => half.listen(0, "127.0.0.1", resolve));
  const { port } = half.address() as AddressInfo;
  const headers = { "Content-Type": "image/png", "Content-Length": "5000" };
  const leaving = request({ port, method: "POST", path: "/files", headers });
  leaving.on("error", () => {});
  leaving.write("begun");
  await expect.poll(() => readdirSync(own).length).toBe(1);
  const busy = await fetch(`http://127.0.0.1:${port}/files`, {
    method: "POST",
    body: "x",
    headers: { "Content-Type": "image/png" },
  });
  expect(busy.status).toBe(503);
  leaving.destroy();
  await expect.poll(() => readdirSync(own)).toEqual([]);
  half.close();
  rmSync(own, { recursive: true });
});

test("[R1946] a message has no file but one that was sent here, and says something", async () => {
  const server = createServer({ rooms: [CodeFile], log: () => {} });
  const room = server.room(CodeFile, "one");
  const post = (text: string, files?: { name: string; url: string; type: string }[]) =>
    room.update((doc) => void doc.feeds.chat.post(files ? { text, files } : { text }));
  const name = "a.png";
  const type = "image/png";
  await expect(post("", [{ name, type, url: "https://evil.example/a.png" }])).rejects.toThrow(
    "url",
  );
  await expect(post("", [{ name, type, url: "javascript:alert(1)" }])).rejects.toThrow("url");
  await expect(
    post("", [{ name, type: "text/html", url: `/files/${"a".repeat(24)}.png` }]),
  ).rejects.toThrow("type");
  await expect(post("")).rejects.toThrow("says nothing");
  await post("", [{ name, type, url: `/files/${"a".repeat(24)}.png` }]);
  await server.close();
});
