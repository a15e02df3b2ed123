import type { Frame } from "@alongside/core/engine";
import type { Limits } from "../limits.ts";
import type { RoomFrame } from "../room/port.ts";
import type { Wire } from "./wire.ts";

interface OutgoingOptions {
  readonly wire: Wire;
  readonly limits: Limits;
  /** Another frame goes out. */
  onFrame(): void;
  /** The reader does not keep up: the connection has to end. */
  onSlow(message: string): void;
}

/** What a session sends, as long as its reader keeps up. */
export class Outgoing {
  readonly #options: OutgoingOptions;
  /** Bytes that waited when the last room was sent: a slow link may take its time over those. */
  #owed = 0;
  #isOver = false;

  constructor(options: OutgoingOptions) {
    this.#options = options;
  }

  /** Nothing more is sent. */
  end(): void {
    this.#isOver = true;
  }

  /** Sends a frame that must not be missed. A reader who does not keep up is closed, and resumes. */
  send(frame: Frame): void {
    if (this.#maySend()) this.#options.wire.send(frame);
  }

  /** Sends a whole room, which may be more than may wait. The next one had better not be sent before it is read. */
  sendRoom(frame: RoomFrame): void {
    if (!this.#maySend()) return;
    const { wire } = this.#options;
    if (typeof frame === "string") wire.send(frame);
    else if (wire.sendPieces !== undefined) wire.sendPieces(frame);
    else wire.send(Buffer.concat(frame).toString());
    this.#owed = wire.buffered;
  }

  /** Sends presence, beyond what else may wait: only those who have little left to read get any. */
  show(frame: Frame): void {
    this.send(frame);
    this.#owed = Math.max(this.#owed, this.#options.wire.buffered);
  }

  /** Whether so much waits for others too that a whole room had better wait. */
  get isCrowded(): boolean {
    return this.#options.wire.isCrowded === true;
  }

  /** Whether so much is waiting already that presence can do without this reader. */
  get isBehind(): boolean {
    const { wire, limits } = this.#options;
    return wire.buffered > limits.presenceBufferedBytes;
  }

  /** Whether one frame more may go. */
  #maySend(): boolean {
    if (this.#isOver) return false;
    const { wire, limits, onFrame, onSlow } = this.#options;
    const waiting = wire.buffered;
    if (waiting > limits.bufferedBytes + this.#owed) {
      onSlow(`More than ${limits.bufferedBytes} bytes waited to be read`);
      return false;
    }
    if (waiting <= limits.bufferedBytes) this.#owed = 0;
    onFrame();
    return true;
  }
}
