import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { serve } from "./serve.ts";

// Every frame goes to everyone in the room, and nothing else is done with it: the floor under all the others.
const rooms = new Map<string, Set<WebSocket>>();
const http = createServer();
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
sockets.on("connection", (socket, request) => {
  const name = request.url ?? "/";
  const room = rooms.get(name) ?? new Set();
  rooms.set(name, room.add(socket));
  socket.on("message", (frame: Buffer) => {
    for (const other of room) other.send(frame, { binary: false });
  });
  socket.on("close", () => room.delete(socket));
});
http.listen(0, "127.0.0.1", () => serve((http.address() as AddressInfo).port));
