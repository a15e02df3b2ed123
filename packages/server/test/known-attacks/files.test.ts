import { expect, test } from "vitest";
import { head, target } from "./target.ts";

test("[R288] ranges that are none, and downloads that are left, cost the process nothing", async () => {
  const { say, ask, status } = await target("listening");
  const file = (range: string) =>
    ask(head("GET /target.ts", { Range: range, Connection: "close" }));
  expect(await file("bytes=0-1")).toContain("206 Partial Content");
  expect(await file("bytes=5-")).toContain("206 Partial Content");
  const odd = ["bytes=5-2", "bytes=-5", "bytes=--5", "bytes=a-b", "bytes=0-1,5-2", "lines=1-2"];
  for (const range of odd) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await file(range)).toContain("HTTP/1.1 200 OK");
  }
  expect(await file("bytes=99999999-")).toContain("416 ");
  for (let i = 0; i < 50; i++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    (await say(head("GET /target.ts"))).resetAndDestroy();
  }
  expect(await ask(head("GET /%ff%00", { Connection: "close" }))).toMatch(/^HTTP\/1\.1 (404|200)/);
  expect(await status()).toContain("200");
});
