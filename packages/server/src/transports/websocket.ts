import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Limits } from "../limits.ts";
import { Corks } from "./corks.ts";
import { Encoded } from "./encoded.ts";
import { CLOSE_TIMEOUT_MS, type Endpoint } from "./endpoint.ts";
import { FaultySocket } from "./faulty-socket.ts";
import type { OriginGate } from "./origins.ts";
import { messageFrame } from "./message-frame.ts";
import { WebSocketLink } from "./websocket-link.ts";

/** Pieces of memory in which a message may come. In the smallest packets of the internet, 2 MB are 3,900. */
const MOST_CHUNKS = 4096;
/** Frames in which a message may come. Libraries make them of 4 KB or more. */
const MOST_FRAMES = 1024;

/** Opens WebSockets at an endpoint, one message a frame, or several when it is large. */
export class WebSockets {
  readonly #endpoint: Endpoint;
  readonly #gate: OriginGate;
  readonly #address: (request: IncomingMessage) => string;
  readonly #server: ReturnType<typeof socketServer>;
  readonly #corks = new Corks();
  readonly #frames = new Encoded(messageFrame, setImmediate);

  /** `address` says whose connection a request is. */
  constructor(endpoint: Endpoint, gate: OriginGate, address: (request: IncomingMessage) => string) {
    this.#endpoint = endpoint;
    this.#gate = gate;
    this.#address = address;
    this.#server = socketServer(endpoint.limits);
  }

  /** Takes over a socket whose HTTP request asks for an upgrade. Somebody has to listen to the socket's errors already. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const endpoint = this.#endpoint;
    endpoint.try({ lost: () => socket.destroy() }, () => {
      const refusal = this.#gate.refusal(request.headers);
      if (endpoint.isClosed) {
        refuseUpgrade(socket, "503 Service Unavailable", "The server is going away");
      } else if (refusal !== undefined) {
        refuseUpgrade(socket, "403 Forbidden", refusal);
      } else {
        const address = this.#address(request);
        const { url = "/", headers } = request;
        this.#server.handleUpgrade(request, socket, head, (ws) => {
          const around = { ws, socket, frames: this.#frames, corks: this.#corks };
          endpoint.open(new WebSocketLink(endpoint, address, around), { url, headers, address });
        });
      }
    });
  }
}

function socketServer(limits: Limits) {
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.messageBytes,
    maxBufferedChunks: MOST_CHUNKS,
    maxFragments: MOST_FRAMES,
    closeTimeout: CLOSE_TIMEOUT_MS,
    WebSocket: FaultySocket,
  };
  return new WebSocketServer(options);
}

function refuseUpgrade(socket: Duplex, status: string, message: string): void {
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`,
    () => socket.destroy(),
  );
}
