/** Where the servers under attack listen, on loopback. */
export interface Places {
  /** A server of its own port, with `authenticate`. */
  readonly port: number;
  /** The same server, attached to a team's HTTP server that has a page at `/`. */
  readonly teamPort: number;
  /** An open server, as in development. */
  readonly openPort: number;
  readonly pid: number;
}

/** What is asked of the process with the servers. */
export type Question =
  | { readonly ask: "begin"; readonly heldBytes: number }
  | { readonly ask: "state" }
  | { readonly ask: "revoke"; readonly user: string }
  | { readonly ask: "urls" };

/** What happened in the servers' process since `begin`. */
export interface State {
  /** The longest that the event loop stood still, in ms. */
  readonly stillMs: number;
  /** Bytes that could not be collected, above those at `begin`: the most of them at any time, as far as they exceeded `heldBytes`. */
  readonly heldBytes: number;
  /** Connections and rooms that it has now. */
  readonly connections: number;
  readonly rooms: number;
  /** What the server reported to `onError`. */
  readonly errors: readonly string[];
}

/** What the honest page has seen since the last report. */
export interface Report {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Why the page does not show the room any more. */
  readonly broken?: string;
}

/** How long a newcomer took from nothing to the room, in ms, and what it was sent; or why it could not get in. */
export interface Newcomer {
  readonly ms?: number;
  readonly bytes?: number;
  readonly failed?: string;
}
