import type { Frame } from "@alongside/core/engine";
import type { Limits } from "../limits.ts";
import type { RoomFrame } from "../room/port.ts";
import type { Wire } from "./wire.ts";

/** What the outgoing frames of all sessions share. */
export interface OutgoingParts {
  readonly limits: Limits;
  readonly figures: { framesOut: number };
}

/** Of what may wait before a reader gets no presence at all, so many parts may wait while it is told each step that others go. */
const SLOW = 16;

/** The connection that sends. */
export interface Sender {
  close(code: "limit.slow-reader", message: string): void;
}

/** What a session sends, as long as its reader keeps up. */
export class Outgoing {
  readonly #parts: OutgoingParts;
  readonly #sender: Sender;
  readonly #wire: Wire;
  /** Bytes that waited when the last room was sent: a slow link may take its time over those. */
  #owed = 0;
  #isOver = false;

  constructor(parts: OutgoingParts, sender: Sender, wire: Wire) {
    this.#parts = parts;
    this.#sender = sender;
    this.#wire = wire;
  }

  /** Nothing more is sent. */
  end(): void {
    this.#isOver = true;
  }

  /** Sends a frame that must not be missed. A reader who does not keep up is closed, and resumes. */
  send(frame: Frame): void {
    if (this.#maySend()) this.#wire.send(frame);
  }

  /** Sends a whole room, which may be more than may wait. The next one had better not be sent before it is read. */
  sendRoom(frame: RoomFrame): void {
    if (!this.#maySend()) return;
    const wire = this.#wire;
    if (typeof frame === "string") wire.send(frame);
    else if (wire.sendPieces !== undefined) wire.sendPieces(frame);
    else wire.send(Buffer.concat(frame).toString());
    this.#owed = wire.buffered;
  }

  /** Sends presence, beyond what else may wait: only those who have little left to read get any. */
  show(frame: Frame): void {
    this.send(frame);
    this.#owed = Math.max(this.#owed, this.#wire.buffered);
  }

  /** Whether so much waits for others too that a whole room had better wait. */
  get isCrowded(): boolean {
    return this.#wire.isCrowded === true;
  }

  /** Whether so much is waiting already that presence can do without this reader. */
  get isBehind(): boolean {
    return this.#wire.buffered > this.#parts.limits.presenceBufferedBytes;
  }

  /** Whether so much is waiting that it had better be told where people are once it has read that. */
  get isSlow(): boolean {
    return this.#wire.buffered > this.#parts.limits.presenceBufferedBytes / SLOW;
  }

  /** Whether one frame more may go. */
  #maySend(): boolean {
    if (this.#isOver) return false;
    const { limits, figures } = this.#parts;
    const waiting = this.#wire.buffered;
    if (waiting > limits.bufferedBytes + this.#owed) {
      const message = `More than ${limits.bufferedBytes} bytes waited to be read`;
      this.#sender.close("limit.slow-reader", message);
      return false;
    }
    if (waiting <= limits.bufferedBytes) this.#owed = 0;
    figures.framesOut += 1;
    return true;
  }
}
