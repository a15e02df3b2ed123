import type { IncomingMessage } from "node:http";
import type { Clock } from "@alongside/core";
import type { Limits } from "../limits.ts";
import type { Connection, RequestInfo, Wire } from "../session/wire.ts";
import type { AddressCounts } from "./address.ts";
import type { OriginGate } from "./origins.ts";

/** What every transport needs of its server. */
export interface EndpointOptions {
  readonly accept: (wire: Wire, request: RequestInfo) => Connection;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly gate: OriginGate;
  /** Whose connection it is, for the limit per address. */
  readonly address: (request: IncomingMessage) => string;
  /** How many connections each address has, over whatever transports. */
  readonly addresses: AddressCounts;
}

/** Counts since the start, and what is open now. */
export interface EndpointFigures {
  connections: number;
  bytesIn: number;
  bytesOut: number;
}
