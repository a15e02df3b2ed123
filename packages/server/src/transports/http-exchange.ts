import type { Sink } from "./outlet.ts";

/** A request as it began: its body comes in pieces. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  /** By lower-case name. */
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  /** Whose it is, for the limits per address. */
  readonly address: string;
}

/** Takes the body of a request. */
export interface HttpBody {
  piece(bytes: Buffer): void;
  /** It has come whole. */
  end(): void;
  /** The connection that it came over is gone, whether the body was whole or not. */
  gone(): void;
}

/** The answer to a request, as it leaves the process. */
export interface HttpAnswer extends Sink {
  /** It has left whole. */
  readonly isTaken: boolean;
  readonly isDestroyed: boolean;
  /** Sets a header. Call it before anything is answered. */
  set(name: string, value: string): void;
  /** Answers with the head of a stream of events, at once: who waits for it learns that something answers. */
  begin(headers: { readonly [name: string]: string }): void;
  /** Sends bytes. Without `onLeft` they leave with all else that is written in this turn; `onLeft` is called when they have left, or with why they cannot. */
  write(bytes: Buffer, onLeft?: (error?: Error | null) => void): void;
  /** It is whole. Without a `begin` before, it says that all is well and nothing more. */
  end(): void;
  /** Answers with why not, and ends the connection: what more comes over it is not read. */
  refuse(status: number, message: string): void;
  /** Cuts it where it is. What came of the request and was not looked at is passed over. */
  destroy(): void;
  /** Calls back when it has left or its connection is gone. */
  onClose(fn: () => void): void;
}
