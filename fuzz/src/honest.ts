// A page that behaves, in a process of its own: what it waits for is what the server makes it wait.
import { flushCompileCache } from "node:module";
import { createClient, type Client, type TransportFactory } from "@alongside/client";
import { WebSocket } from "ws";
import { Arena } from "./arena.ts";
import type { Newcomer, Report } from "./questions.ts";

const EVERY_MS = 25;
const NEWCOMER_MS = 10_000;

const port = Number(process.argv[2]);

/** From an address that no attack uses. */
const elsewhere: TransportFactory = (url, handlers) => {
  const socket = new WebSocket(url, { localAddress: "127.0.0.2" });
  socket.on("open", () => handlers.onOpen());
  socket.on("message", (data: Buffer, isBinary) => {
    received += data.length;
    handlers.onFrame(isBinary ? new Uint8Array(data) : data.toString());
  });
  socket.on("close", (code, reason) => handlers.onClose(code, reason.toString()));
  socket.on("error", () => undefined);
  return {
    send: (frame) => socket.send(frame),
    close: () => socket.close(),
    get buffered() {
      return socket.bufferedAmount;
    },
  };
};

function open(user: string): Client {
  return createClient({
    url: `ws://127.0.0.1:${port}/live`,
    getToken: () => `user:${user}`,
    transports: [elsewhere],
    onError: (error) => {
      broken ??= String(error);
    },
  });
}

/** Bytes that came, for all pages here. */
let received = 0;
let broken: string | undefined;
let acks: number[] = [];
const client = open("honest");
const room = client.join(Arena, "shared");
const reader = open("watcher").join(Arena, "shared");
await Promise.all([room.ready, reader.ready]);

let n = 0;
setInterval(() => {
  const began = performance.now();
  try {
    reader.get();
    const { committed } = room.update((doc) => {
      const shape = doc.shapes.at(n++ % 10);
      if (shape !== undefined) shape.at = { x: n, y: n };
      else doc.shapes.push({ at: { x: n, y: n } });
    });
    committed.then(
      () => void acks.push(performance.now() - began),
      (error: unknown) => {
        broken ??= `A change was refused: ${String(error)}`;
      },
    );
  } catch (error) {
    broken ??= error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}, EVERY_MS);

function report(): Report {
  const sorted = acks.toSorted((a, b) => a - b);
  acks = [];
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const seen = broken;
  broken = undefined;
  const figures = { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
  return seen === undefined ? figures : { ...figures, broken: seen };
}

/** Somebody who comes now, looks and goes. */
async function newcomer(): Promise<Newcomer> {
  const began = performance.now();
  const before = received;
  const fresh = open(`newcomer-${n}`);
  try {
    const entered = fresh.join(Arena, "shared");
    const late = new Promise<never>((_, reject) => {
      setTimeout(
        () =>
          reject(
            new Error(`not in after ${NEWCOMER_MS} ms: ${JSON.stringify(entered.status.get())}`),
          ),
        NEWCOMER_MS,
      ).unref();
    });
    await Promise.race([entered.ready, late]);
    entered.get();
    return { ms: performance.now() - began, bytes: received - before };
  } catch (error) {
    return { failed: String(error) };
  } finally {
    fresh.close();
  }
}

process.on("disconnect", () => process.exit());
process.on("message", ({ ask }: { ask: "report" | "newcomer" }) => {
  if (ask === "report") process.send?.(report());
  else void newcomer().then((seen) => process.send?.(seen));
});
// It is killed, and would keep nothing of what it compiled.
flushCompileCache();
process.send?.({});
