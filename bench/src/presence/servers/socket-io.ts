import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { loadPeer } from "../../peers.ts";
import { serve } from "../../servers/serve.ts";

/** What we use of Socket.IO's server. */
interface SocketIoModule {
  Server: new (
    http: object,
    options: object,
  ) => { on(event: "connection", callback: (socket: Socket) => void): void };
}

interface Socket {
  broadcast: { emit(event: string, ...said: unknown[]): void };
  on(event: string, callback: (said: unknown) => void): void;
}

const { Server } = await loadPeer<SocketIoModule>("socket.io");
const http = createServer();
const server = new Server(http, { perMessageDeflate: false });
let count = 0;
// Each move goes to everybody else as it comes, as its documentation has it.
server.on("connection", (socket) => {
  const number = count++;
  socket.on("move", (cursor) => socket.broadcast.emit("move", { id: number, cursor }));
});
http.listen(0, "127.0.0.1", () => serve((http.address() as AddressInfo).port));
