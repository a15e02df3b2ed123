import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Limits } from "../limits.ts";
import { Corks } from "./corks.ts";
import {
  CLOSE_TIMEOUT_MS,
  type EndpointFigures,
  type EndpointOptions,
  lookEvery,
} from "./endpoint.ts";
import { FaultySocket } from "./faulty-socket.ts";
import { PART_BYTES } from "./outlet.ts";
import { Rounds } from "./rounds.ts";
import { textFrame } from "./text-frame.ts";
import { WebSocketLink } from "./websocket-link.ts";

/** Pieces of memory in which a message may come. In the smallest packets of the internet, 2 MB are 3,900. */
const MOST_CHUNKS = 4096;
/** Frames in which a message may come. Libraries make them of 4 KB or more. */
const MOST_FRAMES = 1024;

const EMPTY = textFrame("");

/** Carries sessions over WebSocket, one message a text frame, or several when it is large. */
export class WebSockets {
  readonly figures: EndpointFigures = { connections: 0, bytesIn: 0, bytesOut: 0 };
  readonly corks = new Corks();
  readonly options: EndpointOptions;
  readonly #server: ReturnType<typeof socketServer>;
  readonly #links = new Set<WebSocketLink>();
  /** Those that count for the limit of their address. */
  readonly #counted = new Set<WebSocketLink>();
  readonly #rounds: readonly Rounds<WebSocketLink>[];
  #onEmpty: (() => void) | undefined;
  #isClosed = false;
  /** The last frame and its bytes: a room sends one text to all of its readers. */
  #text = "";
  #frame = EMPTY;

  constructor(options: EndpointOptions) {
    const { limits, clock } = options;
    this.options = options;
    this.#server = socketServer(limits);
    this.#rounds = [
      new Rounds(clock, limits.pingMs, this.#links, (link) => this.#try(link, () => link.ping())),
      new Rounds(clock, lookEvery(limits), this.#links, (link) =>
        this.#try(link, () => link.look(clock.now())),
      ),
    ];
  }

  /** Takes over a socket whose HTTP request asks for an upgrade. Somebody has to listen to the socket's errors already. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#try({ cut: () => socket.destroy() }, () => {
      const refusal = this.options.gate.refusal(request.headers);
      if (this.#isClosed) {
        refuseUpgrade(socket, "503 Service Unavailable", "The server is going away");
      } else if (refusal !== undefined) {
        refuseUpgrade(socket, "403 Forbidden", refusal);
      } else {
        const address = this.options.address(request);
        this.#server.handleUpgrade(request, socket, head, (ws) =>
          this.#open(ws, socket, request, address),
        );
      }
    });
  }

  /** Waits for the peers of connections that are being closed, then cuts those that do not answer. */
  async close(timeoutMs = 2000): Promise<void> {
    this.#isClosed = true;
    for (const rounds of this.#rounds) rounds.stop();
    if (this.#links.size === 0) return;
    let cancel: (() => void) | undefined;
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
      cancel = this.options.clock.after(timeoutMs, resolve);
    });
    cancel?.();
    for (const link of this.#links) link.cut();
  }

  /** The frame of `text`, made once however many connections it goes to. */
  frame(text: string): Buffer {
    if (text === this.#text) return this.#frame;
    const frame = textFrame(text);
    // A large one goes to all who get it in one turn, and is not kept for longer.
    if (frame.length > PART_BYTES && this.#frame.length <= PART_BYTES)
      setImmediate(() => this.#keep("", EMPTY));
    this.#keep(text, frame);
    return frame;
  }

  #keep(text: string, frame: Buffer): void {
    this.#text = text;
    this.#frame = frame;
  }

  /** A connection has ended, and its address may have another one. */
  letGo(link: WebSocketLink): void {
    if (!this.#counted.delete(link)) return;
    this.options.shared.connections.remove(link.address);
    this.figures.connections = this.#counted.size;
  }

  /** A connection is gone. */
  forget(link: WebSocketLink): void {
    this.options.shared.ended.delete(link);
    this.#links.delete(link);
    if (this.#links.size === 0) this.#onEmpty?.();
  }

  #open(ws: FaultySocket, socket: Duplex, request: IncomingMessage, address: string): void {
    const { limits, accept, shared } = this.options;
    const link = new WebSocketLink(this, ws, socket, address);
    this.#links.add(link);
    if (!shared.connections.add(address)) {
      const most = limits.connectionsPerAddress;
      // It does not count, so nothing is kept for it either.
      return link.farewell("limit.connections", `More than ${most} connections from ${address}`);
    }
    this.#counted.add(link);
    this.figures.connections = this.#counted.size;
    link.connect(accept(link, { url: request.url ?? "/", headers: request.headers, address }));
    for (const rounds of this.#rounds) rounds.start();
  }

  /** What is thrown ends one link, and is reported. */
  #try(link: { cut(): void }, fn: () => void): void {
    try {
      fn();
    } catch (error) {
      this.options.onError(error);
      link.cut();
    }
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
