// What is known of others: a page of somebody else's talks to a server in development (Vite, CVE-2025-24010).
import { describe, expect, test } from "vitest";
import { head, isBegun, targets, UPGRADE } from "./target.ts";

const target = targets();

type Target = Awaited<ReturnType<typeof target>>;

/** How a server in development answers a page from `origin` at `host`, by WebSocket and by plain HTTP. */
async function answers({ ask }: Target, origin: string, host: string) {
  const headers = { Host: host, Origin: origin };
  const said = await Promise.all([
    ask(head("GET /live", { ...headers, ...UPGRADE }), isBegun),
    ask(head("POST /live?down=stream", { ...headers, "Content-Length": "0" }), isBegun),
    ask(head("POST /live?down=poll", { ...headers, "Content-Length": "0" }), isBegun),
  ]);
  return said.map((text) => text.split("\r\n", 1)[0]);
}

const REFUSED = Array.from({ length: 3 }, () => "HTTP/1.1 403 Forbidden");

describe("[R281] a server without authenticate", () => {
  test("refuses a page whose name was made to point here", async () => {
    const server = await target("listening");
    expect(await answers(server, "http://evil.example:4000", "evil.example:4000")).toEqual(REFUSED);
  });

  test("refuses a page from elsewhere", async () => {
    const server = await target("listening");
    expect(await answers(server, "https://evil.example", "localhost:4000")).toEqual(REFUSED);
  });

  test("takes its own page and those of this machine", async () => {
    const taken = ["HTTP/1.1 101 Switching Protocols", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK"];
    const server = await target("listening");
    expect(await answers(server, "http://localhost:4000", "localhost:4000")).toEqual(taken);
    expect(await answers(server, "http://localhost:5173", "127.0.0.1:4000")).toEqual(taken);
    expect(await answers(server, "http://192.168.1.7:4000", "192.168.1.7:4000")).toEqual(taken);
  });
});

test("[R282] a page of another site cannot open a stream or a poll without CORS", async () => {
  const { ask } = await target("listening");
  for (const line of ["POST /live?down=stream", "POST /live?down=poll", "GET /live?down=stream"]) {
    const headers = { "Sec-Fetch-Site": "cross-site", "Content-Length": "0" };
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await ask(head(line, headers), isBegun)).toMatch(/^HTTP\/1\.1 403 /);
  }
});
