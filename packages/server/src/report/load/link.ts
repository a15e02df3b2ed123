import type { Transport, TransportFactory } from "@alongside/client";
import { WebSocket } from "ws";

/** What has gone over the links of some people, counted. */
export class Traffic {
  messages = 0;
  bytes = 0;
  /** How often the server has said that it hears nobody for a while, as too much was sent. */
  pauses = 0;

  note(frame: { readonly length: number }): void {
    this.messages += 1;
    this.bytes += frame.length;
  }
}

/** What a link of a page is watched for. */
export interface Tap {
  readonly traffic: Traffic;
  /** The page has taken in a frame, and its subscribers have been called. */
  onTaken?(frame: string | Uint8Array): void;
  /** Called with what breaks the link as a network would, each time that one is opened. */
  onLink?(breakIt: () => void): void;
}

/** Opens a WebSocket of no page: nothing is compressed, as between a browser and a server of ours. */
export function openSocket(url: string): WebSocket {
  const socket = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: 5000 });
  socket.binaryType = "nodebuffer";
  return socket;
}

/** A client's transport that is watched. */
export function tapped(tap: Tap): TransportFactory {
  return (url, handlers): Transport => {
    const socket = openSocket(url);
    let isOver = false;
    let answer: string | undefined;
    const end = (code: number, reason: string): void => {
      if (isOver) return;
      isOver = true;
      handlers.onClose(code, reason, answer);
    };
    socket.on("open", () => {
      if (isOver) return;
      tap.onLink?.(() => {
        socket.terminate();
        end(1006, "");
      });
      handlers.onOpen();
    });
    socket.on("message", (data: Buffer, isBinary) => {
      if (isOver) return;
      tap.traffic.note(data);
      const frame = isBinary ? new Uint8Array(data) : data.toString();
      handlers.onFrame(frame);
      tap.onTaken?.(frame);
    });
    socket.on("unexpected-response", (request, response) => {
      answer = `${response.statusCode ?? ""} ${response.statusMessage ?? ""}`.trim();
      request.destroy();
      end(1006, "");
    });
    socket.on("error", () => end(1006, ""));
    socket.on("close", (code, reason) => end(code, reason.toString()));
    return {
      send(frame) {
        if (socket.readyState !== WebSocket.OPEN) return;
        tap.traffic.note(frame);
        socket.send(frame);
      },
      close() {
        isOver = true;
        socket.close();
      },
      get buffered() {
        return socket.bufferedAmount;
      },
    };
  };
}
