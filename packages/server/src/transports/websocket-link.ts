import type { Duplex } from "node:stream";
import { closeCodeOf, type Code } from "@alongside/core/engine";
import { WebSocket } from "ws";
import type { Connection, Wire } from "../session/wire.ts";
import { CLOSE_TIMEOUT_MS, FAREWELL_BYTES } from "./endpoint.ts";
import { type FaultySocket, listenTo, type SocketListener, TOO_BIG } from "./faulty-socket.ts";
import { Incoming } from "./incoming.ts";
import { Outlet, type WritePart } from "./outlet.ts";
import { partHeader, payloadOf } from "./text-frame.ts";
import type { WebSockets } from "./websocket.ts";

/** One WebSocket: what the session writes to, and what calls the session. */
export class WebSocketLink implements Wire, SocketListener {
  readonly address: string;
  readonly #owner: WebSockets;
  readonly #ws: FaultySocket;
  readonly #socket: Duplex;
  readonly #outlet: Outlet;
  readonly #incoming: Incoming;
  #connection: Connection | undefined;
  #isHeard = true;
  #isEnding = false;
  #isAtFault = false;
  #cancelCut: (() => void) | undefined;

  constructor(owner: WebSockets, ws: FaultySocket, socket: Duplex, address: string) {
    this.address = address;
    this.#owner = owner;
    this.#ws = ws;
    this.#socket = socket;
    this.#incoming = new Incoming(this, owner.options);
    const writePart: WritePart = (part, isFirst, isLast, onLeft) => {
      socket.cork();
      socket.write(partHeader(part.length, isFirst, isLast));
      socket.write(part, onLeft);
      socket.uncork();
    };
    const { unread } = owner.options.shared;
    this.#outlet = new Outlet(socket, writePart, (bytes) => {
      if (!this.#isEnding) unread.set(this, bytes);
    });
    listenTo(ws, this);
    // Before `ws` reads it, and so before the message that it completes is heard.
    socket.prependListener("data", (chunk: Buffer) => this.#onData(chunk.length));
  }

  connect(connection: Connection): void {
    this.#connection = connection;
  }

  // What comes.

  #onData(bytes: number): void {
    // A large message over a slow link takes longer than a ping waits for its answer, which comes behind it.
    this.#isHeard = true;
    // After a wrong frame, what comes is not kept.
    if (this.#isAtFault) return;
    const unfinished = this.#incoming.add(bytes);
    const most = this.#connection?.messageBytes ?? 0;
    // Above `messageBytes`, `ws` sees to it.
    if (unfinished <= most || most >= this.#owner.options.limits.messageBytes) return;
    if (!this.#isEnding)
      this.farewell("limit.greeting", `Before welcome at most ${most} bytes are sent`);
  }

  onMessage(data: Buffer, isBinary: boolean): void {
    this.#incoming.isWhole();
    this.#owner.figures.bytesIn += data.length;
    if (isBinary) this.refuse("message.invalid", "Messages are text frames, got a binary one");
    else this.#tell((connection) => connection.receive(data.toString()));
  }

  onControl(data: Buffer): void {
    this.#incoming.isControl(data.length);
  }

  onFault(code: number): void {
    this.#isAtFault = true;
    this.#incoming.isWhole();
    if (code === TOO_BIG) {
      const { messageBytes } = this.#owner.options.limits;
      this.refuse("message.too-big", `A message has at most ${messageBytes} bytes`);
    } else {
      this.refuse("message.invalid", "A frame was not one of WebSocket's, or not UTF-8");
    }
  }

  onClose(): void {
    this.#cancelCut?.();
    this.#end();
    this.#incoming.isWhole();
    // A part that did not leave has kept the whole message until now.
    this.#owner.options.shared.unread.set(this, 0);
    this.#owner.forget(this);
    this.#tell((connection) => connection.closed());
  }

  // What goes.

  get buffered(): number {
    return this.#outlet.waiting;
  }

  get isCrowded(): boolean {
    const { unread } = this.#owner.options.shared;
    return unread.isScarce || unread.isFullFor(this.address);
  }

  send(text: string): void {
    if (!this.#isEnding && this.#ws.readyState === WebSocket.OPEN) this.#put(text);
  }

  sendPieces(pieces: readonly Buffer[]): void {
    if (this.#isEnding || this.#ws.readyState !== WebSocket.OPEN) return;
    for (const piece of pieces) this.#owner.figures.bytesOut += piece.length;
    this.#outlet.push(...pieces);
  }

  close(code: number, reason: string): void {
    if (this.#isEnding) return;
    this.#end();
    // Who has said nothing is not waited for either.
    this.#farewell(code, reason, reason === "auth.timeout");
  }

  /** Ends the connection for something that the session never sees. */
  refuse(code: Code, message: string): void {
    this.#refuse(code, message, false);
  }

  /** The same, without waiting for the peer: it is not read any more. */
  farewell(code: Code, message: string): void {
    if (this.#isEnding) this.cut();
    else this.#refuse(code, message, true);
  }

  #refuse(code: Code, message: string, isFinal: boolean): void {
    if (this.#isEnding) return;
    this.#end();
    this.#put(JSON.stringify({ type: "bye", code, message }));
    this.#farewell(closeCodeOf(code), code, isFinal);
    this.#tell((connection) => connection.closed());
  }

  #put(text: string): void {
    const frame = this.#owner.frame(text);
    this.#owner.figures.bytesOut += frame.length;
    if (!this.#outlet.mayPass(frame.length)) return this.#outlet.push(payloadOf(frame));
    this.#owner.corks.hold(this.#socket);
    // Past `ws`, which would encode the text again for each connection. Without compression it keeps no queue of its own.
    this.#socket.write(frame);
  }

  /** It ends, and counts for its address no more. */
  #end(): void {
    this.#isEnding = true;
    this.#owner.letGo(this);
  }

  /** Says goodbye after what waits, or instead of it where that is much. */
  #farewell(code: number, reason: string, isFinal: boolean): void {
    const { clock, shared } = this.#owner.options;
    shared.ended.add(this);
    this.#cancelCut = clock.after(CLOSE_TIMEOUT_MS, () => this.cut());
    this.#outlet.shorten(FAREWELL_BYTES);
    this.#outlet.whenSent(() => {
      this.#ws.close(code, reason);
      if (isFinal) this.#socket.end(() => this.cut());
    });
  }

  /** Finds out whether the other end is gone without a word. */
  ping(): void {
    if (!this.#isHeard) return this.cut();
    this.#isHeard = false;
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.ping();
  }

  /** Ends a connection that does not take what was sent, or whose message does not end. */
  look(now: number): void {
    if (this.#isEnding) return;
    const { limits, shared } = this.#owner.options;
    // The fewer bytes there are for others, the sooner.
    const slowMs = shared.unread.isScarce ? limits.slowMs / 6 : limits.slowMs;
    if (this.#outlet.isStuck(now, slowMs))
      this.refuse("limit.slow-reader", `Almost nothing was read for ${slowMs} ms`);
    else if (this.#incoming.isLate(now))
      this.farewell("limit.unfinished", `A message did not end within ${limits.requestMs} ms`);
  }

  overBudget(): void {
    if (this.#isEnding) this.cut();
    else this.refuse("limit.slow-reader", "Too much waits to be read");
  }

  cut(): void {
    this.#ws.terminate();
  }

  /** What a session throws ends this connection, and nothing else. */
  #tell(say: (connection: Connection) => void): void {
    if (this.#connection === undefined) return;
    try {
      say(this.#connection);
    } catch (error) {
      this.#owner.options.onError(error);
      this.cut();
    }
  }
}
