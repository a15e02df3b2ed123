import { type Frame, systemClock, systemRandom } from "@alongside/core/engine";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Limits, limitsWith } from "../../server/src/limits.ts";
import type { Wire } from "../../server/src/session/wire.ts";
import { Encoded } from "../../server/src/transports/encoded.ts";
import { Endpoint } from "../../server/src/transports/endpoint.ts";
import { frameEvent } from "../../server/src/transports/events.ts";
import { HttpLinks } from "../../server/src/transports/http-links.ts";
import { nodeHttp } from "../../server/src/transports/node-http.ts";
import { OriginGate } from "../../server/src/transports/origins.ts";
import { WebSockets } from "../../server/src/transports/websocket.ts";
import { createClient, type TransportFactory } from "../src/index.ts";
import { fromBase64, toBase64 } from "../src/transports/base64.ts";
import { browserEnvironment } from "../src/browser.ts";
import { httpWays } from "../src/transports/http.ts";
import { Slots } from "../src/transports/slots.ts";
import { webSocket } from "../src/transports/websocket.ts";
import { Board } from "./support/board.ts";

const http = httpWays(browserEnvironment());
const WAYS: readonly (readonly [string, TransportFactory])[] = [
  ["a WebSocket", webSocket],
  ["a stream", http.stream],
  ["polling", http.polling],
];

/** The shipped transports with sessions that say to everybody what they hear, all with the same object. */
async function echo(limits: Partial<Limits> = {}) {
  const wires = new Set<Wire>();
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const endpoint = new Endpoint({
    accept(wire) {
      wires.add(wire);
      return {
        messageBytes: Infinity,
        receive: (frame) => {
          for (const one of wires) one.send(frame);
        },
        closed: () => void wires.delete(wire),
      };
    },
    limits: limitsWith(limits),
    clock: systemClock,
    onError,
  });
  const gate = new OriginGate("any", () => undefined);
  const links = new HttpLinks({ endpoint, gate, random: systemRandom, soon: setImmediate });
  const sockets = new WebSockets(endpoint, gate, () => "10.0.0.1");
  const server = createServer(nodeHttp(links, () => "10.0.0.1", onError));
  server.on("upgrade", (request, socket, head) => sockets.upgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    void endpoint.close(0);
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { endpoint, wires, errors, url: `ws://127.0.0.1:${port}/live` };
}

/** Opens a way, and keeps what it says. */
async function open(way: TransportFactory, url: string) {
  const frames: Frame[] = [];
  const ends: string[] = [];
  const opened = Promise.withResolvers<void>();
  const transport = way(
    url,
    {
      onOpen: () => opened.resolve(),
      onFrame: (frame) => void frames.push(frame),
      onClose: (code, reason) => void ends.push(`${code} ${reason}`),
    },
    systemClock,
  );
  onTestFinished(() => transport.close());
  await opened.promise;
  return { transport, frames, ends };
}

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i * 31);

const LONG = { timeout: 20_000 };

describe.each(WAYS)("over %s", (_name, way) => {
  test("[R437] text and bytes go up and down as they were, in their order", async () => {
    const { url, errors } = await echo();
    const { transport, frames, ends } = await open(way, url);
    const said = ['["i"]', bytes(256), '["č","🎈"]', bytes(0), bytes(1), bytes(300_000), '["o"]'];
    for (const frame of said) transport.send(frame);
    await expect.poll(() => frames.length, LONG).toBe(said.length);
    expect(frames.map((frame) => (typeof frame === "string" ? frame : [...frame]))).toEqual(
      said.map((frame) => (typeof frame === "string" ? frame : [...frame])),
    );
    expect([ends, errors]).toEqual([[], []]);
  });

  test("[R438] a frame of bytes may be as large as messages may, and no larger", async () => {
    const { url } = await echo({ messageBytes: 1000 });
    const { transport, frames, ends } = await open(way, url);
    transport.send(bytes(1000));
    await expect.poll(() => frames.length, LONG).toBe(1);
    transport.send(bytes(1001));
    await expect.poll(() => ends, LONG).toEqual(["4413 message.too-big"]);
  });

  test("[R438] bytes that go are counted as they go", async () => {
    const { url, wires, endpoint } = await echo();
    await open(way, url);
    const before = endpoint.figures.bytesOut;
    for (const wire of wires) wire.send(bytes(3000));
    expect(endpoint.figures.bytesOut - before).toBeGreaterThanOrEqual(
      way === webSocket ? 3000 : 4000,
    );
  });

  test("[R449] bytes that the server sends cost a page the connection, and it comes back", async () => {
    const { url, wires } = await echo();
    const errors: { readonly code?: string }[] = [];
    const client = createClient({
      url,
      transports: [way],
      onError: (error) => errors.push(error as { readonly code?: string }),
    });
    client.join(Board, "one");
    onTestFinished(() => client.close());
    await expect.poll(() => wires.size, LONG).toBe(1);
    const [first] = wires;
    first?.send(
      JSON.stringify(["w", 2, "s", { id: "ann", name: "Ann" }, 0, [1000, 16, 1000, [9, 9, 9]], []]),
    );
    await expect.poll(() => client.status.get().name, LONG).toBe("live");
    first?.send(bytes(5));
    await expect.poll(() => [...wires].some((wire) => wire !== first), LONG).toBe(true);
    expect(errors).toMatchObject([{ name: "BadMessage" }]);
  });
});

test("[R437] bytes that go to many are encoded once", async () => {
  const events = new Encoded(frameEvent, setImmediate);
  const frame = bytes(100);
  expect(events.of(frame)).toBe(events.of(frame));
  expect(events.of(bytes(100))).not.toBe(events.of(frame));
  expect(events.of(frame).toString()).toBe(`event: b\ndata: ${toBase64(frame)}\n\n`);
});

test.each(["A", "AAA", "AAAAA", "A===", "AA=A", "!!!!", "AAA\u0100"])(
  "[R439] %s is no base64",
  (text) => expect(() => fromBase64(text)).toThrow(Error),
);

test.each([
  ["base64 of odd length", "id: 2\nevent: b\ndata: AAAAA\n\n"],
  ["what is none", "id: 2\nevent: b\ndata: ????\n\n"],
  ["text that goes on in another line", 'id: 2\ndata: ["o"\n]\n\n'],
])("[R449] %s from the server is a frame that no message is", async (_what, event) => {
  const { pollingWith } = await import("../src/transports/polling.ts");
  const frames: Frame[] = [];
  const answers = [`id: 1\nevent: link\ndata: secret\n\n`, event];
  const transport = pollingWith(
    {
      fetch: () => {
        const next = answers.shift();
        const headers = { "Content-Type": "text/event-stream" };
        return next === undefined
          ? new Promise(() => undefined)
          : Promise.resolve(new Response(next, { headers }));
      },
      abortController: () => new AbortController(),
    },
    new Slots(browserEnvironment()),
  )(
    "ws://board.test/live",
    { onOpen() {}, onFrame: (frame) => frames.push(frame), onClose() {} },
    systemClock,
  );
  await expect.poll(() => frames.length).toBe(1);
  const { parseDown } = await import("@alongside/core/engine");
  expect(() => parseDown(frames[0] as Frame)).toThrow("A frame should be JSON with a tag");
  transport.close();
});

test("[R439] what a server says has no line breaks: it would be another event", () => {
  expect(() => frameEvent('["e",1,"x",null,"y"]\n')).toThrow(RangeError);
});
