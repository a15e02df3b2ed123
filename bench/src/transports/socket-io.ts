import { loadPeer } from "../peers.ts";
import { pointOf } from "../rooms.ts";
import type { Open } from "./table.ts";

/** What we use of Socket.IO's client. */
interface ClientModule {
  io(url: string, options: object): Socket;
}

interface Socket {
  on(event: string, callback: (said: { readonly by: number; readonly x: number }) => void): void;
  emitWithAck(event: string, said: unknown): Promise<unknown>;
  disconnect(): void;
}

/** Opens Socket.IO's client over one transport. */
export function socketIo(transport: "websocket" | "polling"): Open {
  return async (url, room, writer, writers) => {
    const { io } = await loadPeer<ClientModule>("socket.io-client");
    // Otherwise all of them would share one connection.
    const socket = io(url, { transports: [transport], forceNew: true });
    const last = new Map<number, number>();
    socket.on("change", ({ by, x }) => last.set(by, x));
    await socket.emitWithAck("enter", room);
    return {
      write: async (n) => void (await socket.emitWithAck("change", { ...pointOf(n), by: writer })),
      heard: () =>
        Array.from({ length: writers }, (_none, i) => i)
          .filter((other) => other !== writer)
          .map((other) => last.get(other) ?? -1),
      close: () => socket.disconnect(),
    };
  };
}
