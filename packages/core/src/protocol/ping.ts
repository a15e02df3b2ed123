/** Asks whether the other side is still there. Answered by `pong`. */
export interface Ping {
  readonly type: "ping";
}

/** The answer to a ping. */
export interface Pong {
  readonly type: "pong";
}
