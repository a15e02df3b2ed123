/** Asks whether the other side is still there. Answered by `pong`. On the wire `["i"]`. */
export interface Ping {
  readonly type: "ping";
}

/** The answer to a ping. On the wire `["o"]`. */
export interface Pong {
  readonly type: "pong";
}

/** The frame of a ping. */
export const PING = '["i"]';
/** The frame of a pong. */
export const PONG = '["o"]';
