import { createServer as createHttpServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { UpgradingServer } from "../../src/http/upgrades.ts";
import { createServer } from "../../src/server.ts";
import { memory } from "../../src/store/memory.ts";
import { RawClient } from "../live/client.ts";
import { Board } from "../live/server.ts";

async function team() {
  const own = createHttpServer((_request, response) => response.end("the team's page"));
  await new Promise<void>((resolve) => own.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    own.closeAllConnections();
    own.close();
  });
  const { port } = own.address() as AddressInfo;
  return { own: own as UpgradingServer, port, url: `http://127.0.0.1:${port}` };
}

function alongside() {
  const server = createServer({ rooms: [Board], store: memory(), log: () => undefined });
  onTestFinished(() => server.close());
  return server;
}

/** What a request for another protocol is answered. */
function askFor(port: number, path: string, upgrade: string): Promise<string> {
  const headers = { connection: "Upgrade", upgrade };
  return new Promise((resolve, reject) => {
    request({ port, path, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => void (text += chunk.toString()));
      response.on("end", () => resolve(`${response.statusCode} ${text}`));
    })
      .on("error", reject)
      .end();
  });
}

test("[R277, R723] a second server on one path is told at once, and the first goes on", async () => {
  const { own, url } = await team();
  const [first, second] = [alongside(), alongside()];
  const detach = first.attach(own);
  const again = "Alongside is attached to /live of this HTTP server already";
  expect(() => second.attach(own)).toThrow(again);
  expect(() => first.attach(own, "/live")).toThrow(again);
  await RawClient.join(url, "board:one");
  detach();
  detach();
  second.attach(own);
  await RawClient.join(url, "board:one");
});

test("[R277, R723] two servers on two paths each take their own, in whatever order they go", async () => {
  const { own, port, url } = await team();
  const [first, second] = [alongside(), alongside()];
  const detach = [first.attach(own, "/one"), second.attach(own, "/two")];
  await Promise.all(["/one", "/two"].map((path) => RawClient.join(`${url}${path}`, "board:one")));
  expect(await askFor(port, "/other", "h2c")).toBe("200 the team's page");
  detach[0]?.();
  await RawClient.join(`${url}/two`, "board:one");
  expect(await askFor(port, "/one", "websocket")).toBe("200 the team's page");
});

test("[R722] what a team decides on upgrades is asked for all other paths, and stands again after", async () => {
  const { own, port } = await team();
  const asked: (string | undefined)[] = [];
  const theirs = ({ url }: IncomingMessage): boolean => {
    asked.push(url);
    return url === "/yes";
  };
  own.shouldUpgradeCallback = theirs;
  own.on("upgrade", (_request, socket) =>
    socket.end("HTTP/1.1 418 Teapot\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
  );
  const before = own.listeners("upgrade");
  const detach = alongside().attach(own);
  expect(await askFor(port, "/yes", "anything")).toBe("418 ");
  expect(await askFor(port, "/no", "anything")).toBe("200 the team's page");
  expect(await askFor(port, "/live", "h2c")).toContain("426");
  expect(asked).toEqual(["/yes", "/no"]);
  detach();
  expect(own.shouldUpgradeCallback).toBe(theirs);
  expect(own.listeners("upgrade")).toEqual(before);
  expect(own.listenerCount("request")).toBe(1);
});

test("[R722] one that the team put in place since stays", async () => {
  const { own } = await team();
  const detach = alongside().attach(own);
  const theirs = (): boolean => false;
  own.shouldUpgradeCallback = theirs;
  detach();
  expect(own.shouldUpgradeCallback).toBe(theirs);
});

test.each(["live", "/live/", "//live"])(
  "[R353] attached to %j, a server takes /live, with a slash at its end or none",
  async (path) => {
    const { own, port, url } = await team();
    alongside().attach(own, path);
    await RawClient.join(`${url}/live`, "board:one");
    await RawClient.join(`${url}/live/`, "board:one");
    expect(await askFor(port, "/lively", "h2c")).toBe("200 the team's page");
  },
);

test.each<[given: unknown, right: string]>([
  ["/live?team=1", '"/live"'],
  ["/live#top", '"/live"'],
  ["/live room", '"/live%20room"'],
  ["/a/../live", '"/live"'],
  ["wss://board.test/live", '"/live"'],
])("[R761] attach refuses %j, which no request can be for", async (given, right) => {
  const { own } = await team();
  const attach = (): unknown => alongside().attach(own, given as string);
  expect(attach).toThrow(TypeError);
  expect(attach).toThrow(
    `attach takes the path at which clients connect, such as ${right}: no request can be for ${JSON.stringify(given)}`,
  );
});

test("[R761] attach refuses what is no path", async () => {
  const { own } = await team();
  const attach = (): unknown => alongside().attach(own, 8080 as never);
  expect(attach).toThrow('attach: the path should be "/live", say, got 8080');
});
