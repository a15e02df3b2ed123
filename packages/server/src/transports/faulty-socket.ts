import { type WebSocket as Peer, WebSocket } from "ws";

/** What hears of a WebSocket that it serves. */
export interface SocketListener {
  onMessage(data: Buffer, isBinary: boolean): void;
  /** A ping or a pong. `ws` answers pings, and cuts who sends them faster than the answers leave. */
  onControl(data: Buffer): void;
  onClose(): void;
  /** A frame was wrong, and `ws` would close with this code. */
  onFault(code: number): void;
}

/** What `ws` closes with for a frame that is larger than allowed. */
export const TOO_BIG = 1009;
/** What `ws` closes with for a frame that is wrong: protocol error, not UTF-8, policy, too big. */
const FAULTS = new Set([1002, 1007, 1008, TOO_BIG]);

/** Closes with our own codes where `ws` would use the general ones: those say what to do next. */
export class FaultySocket extends WebSocket {
  listener: SocketListener | undefined;
  #isAtFault = false;

  override close(code?: number, reason?: string | Buffer): void {
    const isFault = code !== undefined && FAULTS.has(code) && !this.#isAtFault;
    if (isFault && this.listener !== undefined && this.readyState === WebSocket.OPEN) {
      this.#isAtFault = true;
      this.listener.onFault(code);
    } else {
      super.close(code, reason);
    }
  }
}

/** Tells `listener` what happens to `ws`. One function each for all of them: most connections are idle, and closures would be much of what they cost. */
export function listenTo(ws: FaultySocket, listener: SocketListener): void {
  ws.listener = listener;
  ws.on("message", onMessage);
  ws.on("ping", onControl);
  ws.on("pong", onControl);
  ws.on("close", onClose);
  ws.on("error", onError);
}

/** `ws` calls its listeners with the socket as `this`. */
function listenerOf(ws: Peer): SocketListener | undefined {
  return (ws as FaultySocket).listener;
}

function onMessage(this: Peer, data: Buffer, isBinary: boolean): void {
  listenerOf(this)?.onMessage(data, isBinary);
}

function onControl(this: Peer, data: Buffer): void {
  listenerOf(this)?.onControl(data);
}

function onClose(this: Peer): void {
  listenerOf(this)?.onClose();
}

/** What went wrong is told by the close that follows. */
function onError(): void {}
