import type { Reason } from "../connection/machine.ts";

/** A room's session with the server. */
export type SessionState =
  /** The link is down. */
  | { readonly name: "out" }
  | { readonly name: "joining" }
  | { readonly name: "in"; readonly since: number }
  /** The server closed it; it is joined again at `retryAt`. */
  | { readonly name: "waiting"; readonly retryAt: number; readonly reason: Reason }
  | { readonly name: "refused"; readonly reason: Reason }
  /** This page has left. */
  | { readonly name: "left" };
