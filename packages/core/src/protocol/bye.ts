/**
 * Last frame before the server closes the connection; for transports and proxies that lose the close code. On the wire
 * `["b", code, message]`.
 */
export interface Bye {
  readonly type: "bye";
  readonly code: string;
  readonly message: string;
}

/** The frame of the message `bye`, as it goes over the wire. */
export function encodeBye({ code, message }: Omit<Bye, "type">): string {
  return JSON.stringify(["b", code, message]);
}
