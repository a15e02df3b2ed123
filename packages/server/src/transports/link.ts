import { closeCodeOf, type Code, encodeBye, type Frame } from "@alongside/core/engine";
import type { Connection } from "../session/wire.ts";
import type { Endpoint, EndpointLink } from "./endpoint.ts";

/** One connection, whatever carries it: what the session writes to, and what calls the session. */
export abstract class Link implements EndpointLink {
  readonly address: string;
  protected readonly endpoint: Endpoint;
  #connection: Connection | undefined;
  #isEnding = false;
  #isPaused = false;

  constructor(endpoint: Endpoint, address: string) {
    this.endpoint = endpoint;
    this.address = address;
  }

  abstract readonly buffered: number;
  abstract readonly isLeaving: boolean;
  /** Sends what the session or the transport says after what waits. Returns how many bytes that is. */
  protected abstract put(frame: Frame): number;
  /** The same for what is in pieces, which together are one text. */
  protected abstract putPieces(pieces: readonly Buffer[]): void;
  /** Says how the connection ended, and ends it as soon as that was read; at once where `isFinal`. */
  protected abstract finish(code: number, reason: string, isFinal: boolean): void;
  protected abstract beat(): void;
  /** Whether the peer takes almost nothing of what waits, for so long. */
  protected abstract isStuck(now: number, ms: number): boolean;
  abstract cut(): void;
  abstract lost(): void;

  get isCrowded(): boolean {
    const { unread } = this.endpoint;
    return unread.isScarce || unread.isFullFor(this.address);
  }

  /** It has ended, and only how is still to be read. */
  protected get isEnding(): boolean {
    return this.#isEnding;
  }

  /** The session hears nothing for now. */
  protected get isPaused(): boolean {
    return this.#isPaused;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
  }

  /** The largest message it takes now, in bytes. */
  protected get messageBytes(): number {
    return this.#connection?.messageBytes ?? 0;
  }

  connect(connection: Connection): void {
    this.#connection = connection;
  }

  send(frame: Frame): void {
    if (!this.#isEnding) this.endpoint.figures.bytesOut += this.put(frame);
  }

  sendPieces(pieces: readonly Buffer[]): void {
    if (this.#isEnding) return;
    for (const piece of pieces) this.endpoint.figures.bytesOut += piece.length;
    this.putPieces(pieces);
  }

  close(code: number, reason: string): void {
    if (this.#isEnding) return;
    this.end();
    // Who has said nothing is not waited for either.
    this.finish(code, reason, reason === "auth.timeout");
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

  turnAway(code: "limit.connections", message: string): void {
    this.farewell(code, message);
  }

  overBudget(): void {
    if (this.#isEnding) this.cut();
    else this.refuse("limit.slow-reader", "Too much waits to be read");
  }

  ping(): void {
    // What shows that the peer is alive is not read during a pause.
    if (!this.#isEnding && !this.#isPaused) this.beat();
  }

  look(now: number): void {
    if (this.#isEnding) return;
    const { limits, unread } = this.endpoint;
    // The fewer bytes there are for others, the sooner.
    const slowMs = unread.isScarce ? limits.slowMs / 6 : limits.slowMs;
    if (this.isStuck(now, slowMs))
      this.refuse("limit.slow-reader", `Almost nothing was read for ${slowMs} ms`);
  }

  /** A message came whole. */
  protected receive(frame: Frame): void {
    this.#connection?.receive(frame);
  }

  /** It ends, and counts for its address no more. */
  protected end(): void {
    this.#isEnding = true;
    this.endpoint.ended(this);
  }

  /** It is gone. The session hears of it, unless it has ended before. */
  protected gone(): void {
    const wasEnding = this.#isEnding;
    this.#isEnding = true;
    this.endpoint.forget(this);
    if (!wasEnding) this.#tellClosed();
  }

  /** What the session throws is reported, and ends nothing else. */
  #tellClosed(): void {
    this.endpoint.try(this, () => this.#connection?.closed());
  }

  #refuse(code: Code, message: string, isFinal: boolean): void {
    if (this.#isEnding) return;
    this.end();
    this.put(encodeBye({ code, message }));
    this.finish(closeCodeOf(code), code, isFinal);
    this.#tellClosed();
  }
}
