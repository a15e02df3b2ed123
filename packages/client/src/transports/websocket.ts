import type { TransportFactory } from "../connection/transport.ts";

/** The platform's own WebSocket: browsers, and Node from 22. */
export const webSocket: TransportFactory = (url, handlers) => {
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  let isOver = false;
  socket.addEventListener("open", () => {
    if (!isOver) handlers.onOpen();
  });
  socket.addEventListener("message", ({ data }) => {
    if (!isOver)
      handlers.onFrame(typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer));
  });
  socket.addEventListener("close", ({ code, reason }) => {
    if (isOver) return;
    isOver = true;
    handlers.onClose(code, reason);
  });
  return {
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN)
        socket.send(frame as string | Uint8Array<ArrayBuffer>);
    },
    close: () => {
      isOver = true;
      socket.close();
    },
    get buffered() {
      return socket.bufferedAmount;
    },
  };
};
