/**
 * Says that the client has spent more than its budgets: the server reads nothing of it for a while, and hears it again after that.
 * Until then the client sends nothing, and does not take the server's silence for a dead link. On the wire `["z", ms]`.
 */
export interface Pause {
  readonly type: "pause";
  /** How long, 3,000 ms at most; where it is not enough, it is said again. */
  readonly ms: number;
}

/** The frame that asks a client to send nothing for `ms` milliseconds, as it goes over the wire. */
export function encodePause(ms: number): string {
  return JSON.stringify(["z", ms]);
}
