import type { Wire } from "./wire.ts";
import { eachMark, valueOf } from "./wire.ts";
import { ThinSocket } from "./socket.ts";

/**
 * Liveblocks' client protocol as its Apache-licensed client speaks it: a change is an UPDATE_OBJECT op (3) on the root inside
 * UPDATE_STORAGE (201); the server sends the op back to its author as the acknowledgement.
 */
export const liveblocks: Wire = {
  async connect(port, room, client, heard) {
    const query = `roomId=${room}&pubkey=pk_localdev&version=3.24.2`;
    const socket = await ThinSocket.open(port, `/v8?${query}`);
    const loaded = socket.frameWhere((frame) => frame.includes('"type":211'));
    socket.send('[{"type":200}]');
    await loaded;
    socket.onFrame((frame) => {
      eachMark(frame, (from, n) => (from === client ? heard.ack(n) : heard.peer(from, n)));
    });
    const key = `c${client}`;
    return {
      send(n) {
        const op = {
          type: 3,
          opId: `${client}:${n}`,
          id: "root",
          data: { [key]: valueOf(client, n) },
        };
        const frame = JSON.stringify([{ type: 201, ops: [op] }]);
        return socket.send(frame);
      },
      close: () => socket.close(),
    };
  },
};
