import { trimmed } from "./shape.ts";

/**
 * The seat is over; the connection lives on. `codes.ts` says what to do about each code. On the wire
 * `["x", seat, code, message, wait?]`.
 */
export interface Closed {
  readonly type: "closed";
  readonly seat: number;
  readonly code: string;
  readonly message: string;
  /** For how many ms there is no use in joining again. */
  readonly wait?: number;
}

/** The frame of the message `closed`, as it goes over the wire. */
export function encodeClosed({ seat, code, message, wait }: Omit<Closed, "type">): string {
  return JSON.stringify(trimmed(["x", seat, code, message, wait]));
}
