import type { Clock } from "@alongside/core/engine";
import type { Limits } from "../limits.ts";
import type { Connection, RequestInfo, Wire } from "../session/wire.ts";
import { AddressCounts } from "./address.ts";
import { ByteBudget, type Holder } from "./byte-budget.ts";
import { Ended } from "./ended.ts";
import { Rounds } from "./rounds.ts";

/** What an endpoint needs of its server. */
export interface EndpointOptions {
  readonly accept: (wire: Wire, request: RequestInfo) => Connection;
  readonly limits: Limits;
  readonly clock: Clock;
  /** Takes what was thrown where nobody else would hear of it. Never throws. */
  readonly onError: (error: unknown) => void;
}

/** Counts since the start, and what is open now. */
export interface EndpointFigures {
  connections: number;
  bytesIn: number;
  bytesOut: number;
}

/** One connection, as the endpoint sees it, whatever carries it. */
export interface EndpointLink extends Wire, Holder {
  /** It was told of its end, and ends by itself as soon as its peer has read that. */
  readonly isLeaving: boolean;
  /** Calls the session that hears it from now on. */
  connect(connection: Connection): void;
  /** Says `bye` and ends, without waiting for the peer. It was never connected. */
  turnAway(code: "limit.connections", message: string): void;
  /** Finds out whether the other end is gone without a word. */
  ping(): void;
  /** Ends it when it takes too little of what was sent, or what it sends does not end. */
  look(now: number): void;
  /** Ends it at once; its session hears of that. */
  lost(): void;
  /** Ends what is open of it at once. */
  cut(): void;
}

/** How long what is still to be read of a connection that ended may take, in ms. */
export const CLOSE_TIMEOUT_MS = 5000;

/** So much may still wait to be read when a connection ends; where it is more, only the end is told. */
export const FAREWELL_BYTES = 64 * 1024;

/** Where the links of one server end, of all its transports: it counts them, limits them by address, pings them and looks after them. */
export class Endpoint {
  readonly figures: EndpointFigures = { connections: 0, bytesIn: 0, bytesOut: 0 };
  readonly limits: Limits;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
  /** Requests that have not said yet whose they are. */
  readonly asking: AddressCounts;
  /** What was sent and is still to be read. */
  readonly unread: ByteBudget;
  /** Messages that have not come whole. */
  readonly unfinished: ByteBudget;
  readonly #accept: EndpointOptions["accept"];
  readonly #connections: AddressCounts;
  readonly #ended = new Ended();
  readonly #links = new Set<EndpointLink>();
  /** Those that count for the limit of their address. */
  readonly #counted = new Set<EndpointLink>();
  readonly #rounds: readonly Rounds<EndpointLink>[];
  #onLeft: (() => void) | undefined;
  #isClosed = false;

  constructor({ accept, limits, clock, onError }: EndpointOptions) {
    this.limits = limits;
    this.clock = clock;
    this.onError = onError;
    this.#accept = accept;
    this.#connections = new AddressCounts(limits.connectionsPerAddress);
    this.asking = new AddressCounts(limits.connectionsPerAddress);
    this.unread = new ByteBudget(limits.unreadBytesPerAddress, limits.unreadBytes);
    this.unfinished = new ByteBudget(limits.unfinishedBytesPerAddress, limits.unfinishedBytes);
    const { pingMs, slowMs, requestMs } = limits;
    const lookMs = Math.min(5000, slowMs / 6, requestMs / 6);
    this.#rounds = [
      new Rounds(clock, pingMs, this.#links, (link) => this.try(link, () => link.ping())),
      new Rounds(clock, lookMs, this.#links, (link) => {
        this.try(link, () => link.look(clock.now()));
      }),
    ];
  }

  /** The server is going away: nobody may come any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether one more connection would be too many for its address. */
  isFullFor(address: string): boolean {
    return this.#connections.isFullFor(address);
  }

  /** Connects a link with a session of its own. One that is too many for its address hears that instead. */
  open(link: EndpointLink, request: RequestInfo): void {
    this.#links.add(link);
    if (!this.#connections.add(link.address)) {
      const most = this.limits.connectionsPerAddress;
      const message = `More than ${most} connections from ${link.address}`;
      return link.turnAway("limit.connections", message);
    }
    this.#counted.add(link);
    this.figures.connections = this.#counted.size;
    link.connect(this.#accept(link, request));
    for (const rounds of this.#rounds) rounds.start();
  }

  /** A link has ended, and its address may have another one. Its peer may still read why. */
  ended(link: EndpointLink): void {
    this.#uncount(link);
    this.#ended.add(link);
  }

  /** A link is gone, and nobody will ask for it any more. */
  forget(link: EndpointLink): void {
    this.#uncount(link);
    this.#ended.delete(link);
    this.unread.set(link, 0);
    this.#links.delete(link);
    this.#onLeft?.();
  }

  /** What is thrown ends one link, and is reported. */
  try(link: { lost(): void }, fn: () => void): void {
    try {
      fn();
    } catch (error) {
      this.failed(link, error);
    }
  }

  /** Something was thrown for a link: it ends, and no other does. */
  failed(link: { lost(): void }, error: unknown): void {
    this.onError(error);
    try {
      link.lost();
    } catch (again) {
      this.onError(again);
    }
  }

  /** Waits until the peers of links that are leaving have read why, for `timeoutMs` at most; then ends what is still there. */
  async close(timeoutMs = 2000): Promise<void> {
    this.#isClosed = true;
    for (const rounds of this.#rounds) rounds.stop();
    await this.#left(timeoutMs);
    for (const link of this.#links) this.try(link, () => link.lost());
  }

  async #left(timeoutMs: number): Promise<void> {
    const isLeft = (): boolean => !Array.from(this.#links).some((link) => link.isLeaving);
    if (isLeft()) return;
    let cancel: (() => void) | undefined;
    await new Promise<void>((resolve) => {
      this.#onLeft = () => isLeft() && resolve();
      cancel = this.clock.after(timeoutMs, resolve);
    });
    this.#onLeft = undefined;
    cancel?.();
  }

  #uncount(link: EndpointLink): void {
    if (!this.#counted.delete(link)) return;
    this.#connections.remove(link.address);
    this.figures.connections = this.#counted.size;
  }
}
