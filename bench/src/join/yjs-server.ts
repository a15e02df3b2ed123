import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { loadPeer } from "../peers.ts";
import { pointOf, shapeOf } from "../rooms.ts";
import { serve } from "../servers/serve.ts";
import { INSERTS, recordsPerInsert, ROOMS, type RoomName } from "./rooms.ts";

/** What we use of Yjs and its server. */
interface Yjs {
  Doc: new () => Doc;
  Map: new () => YMap;
  applyUpdate(doc: Doc, update: Uint8Array): void;
  encodeStateAsUpdate(doc: Doc): Uint8Array;
}

interface Doc {
  clientID: number;
  getArray(name: string): { push(values: readonly unknown[]): void; toArray(): readonly YMap[] };
  transact(fn: () => void): void;
}

interface YMap {
  set(key: string, value: unknown): void;
}

interface YWebsocketServer {
  setupWSConnection(socket: WebSocket, request: IncomingMessage): void;
  getYDoc(name: string): Doc;
}

const Y = await loadPeer<Yjs>("yjs");
const { setupWSConnection, getYDoc } = await loadPeer<YWebsocketServer>(
  "@y/websocket-server/utils",
);

/** The ids of the people who write, in turn. */
const PEOPLE = [101, 102, 103, 104];

// The same changes by four people, who have left: what the server then holds in memory.
for (const name of Object.keys(ROOMS) as RoomName[]) {
  const { entries } = ROOMS[name];
  const author = new Y.Doc();
  const items = author.getArray("items");
  const each = recordsPerInsert(ROOMS[name]);
  for (let i = 0; i < INSERTS; i++) {
    author.transact(() => {
      const made = Array.from({ length: each }, (_, j) => {
        const record = new Y.Map();
        for (const [field, value] of Object.entries(shapeOf(i * each + j)))
          record.set(field, value);
        return record;
      });
      items.push(made);
    });
  }
  const records = items.toArray();
  for (let n = INSERTS; n < entries; n++) {
    author.clientID = PEOPLE[n % PEOPLE.length] ?? 0;
    records[(n * 7919) % records.length]?.set("at", pointOf(n));
  }
  Y.applyUpdate(getYDoc(name), Y.encodeStateAsUpdate(author));
}

const http = createServer();
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
sockets.on("connection", setupWSConnection);
http.listen(0, "127.0.0.1", () => serve((http.address() as AddressInfo).port));
