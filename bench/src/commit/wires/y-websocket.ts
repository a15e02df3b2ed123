import type { Wire } from "./wire.ts";
import { eachMark } from "./wire.ts";
import { ThinSocket } from "./socket.ts";
import { varUint, YjsUpdates, type YjsWrite } from "./yjs-updates.ts";

const SYNC = 0;
const UPDATE = 2;
const HEAD = Buffer.from([SYNC, UPDATE]);

/** y-websocket sends every update to everyone, its author too; it has no acks, so the author's own copy counts as one. */
export function yWebsocket(write: YjsWrite): Wire {
  let updates: YjsUpdates | undefined;
  return {
    async prepare(clients, count) {
      updates = await YjsUpdates.make(clients, count, write);
    },
    async connect(port, room, client, heard) {
      const made = (updates ??= await YjsUpdates.make(0, 0, write));
      const socket = await ThinSocket.open(port, `/${room}`);
      socket.onFrame((frame) => {
        eachMark(frame, (from, n) => (from === client ? heard.ack(n) : heard.peer(from, n)));
      });
      return {
        send(n) {
          const update = made.of(client, n);
          const frame = Buffer.concat([HEAD, varUint(update.length), update]);
          return socket.send(frame);
        },
        close: () => socket.close(),
      };
    },
  };
}
