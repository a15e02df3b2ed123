import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type Route, Routes } from "../../src/http/routes.ts";

const says =
  (text: string): RequestListener =>
  (_request, response) =>
    void response.end(text);

const TABLE: readonly Route[] = [
  { path: "", handle: says("links") },
  { method: "GET", path: "/rooms", handle: says("rooms") },
];

/** Asks for a path of a server whose table stands under `prefix`. Where it has no route, others answer. */
async function ask(prefix: string, path: string, method = "GET"): Promise<string> {
  const routes = new Routes(prefix, TABLE);
  const server = createServer((request, response) => {
    if (!routes.answer(request, response)) response.end("the team's page");
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
  return `${response.status} ${await response.text()}`;
}

test.each([
  ["/live", "/live", "GET", "200 links"],
  ["/live", "/live/", "POST", "200 links"],
  ["/live", "/live/rooms?after=1", "GET", "200 rooms"],
  ["/live", "/live/rooms", "POST", "405 Only GET and HEAD"],
  ["/live", "/live/other", "GET", "200 the team's page"],
  ["/live", "/live-rooms", "GET", "200 the team's page"],
  ["/live", "/rooms", "GET", "200 the team's page"],
  ["/", "/", "POST", "200 links"],
  ["/", "/rooms", "GET", "200 rooms"],
])("[R576] with a table under %s, %s by %s is %s", async (prefix, path, method, answered) => {
  expect(await ask(prefix, path, method)).toBe(answered);
});
