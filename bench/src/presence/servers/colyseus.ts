import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { loadPeer } from "../../peers.ts";
import { serve } from "../../servers/serve.ts";

/** What we use of Colyseus. */
interface Core {
  Server: new (options: object) => {
    define(name: string, room: unknown): void;
    listen(port: number, host: string): Promise<unknown>;
  };
  Room: new () => Room;
}

interface Room {
  state: { readonly cursors: Map<string, Cursor> };
  maxClients: number;
  maxMessagesPerSecond: number;
  patchRate: number;
  setState?(state: object): void;
  onMessage(type: string, callback: (client: { sessionId: string }, said: unknown) => void): void;
}

interface Cursor {
  x: number;
  y: number;
}

interface Schema {
  schema(fields: object, name: string): new () => object;
  t: { uint16(): object; map(of: unknown): object };
}

const { Server, Room } = await loadPeer<Core>("@colyseus/core");
const { WebSocketTransport } = await loadPeer<{
  WebSocketTransport: new (options: object) => object;
}>("@colyseus/ws-transport");
const { schema, t } = await loadPeer<Schema>("@colyseus/schema");

const Point = schema({ x: t.uint16(), y: t.uint16() }, "Point");
const Cursors = schema({ cursors: t.map(Point) }, "Cursors");

/** As its documentation has a room: a state that messages write to, and whose patches go out. */
class Plane extends Room {
  override maxClients = 10_000;
  override maxMessagesPerSecond = Infinity;
  override patchRate = 33;
  override state = new Cursors() as Room["state"];

  onCreate(): void {
    this.onMessage("move", ({ sessionId }, said) => {
      const [x, y] = said as readonly [number, number];
      const cursor = this.state.cursors.get(sessionId);
      if (cursor !== undefined) Object.assign(cursor, { x, y });
    });
  }

  onJoin({ sessionId }: { readonly sessionId: string }): void {
    this.state.cursors.set(sessionId, new Point() as Cursor);
  }

  onLeave({ sessionId }: { readonly sessionId: string }): void {
    this.state.cursors.delete(sessionId);
  }
}

const http = createServer();
const server = new Server({
  transport: new WebSocketTransport({ server: http }),
  greet: false,
});
server.define("plane", Plane);
await server.listen(0, "127.0.0.1");
serve((http.address() as AddressInfo).port);
