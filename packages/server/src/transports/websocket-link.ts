import type { Frame } from "@alongside/core/engine";
import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import type { Corks } from "./corks.ts";
import type { Encoded } from "./encoded.ts";
import { CLOSE_TIMEOUT_MS, type Endpoint, FAREWELL_BYTES } from "./endpoint.ts";
import { type FaultySocket, type SocketListener, TOO_BIG } from "./faulty-socket.ts";
import { Incoming } from "./incoming.ts";
import { Link } from "./link.ts";
import { Outlet, type WritePart } from "./outlet.ts";
import { partHeader, payloadOf } from "./message-frame.ts";

/** What one WebSocket is made of. */
interface Around {
  readonly ws: FaultySocket;
  /** The socket that `ws` reads and writes. */
  readonly socket: Duplex;
  /** Frames and corks of all WebSockets of the endpoint. */
  readonly frames: Encoded;
  readonly corks: Corks;
}

/** One WebSocket. */
export class WebSocketLink extends Link implements SocketListener {
  readonly #around: Around;
  readonly #outlet: Outlet;
  readonly #incoming: Incoming;
  #isHeard = true;
  #isAtFault = false;
  #cancelCut: (() => void) | undefined;

  constructor(endpoint: Endpoint, address: string, around: Around) {
    super(endpoint, address);
    const { ws, socket } = (this.#around = around);
    this.#incoming = new Incoming(this, endpoint);
    const writePart: WritePart = (part, of, onLeft) => {
      socket.cork();
      socket.write(partHeader(part.length, of));
      socket.write(part, onLeft);
      socket.uncork();
    };
    this.#outlet = new Outlet(socket, writePart, (bytes) => {
      if (!this.isEnding) endpoint.unread.set(this, bytes);
    });
    ws.listener = this;
    // Before `ws` reads it, and so before the message that it completes is heard.
    socket.prependListener("data", (chunk: Buffer) => this.#onData(chunk.length));
  }

  // What comes.

  #onData(bytes: number): void {
    // A large message over a slow link takes longer than a ping waits for its answer, which comes behind it.
    this.#isHeard = true;
    // After a wrong frame, what comes is not kept.
    if (this.#isAtFault) return;
    const unfinished = this.#incoming.add(bytes);
    const most = this.messageBytes;
    // Above `messageBytes`, `ws` sees to it.
    if (unfinished <= most || most >= this.endpoint.limits.messageBytes) return;
    if (!this.isEnding)
      this.farewell("limit.greeting", `Before welcome at most ${most} bytes are sent`);
  }

  onMessage(data: Buffer, isBinary: boolean): void {
    this.#incoming.isWhole();
    this.endpoint.figures.bytesIn += data.length;
    try {
      // A copy, as `ws` may have it in the memory of a whole packet.
      this.receive(isBinary ? new Uint8Array(data) : data.toString());
    } catch (error) {
      this.endpoint.failed(this, error);
    }
  }

  onControl(data: Buffer): void {
    this.#incoming.isControl(data.length);
  }

  onFault(code: number): void {
    this.#isAtFault = true;
    this.#incoming.isWhole();
    if (code === TOO_BIG) {
      const { messageBytes } = this.endpoint.limits;
      this.refuse("message.too-big", `A message has at most ${messageBytes} bytes`);
    } else {
      this.refuse("message.invalid", "A frame was not one of WebSocket's, or not UTF-8");
    }
  }

  onClose(): void {
    this.#cancelCut?.();
    this.#incoming.isWhole();
    this.gone();
  }

  override pause(): void {
    super.pause();
    this.#around.ws.pause();
  }

  override resume(): void {
    super.resume();
    this.#isHeard = true;
    this.#incoming.goOn();
    this.#around.ws.resume();
  }

  // What goes.

  get buffered(): number {
    return this.#outlet.waiting;
  }

  get isLeaving(): boolean {
    return true;
  }

  protected put(content: Frame): number {
    const { ws, socket, frames, corks } = this.#around;
    if (ws.readyState !== WebSocket.OPEN) return 0;
    const frame = frames.of(content);
    if (this.#outlet.mayPass(frame.length)) {
      corks.hold(socket);
      // Past `ws`, which would encode the text again for each connection (decision 12, `npm run bench -- crowd`). Without compression
      // it keeps no queue of its own.
      socket.write(frame);
    } else if (typeof content === "string") this.#outlet.push(payloadOf(frame));
    else this.#outlet.pushBytes(payloadOf(frame));
    return frame.length;
  }

  protected putPieces(pieces: readonly Buffer[]): void {
    if (this.#around.ws.readyState === WebSocket.OPEN) this.#outlet.push(...pieces);
  }

  /** Says goodbye after what waits, or instead of it where that is much. */
  protected finish(code: number, reason: string, isFinal: boolean): void {
    const { ws, socket } = this.#around;
    this.#cancelCut = this.endpoint.clock.after(CLOSE_TIMEOUT_MS, () => this.cut());
    // The peer's own goodbye has to be read.
    if (this.isPaused) this.resume();
    this.#outlet.shorten(FAREWELL_BYTES);
    this.#outlet.whenSent(() => {
      ws.close(code, reason);
      if (isFinal) socket.end(() => this.cut());
    });
  }

  protected beat(): void {
    if (!this.#isHeard) return this.cut();
    this.#isHeard = false;
    const { ws } = this.#around;
    if (ws.readyState === WebSocket.OPEN) ws.ping();
  }

  protected isStuck(now: number, ms: number): boolean {
    return this.#outlet.isStuck(now, ms);
  }

  override look(now: number): void {
    super.look(now);
    if (!this.isEnding && !this.isPaused && this.#incoming.isLate(now)) {
      const { requestMs } = this.endpoint.limits;
      this.farewell("limit.unfinished", `A message did not end within ${requestMs} ms`);
    }
  }

  cut(): void {
    this.#around.ws.terminate();
  }

  /** Its close tells the session. */
  lost(): void {
    this.cut();
  }
}
