import { WebSocket } from "ws";

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

/**
 * Tells one listener what happens to it, without the table of listeners that an emitter keeps: most connections are idle, and that
 * is much of what they cost. Closes with our own codes where `ws` would use the general ones: those say what to do next.
 */
export class FaultySocket extends WebSocket {
  listener: SocketListener | undefined;
  #isAtFault = false;

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    const { listener } = this;
    if (listener === undefined) return super.emit(event, ...args);
    switch (event) {
      case "message":
        listener.onMessage(args[0] as Buffer, args[1] as boolean);
        return true;
      case "ping":
      case "pong":
        listener.onControl(args[0] as Buffer);
        return true;
      case "close":
        listener.onClose();
        return true;
      case "error":
        // What went wrong is told by the close that follows.
        return true;
      default:
        return super.emit(event, ...args);
    }
  }

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
