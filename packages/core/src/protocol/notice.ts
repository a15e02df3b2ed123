/**
 * The server did not do something that the receiver asked for in a room, and everything goes on. On the wire
 * `["n", seat, code, message]`.
 */
export interface Notice {
  readonly type: "notice";
  readonly seat: number;
  readonly code: string;
  readonly message: string;
}

/** The frame of the message `notice`, as it goes over the wire. */
export function encodeNotice({ seat, code, message }: Omit<Notice, "type">): string {
  return JSON.stringify(["n", seat, code, message]);
}
