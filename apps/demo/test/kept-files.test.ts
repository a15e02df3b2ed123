import { expect, test } from "vitest";
import { wayOf } from "../src/offline/kept-files.ts";

const origin = "https://board.example";
const pages = ["/", "/document", "/code"];

function way(path: string, mode: RequestMode = "cors", method = "GET"): unknown {
  return wayOf({ url: new URL(path, origin).href, mode, method }, origin, { pages });
}

test.each([
  ["/", "/"],
  ["/?from=mail", "/"],
  ["/document", "/document"],
  ["/document/", "/document"],
  ["/code#plan", "/code"],
])("[R981] %s is loaded as the page %s that is kept", (asked, path) => {
  expect(way(asked, "navigate")).toEqual({ way: "page", path });
});

test("[R981] a file with a hash in its name is answered as it was kept, of an earlier build too", () => {
  expect(way("/assets/index-abc.js")).toEqual({ way: "file", path: "/assets/index-abc.js" });
});

test.each([
  ["/live", "cors", "GET"],
  ["/live?down=stream", "cors", "GET"],
  ["/live?down=poll", "cors", "POST"],
  ["/healthz", "cors", "GET"],
  ["/healthz", "navigate", "GET"],
  ["/metrics", "navigate", "GET"],
  ["/service-worker.js", "same-origin", "GET"],
  ["/another-program", "navigate", "GET"],
  ["/", "navigate", "POST"],
  ["/", "cors", "GET"],
  ["https://elsewhere.example/", "navigate", "GET"],
  ["https://elsewhere.example/assets/index-abc.js", "cors", "GET"],
] as const)("[R981] the worker does not touch %s (%s, %s)", (path, mode, method) => {
  expect(way(path, mode, method)).toBeUndefined();
});
