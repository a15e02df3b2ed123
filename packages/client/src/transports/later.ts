import type { Transport, TransportFactory } from "../connection/transport.ts";

/** A transport that is loaded when it is needed, which for most it never is. */
export function later(load: () => Promise<TransportFactory>): TransportFactory {
  return (url, handlers, clock) => {
    let transport: Transport | undefined;
    let isOver = false;
    load().then(
      (factory) => {
        if (!isOver) transport = factory(url, handlers, clock);
      },
      () => {
        if (!isOver) handlers.onClose(1006, "");
      },
    );
    return {
      send: (frame) => transport?.send(frame),
      flush: () => transport?.flush?.(),
      close() {
        isOver = true;
        transport?.close();
      },
      get buffered() {
        return transport?.buffered ?? 0;
      },
    };
  };
}
