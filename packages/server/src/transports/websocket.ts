import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type Code, CODES } from "@alongside/core";
import { WebSocket, WebSocketServer } from "ws";
import type { Limits } from "../limits.ts";
import type { Connection, Wire } from "../session/wire.ts";
import { Corks } from "./corks.ts";
import type { EndpointFigures, EndpointOptions } from "./endpoint.ts";
import { textFrame } from "./text-frame.ts";

/** How long a closed connection may take to answer the close before it is cut. */
const CLOSE_TIMEOUT_MS = 5000;

/** Carries sessions over WebSocket, one message a text frame. */
export class WebSockets {
  readonly figures: EndpointFigures = { connections: 0, bytesIn: 0, bytesOut: 0 };
  readonly corks = new Corks();
  readonly options: EndpointOptions;
  readonly #server: ReturnType<typeof socketServer>;
  readonly #links = new Set<Link>();
  #cancelPing: (() => void) | undefined;
  #onEmpty: (() => void) | undefined;
  #isClosed = false;
  /** The last frame and its bytes: a room sends one text to all of its readers. */
  #text = "";
  #frame = textFrame("");

  constructor(options: EndpointOptions) {
    this.options = options;
    this.#server = socketServer(options.limits);
  }

  /** Takes over a socket whose HTTP request asks for an upgrade. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.options.gate.refusal(request.headers);
    if (this.#isClosed) {
      refuseUpgrade(socket, "503 Service Unavailable", "The server is going away");
    } else if (refusal !== undefined) {
      refuseUpgrade(socket, "403 Forbidden", refusal);
    } else {
      this.#server.handleUpgrade(request, socket, head, (ws) => this.#open(ws, socket, request));
    }
  }

  /** Waits for the peers of connections that are being closed, then cuts those that do not answer. */
  async close(timeoutMs = 2000): Promise<void> {
    this.#isClosed = true;
    this.#cancelPing?.();
    this.#cancelPing = undefined;
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
    if (text !== this.#text) {
      this.#frame = textFrame(text);
      this.#text = text;
    }
    return this.#frame;
  }

  #open(ws: FaultySocket, socket: Duplex, request: IncomingMessage): void {
    const { limits, address: addressOf } = this.options;
    const address = addressOf(request);
    const link = new Link(this, ws, socket, address);
    const count = this.options.addresses.add(address);
    this.#links.add(link);
    this.figures.connections = this.#links.size;
    if (count > limits.connectionsPerAddress) {
      link.refuse(
        "limit.connections",
        `More than ${limits.connectionsPerAddress} connections from ${address}`,
      );
      return;
    }
    link.connect(
      this.options.accept(link, { url: request.url ?? "/", headers: request.headers, address }),
    );
    this.#cancelPing ??= this.options.clock.after(limits.pingMs, () => this.#ping());
  }

  /** A connection is over. */
  forget(link: Link): void {
    this.options.addresses.remove(link.address);
    this.#links.delete(link);
    this.figures.connections = this.#links.size;
    if (this.#links.size === 0) this.#onEmpty?.();
  }

  /** Finds sockets whose other end is gone without a word: nothing came from them since the last time. */
  #ping(): void {
    for (const link of this.#links) link.ping();
    const again = this.#links.size > 0 && !this.#isClosed;
    this.#cancelPing = again
      ? this.options.clock.after(this.options.limits.pingMs, () => this.#ping())
      : undefined;
  }
}

/** One WebSocket: what the session writes to, and what calls the session. */
class Link implements Wire {
  readonly address: string;
  readonly #owner: WebSockets;
  readonly #ws: FaultySocket;
  readonly #socket: Duplex;
  #connection: Connection | undefined;
  #isHeard = true;

  constructor(owner: WebSockets, ws: FaultySocket, socket: Duplex, address: string) {
    this.address = address;
    this.#owner = owner;
    this.#ws = ws;
    this.#socket = socket;
    ws.link = this;
    // One function each for all of them: most connections are idle, and closures would be much of what they cost.
    ws.on("message", onMessage);
    ws.on("ping", onPing);
    ws.on("pong", onPong);
    ws.on("close", onClose);
    ws.on("error", onError);
  }

  connect(connection: Connection): void {
    this.#connection = connection;
  }

  onMessage(data: Buffer, isBinary: boolean): void {
    this.#isHeard = true;
    this.#owner.figures.bytesIn += data.length;
    if (isBinary) this.refuse("message.invalid", "Messages are text frames, got a binary one");
    else this.#connection?.receive(data.toString());
  }

  onPing(): void {
    this.#isHeard = true;
    if (this.buffered > this.#owner.options.limits.bufferedBytes)
      this.refuse("limit.slow-reader", "Pings came, and nothing was read");
  }

  onPong(): void {
    this.#isHeard = true;
  }

  onClose(): void {
    this.#owner.forget(this);
    this.#connection?.closed();
  }

  get buffered(): number {
    return this.#ws.bufferedAmount;
  }

  send(text: string): void {
    if (this.#ws.readyState !== WebSocket.OPEN) return;
    const frame = this.#owner.frame(text);
    this.#owner.figures.bytesOut += frame.length;
    this.#owner.corks.hold(this.#socket);
    // Past `ws`, which would encode the text again for each connection. Without compression it keeps no queue of its own.
    this.#socket.write(frame);
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, reason);
  }

  /** Ends the connection for something that the session never sees. */
  refuse(code: Code, message: string): void {
    this.send(JSON.stringify({ type: "bye", code, message }));
    const info = CODES[code];
    this.close("close" in info ? info.close : CODES["message.invalid"].close, code);
    this.#connection?.closed();
  }

  ping(): void {
    if (!this.#isHeard) return this.cut();
    this.#isHeard = false;
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.ping();
  }

  cut(): void {
    this.#ws.terminate();
  }

  onFault(code: number): void {
    if (code === TOO_BIG) {
      this.refuse(
        "message.too-big",
        `A message has at most ${this.#owner.options.limits.messageBytes} bytes`,
      );
    } else {
      this.refuse("message.invalid", "A frame was not one of WebSocket's, or not UTF-8");
    }
  }
}

const TOO_BIG = 1009;
/** What `ws` closes with for a frame that is wrong: protocol error, not UTF-8, policy, too big. */
const FAULTS = new Set([1002, 1007, 1008, TOO_BIG]);

/** Closes with our own codes where `ws` would use the general ones: those say what to do next. */
class FaultySocket extends WebSocket {
  link: Link | undefined;
  #isAtFault = false;

  override close(code?: number, reason?: string | Buffer): void {
    const isFault = code !== undefined && FAULTS.has(code) && !this.#isAtFault;
    if (isFault && this.link !== undefined && this.readyState === WebSocket.OPEN) {
      this.#isAtFault = true;
      this.link.onFault(code);
    } else {
      super.close(code, reason);
    }
  }
}

/** `ws` calls its listeners with the socket as `this`. */
function linkOf(ws: WebSocket): Link | undefined {
  return (ws as FaultySocket).link;
}

function onMessage(this: WebSocket, data: Buffer, isBinary: boolean): void {
  linkOf(this)?.onMessage(data, isBinary);
}

function onPing(this: WebSocket): void {
  linkOf(this)?.onPing();
}

function onPong(this: WebSocket): void {
  linkOf(this)?.onPong();
}

function onClose(this: WebSocket): void {
  linkOf(this)?.onClose();
}

/** What went wrong is told by the close that follows. */
function onError(): void {}

function socketServer(limits: Limits) {
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.messageBytes,
    closeTimeout: CLOSE_TIMEOUT_MS,
    WebSocket: FaultySocket,
  };
  return new WebSocketServer(options);
}

function refuseUpgrade(socket: Duplex, status: string, message: string): void {
  socket.on("error", () => {});
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`,
  );
}
