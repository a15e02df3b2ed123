import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { serve } from "../../servers/serve.ts";

// The first thing one writes: each move is JSON, and goes to everybody else as it comes.
const sockets = new Set<WebSocket>();
const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on("connection", (socket) => {
  const number = sockets.size;
  sockets.add(socket);
  socket.on("message", (move: Buffer) => {
    const { x, y } = JSON.parse(move.toString()) as { x: number; y: number };
    const frame = JSON.stringify({ id: number, cursor: { x, y } });
    for (const other of sockets) if (other !== socket) other.send(frame);
  });
});
http.listen(0, "127.0.0.1", () => serve((http.address() as AddressInfo).port));
