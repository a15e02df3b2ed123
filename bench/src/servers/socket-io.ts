import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { loadPeer } from "../peers.ts";
import { serve } from "./serve.ts";

/** What we use of Socket.IO's server. */
interface SocketIoModule {
  Server: new (
    http: object,
    options: object,
  ) => {
    on(event: "connection", callback: (socket: Socket) => void): void;
  };
}

interface Socket {
  join(room: string): void;
  to(room: string): { emit(event: string, said: unknown): void };
  on(event: string, callback: (said: unknown, answer: () => void) => void): void;
}

const { Server } = await loadPeer<SocketIoModule>("socket.io");
const http = createServer();
const server = new Server(http, { perMessageDeflate: false });
// Every change goes to the others in the room and is acknowledged; nothing is checked, ordered or kept.
server.on("connection", (socket) => {
  let room = "";
  socket.on("enter", (name, answer) => {
    room = String(name);
    socket.join(room);
    answer();
  });
  socket.on("change", (change, answer) => {
    socket.to(room).emit("change", change);
    answer();
  });
});
http.listen(0, "127.0.0.1", () => serve((http.address() as AddressInfo).port));
