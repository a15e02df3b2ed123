import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { serve } from "../../servers/serve.ts";

// What a server that knows nothing but cursors would do: each 33 ms it sends one frame of bytes to all, with the number, x and y of
// everybody who moved, six bytes each. No rights, no room, no names, nobody who is slow: the limit.
const TICK_MS = 33;
const sockets = new Set<WebSocket>();
const moved = new Map<number, Buffer>();
const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on("connection", (socket) => {
  const number = sockets.size;
  sockets.add(socket);
  socket.on("message", (move: Buffer) => {
    const row = Buffer.alloc(6);
    row.writeUInt16LE(number);
    move.copy(row, 2);
    moved.set(number, row);
  });
});
setInterval(() => {
  if (moved.size === 0) return;
  const frame = Buffer.concat([...moved.values()]);
  moved.clear();
  for (const socket of sockets) socket.send(frame);
}, TICK_MS);
http.listen(0, "127.0.0.1", () => serve((http.address() as AddressInfo).port));
