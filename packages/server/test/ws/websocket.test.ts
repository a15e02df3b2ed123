import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { type ClientOptions, WebSocket } from "ws";
import { type Clock, parseDown, systemClock } from "@alongside/core/engine";
import { hearErrors } from "../../src/http/upgrades.ts";
import { type Limits, limitsWith } from "../../src/limits.ts";
import { Endpoint } from "../../src/transports/endpoint.ts";
import { OriginGate, type Origins } from "../../src/transports/origins.ts";
import { WebSockets } from "../../src/transports/websocket.ts";
import { accepting } from "./accepting.ts";

interface Options {
  readonly limits?: Partial<Limits>;
  readonly clock?: Clock;
  readonly origins?: Origins;
  readonly address?: () => string;
}

/** The transport alone, on a port of this machine. */
async function endpoint({
  limits = {},
  clock = systemClock,
  origins = "any",
  address = () => "10.0.0.1",
}: Options = {}) {
  const { accepted, accept } = accepting();
  const lines: string[] = [];
  const errors: unknown[] = [];
  const log = (_level: string, message: string) => void lines.push(message);
  const onError = (error: unknown): void => void errors.push(error);
  const sockets = new Endpoint({ accept, limits: limitsWith(limits), clock, onError });
  const webSockets = new WebSockets(sockets, new OriginGate(origins, log), address);
  const server = createServer().listen(0, "127.0.0.1");
  server.on("upgrade", (request, socket, head) => {
    hearErrors(socket);
    webSockets.upgrade(request, socket, head);
  });
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(async () => {
    const closed = sockets.close(100);
    if (clock instanceof TestClock) clock.pass(100);
    await closed;
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { sockets, accepted, lines, errors, port, url: `ws://127.0.0.1:${port}/live` };
}

async function open(url: string, options: ClientOptions = {}) {
  const ws = new WebSocket(url, options);
  const frames: string[] = [];
  ws.on("message", (data: Buffer) => void frames.push(data.toString()));
  ws.on("error", () => {});
  const ended = new Promise<readonly [number, string]>((resolve) => {
    ws.on("close", (code, reason) => resolve([code, reason.toString()]));
  });
  await new Promise((resolve, reject) => {
    ws.once("open", resolve);
    ws.once("error", reject);
  });
  return { ws, frames, ended, bye: () => parseDown(frames.at(-1) ?? "null") };
}

/** A WebSocket by hand, to send what no library would. */
async function byHand(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  onTestFinished(() => void socket.destroy());
  socket.write(
    "GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  await new Promise((resolve) => socket.once("data", resolve));
  return socket;
}

/** A masked client frame; the mask is zero. */
function frame(opcode: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

class TestClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ readonly at: number; readonly fn: () => void }>();
  now(): number {
    return this.#now;
  }
  after(ms: number, fn: () => void): () => void {
    const timer = { at: this.#now + ms, fn };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }
  pass(ms: number): void {
    this.#now += ms;
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.#now)) {
      this.#timers.delete(timer);
      timer.fn();
    }
  }
}

/** Waits until `check` throws no more. Like every limit of a test it is for finding hangs. */
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000 });

test("frames travel both ways as they are", async () => {
  const { accepted, url } = await endpoint();
  const { ws, frames } = await open(`${url}?room=1`, { headers: { "X-Test": "yes" } });
  ws.send("hällo 🎈");
  await until(() => expect(accepted[0]?.received).toEqual(["hällo 🎈"]));
  const big = "é".repeat(100_000);
  for (const text of ["one", "two", big, ""]) accepted[0]?.wire.send(text);
  await until(() => expect(frames).toEqual(["one", "two", big, ""]));
  expect(accepted[0]?.request).toMatchObject({
    url: "/live?room=1",
    address: "10.0.0.1",
    headers: { "x-test": "yes" },
  });
});

test("a closed connection is told once, and nothing is sent to it any more", async () => {
  const { accepted, sockets, url } = await endpoint();
  const { ws } = await open(url);
  ws.close();
  await until(() => expect(accepted[0]?.isClosed).toBe(true));
  accepted[0]?.wire.send("too late");
  expect(sockets.figures).toMatchObject({ connections: 0, bytesOut: 0 });
});

test("[R437] a binary frame is bytes, and the session says what that means", async () => {
  const { accepted, url } = await endpoint();
  const { ws } = await open(url);
  ws.send(Buffer.from([1, 2, 3]));
  ws.send("text");
  await until(() => expect(accepted[0]?.received).toEqual([Uint8Array.of(1, 2, 3), "text"]));
});

test.each([
  ["text that is not UTF-8", frame(1, Buffer.from([0xff, 0xfe]))],
  ["an unknown opcode", frame(3, Buffer.from("x"))],
  ["a frame without a mask", Buffer.from([0x81, 1, 0x78])],
  ["a continuation of nothing", frame(0, Buffer.from("x"))],
])("[R125] %s closes the connection", async (_what, bytes) => {
  const { accepted, port } = await endpoint();
  const socket = await byHand(port);
  const answer = new Promise<Buffer>((resolve) => {
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => void chunks.push(chunk));
    socket.on("close", () => resolve(Buffer.concat(chunks)));
  });
  socket.write(bytes);
  const text = (await answer).toString("latin1");
  expect(text).toContain('["b","message.invalid"');
  expect(text).toContain(`\x11\x30message.invalid`); // 4400
  await until(() => expect(accepted[0]?.isClosed).toBe(true));
});

test("[R126] a message above the limit closes its connection before it is read whole", async () => {
  const { accepted, url } = await endpoint({ limits: { messageBytes: 1000 } });
  const bad = await open(url);
  bad.ws.send("x".repeat(1000));
  bad.ws.send("x".repeat(1001));
  expect(await bad.ended).toEqual([4413, "message.too-big"]);
  expect(bad.bye()).toEqual({
    type: "bye",
    code: "message.too-big",
    message: "A message has at most 1000 bytes",
  });
  expect(accepted[0]?.received.map((text) => text.length)).toEqual([1000]);
});

test("[R678] pieces of a message are counted together", async () => {
  const { url } = await endpoint({ limits: { messageBytes: 1000 } });
  const bad = await open(url);
  bad.ws.send("x".repeat(600), { fin: false });
  bad.ws.send("x".repeat(600), { fin: true });
  expect(await bad.ended).toEqual([4413, "message.too-big"]);
});

test("[R130] a page from elsewhere gets 403 with the reason, and the log one line for it", async () => {
  const { accepted, lines, url } = await endpoint({ origins: ["https://app.example.com"] });
  for (let i = 0; i < 3; i++) {
    await expect(open(url, { origin: "https://evil.example" })).rejects.toThrow("403");
  }
  await open(url, { origin: "https://app.example.com" });
  expect(accepted).toHaveLength(1);
  expect(lines).toEqual([
    `Refused a page from https://evil.example: add it to "origins" if it is yours`,
  ]);
});

test("[R131] an address has so many connections and no more, until one ends", async () => {
  let address = "10.0.0.1";
  const { accepted, url } = await endpoint({
    limits: { connectionsPerAddress: 2 },
    address: () => address,
  });
  const first = await open(url);
  await open(url);
  const third = await open(url);
  expect(await third.ended).toEqual([4430, "limit.connections"]);
  expect(third.bye()).toMatchObject({ code: "limit.connections" });
  expect(accepted).toHaveLength(2);
  address = "10.0.0.2";
  await open(url);
  expect(accepted).toHaveLength(3);
  address = "10.0.0.1";
  first.ws.close();
  await until(() => expect(accepted[0]?.isClosed).toBe(true));
  await open(url);
  expect(accepted).toHaveLength(4);
});

test("[R132] a socket that is silent from one ping to the next is cut; one that answers stays", async () => {
  const clock = new TestClock();
  const { accepted, port, url } = await endpoint({ clock, limits: { pingMs: 1000 } });
  const half = await byHand(port); // answers no ping
  const { ws } = await open(url);
  const pinged = new Promise((resolve) => ws.once("ping", resolve));
  const gone = new Promise((resolve) => half.once("close", resolve));
  clock.pass(1000);
  await pinged;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(accepted.map((seen) => seen.isClosed)).toEqual([false, false]);
  clock.pass(1000);
  await gone;
  await until(() => expect(accepted.map((seen) => seen.isClosed)).toEqual([true, false]));
});

test("[R132] a message that takes longer than two pings is no silence, though no ping is answered meanwhile", async () => {
  const clock = new TestClock();
  const { accepted, port } = await endpoint({ clock, limits: { pingMs: 1000 } });
  const slow = await byHand(port);
  const heard = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));
  slow.write(Buffer.from([0x81, 0x80 | 4, 0, 0, 0, 0]));
  for (const letter of "abcd") {
    // oxlint-disable-next-line no-await-in-loop -- letter by letter
    await heard();
    clock.pass(1000);
    expect(accepted[0]?.isClosed).toBe(false);
    slow.write(letter);
  }
  await until(() => expect(accepted[0]?.received).toEqual(["abcd"]));
});

test("[R133] one who pings and never reads is closed, however little each answer is", async () => {
  const { accepted, port } = await endpoint({ limits: { bufferedBytes: 1000 } });
  const socket = await byHand(port);
  socket.pause();
  const pings = Buffer.concat(Array.from({ length: 2000 }, () => frame(9, Buffer.alloc(125, "p"))));
  const flood = setInterval(() => socket.write(pings), 1);
  onTestFinished(() => clearInterval(flood));
  await until(() => expect(accepted[0]?.isClosed).toBe(true));
});

test("[R280] one who takes almost nothing of what waits is told to resume; one who takes it all is not", async () => {
  const { accepted, url } = await endpoint({ limits: { slowMs: 600 } });
  const [stuck, good] = [await open(url), await open(url)];
  stuck.ws.pause();
  const big = "x".repeat(12_000_000);
  for (const { wire } of accepted) wire.send(big);
  accepted[1]?.wire.send("and more");
  await until(() => expect(accepted[0]?.isClosed).toBe(true));
  expect(accepted[0]?.wire.buffered).toBeLessThan(1_000_000);
  stuck.ws.resume();
  expect(await stuck.ended).toEqual([4431, "limit.slow-reader"]);
  await until(() => expect(good.frames).toEqual([big, "and more"]));
  expect(accepted[1]?.isClosed).toBe(false);
});

test("[R280] between the parts of a large message, pings are answered and others are heard", async () => {
  const { accepted, url } = await endpoint();
  const { ws, frames } = await open(url);
  const ponged = new Promise((resolve) => ws.once("pong", resolve));
  ws.ping();
  ws.send("hello");
  const big = "č".repeat(3_000_000);
  await until(() => expect(accepted[0]?.received).toEqual(["hello"]));
  for (const text of ["small", big, "after", big, ""]) accepted[0]?.wire.send(text);
  ws.ping();
  await ponged;
  await until(() => expect(frames).toEqual(["small", big, "after", big, ""]));
  expect(accepted[0]?.wire.buffered).toBe(0);
});

test("[R287] while much waits for an address, its rooms wait, and not those of others", async () => {
  let address = "10.0.0.1";
  const { accepted, url } = await endpoint({
    limits: { unreadBytesPerAddress: 4_000_000 },
    address: () => address,
  });
  const slow = await open(url);
  await open(url);
  address = "10.0.0.2";
  await open(url);
  slow.ws.pause();
  accepted[0]?.wire.send("x".repeat(12_000_000));
  const crowded = (): readonly unknown[] => accepted.map(({ wire }) => wire.isCrowded);
  await until(() => expect(crowded()).toEqual([true, true, false]));
  slow.ws.resume();
  await until(() => expect(crowded()).toEqual([false, false, false]));
});

test("[R729] above what may wait in all, the address for which most waits loses its oldest", async () => {
  let address = "10.0.0.1";
  const { accepted, url } = await endpoint({
    limits: { unreadBytes: 30_000_000 },
    address: () => address,
  });
  const [first, second] = [await open(url), await open(url)];
  address = "10.0.0.2";
  const other = await open(url);
  for (const { ws } of [first, second, other]) ws.pause();
  for (const { wire } of accepted) wire.send("x".repeat(14_000_000));
  await until(() => expect(accepted.map(({ isClosed }) => isClosed)).toEqual([true, false, false]));
  first.ws.resume();
  expect((await first.ended)[0]).toBe(4431);
});

test("[R286] what an app's function or a session throws ends its connection alone, and is told once", async () => {
  let address = (): string => "10.0.0.1";
  const { accepted, errors, url } = await endpoint({ address: () => address() });
  const good = await open(url);
  address = () => {
    throw new Error("no such header");
  };
  await expect(open(url)).rejects.toThrow("socket hang up");
  address = () => "10.0.0.1";
  const bad = await open(url);
  accepted[1]?.throwNext(new Error("a fault"));
  bad.ws.send("x");
  expect((await bad.ended)[0]).toBe(1006);
  expect(errors.map(String)).toEqual(["Error: no such header", "Error: a fault"]);
  expect(accepted.map(({ isClosed }) => isClosed)).toEqual([false, true]);
  good.ws.send("still here");
  await until(() => expect(accepted[0]?.received).toEqual(["still here"]));
});

test("[R134] frames of one turn reach a socket in one write", async () => {
  const { accepted, url } = await endpoint();
  const { frames } = await open(url);
  const wire = accepted[0]?.wire;
  for (let i = 0; i < 10; i++) wire?.send(`frame ${i}`);
  await Promise.resolve();
  for (let i = 10; i < 20; i++) wire?.send(`frame ${i}`);
  // All of it waits until the turn is over.
  expect(wire?.buffered).toBeGreaterThan(20 * 9);
  await until(() => expect(frames).toHaveLength(20));
  expect(frames).toEqual(Array.from({ length: 20 }, (_, i) => `frame ${i}`));
  expect(wire?.buffered).toBe(0);
});

test("[R135] closing waits for the peers to answer, and cuts those that do not", async () => {
  const { accepted, sockets, port, url } = await endpoint();
  const { ended } = await open(url);
  await byHand(port); // never answers a close
  for (const { wire } of accepted) wire.close(1012, "server.stopping");
  const started = Date.now();
  await sockets.close(200);
  expect(await ended).toEqual([1012, "server.stopping"]);
  expect(Date.now() - started).toBeGreaterThan(150);
  await until(() => expect(sockets.figures.connections).toBe(0));
  await expect(open(url)).rejects.toThrow("503");
});
