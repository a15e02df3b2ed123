import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { loadPeer } from "../peers.ts";
import { serve } from "./serve.ts";

interface YWebsocketServer {
  setupWSConnection(socket: WebSocket, request: IncomingMessage): void;
}

// As its documentation shows, in memory only: it has no store of its own.
const { setupWSConnection } = await loadPeer<YWebsocketServer>("@y/websocket-server/utils");
const http = createServer();
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
sockets.on("connection", setupWSConnection);
http.listen(0, "127.0.0.1", () => serve((http.address() as AddressInfo).port));
