import type { Clock, Frame } from "@alongside/core/engine";

/** One open connection, whatever carries it. */
export interface Transport {
  send(frame: Frame): void;
  /** The page may be gone in a moment: what was sent and has not left goes at once. Left out where it has. */
  flush?(): void;
  close(): void;
  /** Bytes that were sent and have not left yet. */
  readonly buffered: number;
}

/** What a transport tells of. After `onClose` it says nothing more. */
export interface TransportHandlers {
  onOpen(): void;
  /** What cannot have been a frame comes as the text that it was. */
  onFrame(frame: Frame): void;
  /**
   * Also when it could not be opened. `code` is a WebSocket close code. `answer` is what somebody else answered in place of an Alongside
   * server, where that can be seen: `404 Not Found`.
   */
  onClose(code: number, reason: string, answer?: string): void;
  /**
   * Another way would do better by now: `up`, what this one stands in for; `down`, one that leaves more room to other pages. It is opened
   * beside this one, and takes over once it works.
   */
  onMove?(to: "up" | "down"): void;
}

/** Opens a connection. Nothing is sent before `onOpen`. `clock` is the client's. */
export type TransportFactory = (
  url: string,
  handlers: TransportHandlers,
  clock: Clock,
) => Transport;
