import type { Wire } from "./wire.ts";
import { eachMark } from "./wire.ts";
import { ThinSocket } from "./socket.ts";
import { varString, varUint, YjsUpdates, type YjsWrite } from "./yjs-updates.ts";

const SYNC = 0;
const AUTH = 2;
const SYNC_STATUS = 8;
const STEP_1 = 0;
const UPDATE = 2;

/** Hocuspocus' protocol: frames begin with the document's name; each update is answered by a SyncStatus, in order. */
export function hocuspocus(write: YjsWrite): Wire {
  let updates: YjsUpdates | undefined;
  return {
    async prepare(clients, count) {
      updates = await YjsUpdates.make(clients, count, write);
    },
    async connect(port, room, client, heard) {
      const made = (updates ??= await YjsUpdates.make(0, 0, write));
      const socket = await ThinSocket.open(port, "/");
      const name = varString(room);
      const synced = socket.frameWhere((frame) => frame[name.length] === SYNC);
      // An empty token, an empty version; then an empty state vector.
      socket.send(Buffer.concat([name, Buffer.from([AUTH, 0, 0, 0])]));
      socket.send(Buffer.concat([name, Buffer.from([SYNC, STEP_1, 1, 0])]));
      await synced;
      const head = Buffer.concat([name, Buffer.from([SYNC, UPDATE])]);
      let acked = 0;
      socket.onFrame((frame) => {
        if (frame[name.length] === SYNC_STATUS) {
          if (frame[name.length + 1] !== 1) throw new Error("Hocuspocus refused an update");
          heard.ack(++acked);
        } else {
          eachMark(frame, (from, n) => {
            if (from !== client) heard.peer(from, n);
          });
        }
      });
      return {
        send(n) {
          const update = made.of(client, n);
          const frame = Buffer.concat([head, varUint(update.length), update]);
          return socket.send(frame);
        },
        close: () => socket.close(),
      };
    },
  };
}
