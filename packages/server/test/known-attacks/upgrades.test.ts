// What is known of others: an upgrade's socket without an error listener (engine.io, CVE-2022-41940), and an upgrade whose header
// is dropped for there being too many (ws, CVE-2024-37890).
/* oxlint-disable no-await-in-loop -- one attack after the other */
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { head, openSocket, targets, UPGRADE } from "./target.ts";

const target = targets();

const KINDS = ["listening", "attached", "attached with upgrades"] as const;

describe.each(KINDS)("a server that is %s", (kind) => {
  test("[R275] survives upgrades that are reset at once, and after a while", async () => {
    const { say, status } = await target(kind);
    for (const path of ["/other", "/live", "/hmr"]) {
      for (const upgrade of [UPGRADE, { Connection: "Upgrade", Upgrade: "h2c" }]) {
        for (const ms of [0, 1, 30]) {
          const socket = await say(head(`GET ${path}`, upgrade));
          await pause(ms);
          socket.resetAndDestroy();
        }
      }
    }
    expect(await status()).toBe("HTTP/1.1 200 OK");
  });

  test("[R275] survives requests, bodies and WebSockets that are reset in the middle", async () => {
    const { port, say, status } = await target(kind);
    const parts = [
      "GET /live HTTP/1.1\r\nHost: loc",
      head("POST /live?down=stream", { "Content-Length": "10" }),
      `${head("POST /live?n=1", { "Content-Length": "1000" })}secret`,
      head("POST /live?down=stream", { "Content-Length": "0" }),
      head("POST /live?down=poll&wait=20000", { "Content-Length": "0" }),
      "\r\n\0\0\0 garbage\r\n\r\n",
    ];
    for (const part of parts) {
      const socket = await say(part);
      await pause(10);
      socket.resetAndDestroy();
    }
    const ws = await openSocket(port);
    ws.write(Buffer.from([0x81, 0xfe, 0x7f]));
    await pause(10);
    ws.resetAndDestroy();
    expect(await status()).toBe("HTTP/1.1 200 OK");
  });

  test("[R276] answers a request for HTTP/2, as curl --http2 sends it, as a plain one", async () => {
    const { ask } = await target(kind);
    const h2c = {
      Connection: "Upgrade, HTTP2-Settings, close",
      Upgrade: "h2c",
      "HTTP2-Settings": "AAMAAABkAAQAoAAAAAIAAAAA",
    };
    expect(await ask(head("GET /live", h2c))).toContain("HTTP/1.1 426");
    // Where the team listens to upgrades itself, which of them it takes is its own business: this one answers another path alone.
    const [first, until] = kind === "attached with upgrades" ? ["", 300] : ["HTTP/1.1 200 OK"];
    expect((await ask(head("GET /healthz", h2c), until)).split("\r\n", 1)[0]).toBe(first);
  });

  test("[R275] survives an upgrade with more headers than are read", async () => {
    const { ask, status } = await target(kind);
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`x${i}`, ""]));
    for (const headers of [
      { ...many, ...UPGRADE },
      { ...UPGRADE, ...many },
    ])
      expect(await ask(head("GET /live", headers))).toMatch(/^HTTP\/1\.1 (101|4\d\d) /);
    expect(await status()).toBe("HTTP/1.1 200 OK");
  });
});

test("[R147] a team's own WebSockets go on beside an attached server's", async () => {
  const { say } = await target("attached with upgrades");
  const hmr = await say(head("GET /hmr", UPGRADE));
  const [answer] = (await once(hmr, "data")) as [Buffer];
  expect(answer.toString()).toContain("101");
});
