import type { IncomingMessage } from "node:http";
import type { Clock } from "@alongside/core/engine";
import type { Limits } from "../limits.ts";
import type { Connection, RequestInfo, Wire } from "../session/wire.ts";
import { AddressCounts } from "./address.ts";
import { ByteBudget } from "./byte-budget.ts";
import { Ended } from "./ended.ts";
import type { OriginGate } from "./origins.ts";

/** What every transport needs of its server. */
export interface EndpointOptions {
  readonly accept: (wire: Wire, request: RequestInfo) => Connection;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly gate: OriginGate;
  /** Whose connection it is, for the limits per address. */
  readonly address: (request: IncomingMessage) => string;
  /** What all transports count together. */
  readonly shared: Shared;
  /** Takes what was thrown where nobody else would hear of it. Never throws. */
  readonly onError: (error: unknown) => void;
}

/** What the transports of one server count together. */
export class Shared {
  /** Connections, from their opening to their end. */
  readonly connections: AddressCounts;
  /** Requests that have not said yet whose they are. */
  readonly asking: AddressCounts;
  /** What was sent and is still to be read. */
  readonly unread: ByteBudget;
  /** Messages that have not come whole. */
  readonly unfinished: ByteBudget;
  readonly ended = new Ended();

  constructor(limits: Limits) {
    this.connections = new AddressCounts(limits.connectionsPerAddress);
    this.asking = new AddressCounts(limits.connectionsPerAddress);
    this.unread = new ByteBudget(limits.unreadBytesPerAddress, limits.unreadBytes);
    this.unfinished = new ByteBudget(limits.unfinishedBytesPerAddress, limits.unfinishedBytes);
  }
}

/** Counts since the start, and what is open now. */
export interface EndpointFigures {
  connections: number;
  bytesIn: number;
  bytesOut: number;
}

/** How long what is still to be read of a connection that ended may take. */
export const CLOSE_TIMEOUT_MS = 5000;

/** So much may still wait to be read when a connection ends; where it is more, only the end is told. */
export const FAREWELL_BYTES = 64 * 1024;

/** How often links are looked at that take nothing, or whose messages do not end. */
export function lookEvery({ slowMs, requestMs }: Limits): number {
  return Math.min(5000, slowMs / 6, requestMs / 6);
}
