import type { Connection, RequestInfo, Wire } from "../../src/session/wire.ts";

/** What a session would see of one connection. */
export interface Accepted {
  readonly wire: Wire;
  readonly request: RequestInfo;
  readonly received: string[];
  isClosed: boolean;
}

/** Takes connections in place of sessions, for a transport that is tried alone. */
export function accepting() {
  const accepted: Accepted[] = [];
  const accept = (wire: Wire, request: RequestInfo): Connection => {
    const seen: Accepted = { wire, request, received: [], isClosed: false };
    accepted.push(seen);
    return {
      receive: (text) => void seen.received.push(text),
      closed: () => {
        seen.isClosed = true;
      },
    };
  };
  return { accepted, accept };
}
