import type { Wire } from "./wire.ts";
import { eachMark, valueOf } from "./wire.ts";
import { ThinSocket } from "./socket.ts";

/** The bare relay sends every frame to everyone in the room; the sender's own copy counts as its ack. */
export const relay: Wire = {
  async connect(port, room, client, heard) {
    const socket = await ThinSocket.open(port, `/${room}`);
    socket.onFrame((frame) => {
      eachMark(frame, (from, n) => (from === client ? heard.ack(n) : heard.peer(from, n)));
    });
    return {
      send(n) {
        const frame = JSON.stringify({ type: "change", room, client, n, at: valueOf(client, n) });
        return socket.send(frame);
      },
      close: () => socket.close(),
    };
  },
};
