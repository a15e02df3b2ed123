import type { Frame } from "@alongside/core/engine";
import type { Connection, RequestInfo, Wire } from "../../src/session/wire.ts";

/** What a session would see of one connection. */
export interface Accepted {
  readonly wire: Wire;
  readonly request: RequestInfo;
  readonly received: Frame[];
  isClosed: boolean;
  /** The next message makes it throw. */
  throwNext(error: Error): void;
}

/** Takes connections in place of sessions, for a transport that is tried alone. */
export function accepting() {
  const accepted: Accepted[] = [];
  const accept = (wire: Wire, request: RequestInfo): Connection => {
    let fault: Error | undefined;
    const throwNext = (error: Error): void => void (fault = error);
    const seen: Accepted = { wire, request, received: [], isClosed: false, throwNext };
    accepted.push(seen);
    return {
      messageBytes: Number.POSITIVE_INFINITY,
      receive(text) {
        if (fault !== undefined) throw fault;
        seen.received.push(text);
      },
      closed: () => {
        seen.isClosed = true;
      },
    };
  };
  return { accepted, accept };
}
