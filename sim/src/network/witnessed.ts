import { type Frame, parseUp } from "@alongside/core/engine";
import type { TransportFactory } from "@alongside/client";
import type { RequestInfo } from "@alongside/server";
import type { Connection, Wire } from "../../../packages/server/src/session/wire.ts";
import type { Listener, Witness } from "./way.ts";

/**
 * Opens a page's connections as `open` does, and shows the witness each frame as it is handed over. Calls `onFirst` with the
 * first frame of each connection.
 */
export function witnessedPage(
  page: number,
  witness: Witness,
  open: TransportFactory,
  onFirst: () => void,
): TransportFactory {
  return (url, handlers, clock) => {
    let isFirst = true;
    const seats = new Map<number, string>();
    const onFrame = (frame: Frame): void => {
      if (isFirst) onFirst();
      isFirst = false;
      const after = witness.delivering(page, frame, seats);
      handlers.onFrame(frame);
      after();
    };
    const { onOpen, onClose } = handlers;
    const transport = open(url, { onOpen, onFrame, onClose }, clock);
    return {
      send(frame) {
        noteSeat(seats, String(frame));
        transport.send(frame);
      },
      flush: () => transport.flush?.(),
      close: () => transport.close(),
      get buffered() {
        return transport.buffered;
      },
    };
  };
}

/** Accepts a connection over HTTP, and shows the witness what it says and is told. */
export function witnessedAccept(
  witness: Witness,
  accept: Listener["accept"],
  wire: Wire,
  request: RequestInfo,
): Connection {
  const page = Number(request.headers["x-page"]);
  const seats = new Map<number, string>();
  const connection = accept(
    {
      send(frame) {
        witness.sent(page, frame, seats);
        wire.send(frame);
      },
      sendPieces(pieces) {
        witness.sent(page, Buffer.concat(pieces).toString(), seats);
        wire.sendPieces?.(pieces);
      },
      close: (code, reason) => wire.close(code, reason),
      get buffered() {
        return wire.buffered;
      },
      get isCrowded() {
        return wire.isCrowded ?? false;
      },
    },
    request,
  );
  return {
    receive(frame) {
      const text = String(frame);
      witness.received(page, text);
      noteSeat(seats, text);
      connection.receive(frame);
    },
    closed: () => connection.closed(),
    get messageBytes() {
      return connection.messageBytes;
    },
  };
}

/** Keeps which room a seat is in, where a frame of the client's asks for one. */
export function noteSeat(seats: Map<number, string>, frame: string): void {
  if (!frame.startsWith('["j"')) return;
  const join = parseUp(frame);
  if (join.type === "join") seats.set(join.seat, join.room);
}
