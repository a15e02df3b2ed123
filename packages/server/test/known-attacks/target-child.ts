// A server to attack, in a process of its own: what would end a process must be seen to end one.
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { flushCompileCache } from "node:module";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { createServer } from "../../src/server.ts";
import { memory } from "../../src/store/memory.ts";
import { Board } from "../live/server.ts";

const [kind, limits = "{}"] = process.argv.slice(2);

const server = createServer({
  rooms: [Board],
  store: memory(),
  limits: JSON.parse(limits) as object,
  log: () => undefined,
  onError: (error) => process.send?.({ error: String(error) }),
  // As behind a proxy, so that a test may come from several.
  ...(kind !== "direct" && {
    address: ({ headers, socket }: IncomingMessage) =>
      String(headers["x-from"] ?? socket.remoteAddress),
  }),
  ...(kind === "slow" && { authenticate: () => new Promise<never>(() => {}) }),
  files: fileURLToPath(new URL(".", import.meta.url)),
});

let port: number;
if (kind === "listening" || kind === "direct" || kind === "slow") {
  ({ port } = await server.listen(0, "127.0.0.1"));
} else {
  const own = createHttpServer((_request, response) => response.end("the team's page"));
  if (kind === "attached with upgrades") {
    own.on("upgrade", ({ url }, socket) => {
      if (url === "/hmr") socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n");
    });
  }
  server.attach(own);
  await new Promise<void>((resolve) => own.listen(0, "127.0.0.1", resolve));
  ({ port } = own.address() as AddressInfo);
}

// It is killed, and would keep nothing of what it compiled.
flushCompileCache();
process.send?.({ port });
process.on("message", (order) => {
  if (order === "memory") process.send?.({ memory: memoryNow() });
  else void fill(order as number).then(() => process.send?.({ filled: order }));
});

/** Makes `board:big` so large, in MB. */
async function fill(megabytes: number): Promise<void> {
  const room = server.room(Board, "big");
  for (let i = 0; i < megabytes; i++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await room.update((doc) => void doc.shapes.push({ kind: "x".repeat(1e6) }));
  }
}

/** What the process holds, in bytes. */
function memoryNow(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
