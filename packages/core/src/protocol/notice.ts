/** The server did not do something that the receiver asked for in a room, and everything goes on. */
export interface Notice {
  readonly type: "notice";
  readonly room: string;
  readonly code: string;
  readonly message: string;
}
