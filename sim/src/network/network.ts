import type { Environment, TransportFactory } from "@alongside/client";
import type { RequestInfo } from "@alongside/server";
import { pollingWith } from "../../../packages/client/src/transports/polling.ts";
import { Slots } from "../../../packages/client/src/transports/slots.ts";
import { streamWith } from "../../../packages/client/src/transports/stream.ts";
import type { Connection, Wire } from "../../../packages/server/src/session/wire.ts";
import { PageHttp } from "./http/page-http.ts";
import { SocketLink } from "./socket-link.ts";
import type { Listener, Way } from "./way.ts";
import { witnessedAccept, witnessedPage } from "./witnessed.ts";

type NetworkOptions = Pick<Way, "time" | "random" | "faults" | "witness">;

/** What a page may open connections with. */
export type TransportKind = "websocket" | "stream" | "polling";

/** What stands between a page and the network. */
export interface Proxy {
  /** It lets no WebSocket through. */
  refusesUpgrades: boolean;
  /** It passes nothing of a stream on before it has all of it. */
  holdsStreams: boolean;
}

/** Carries frames between pages and the server, in order within a link, and badly. */
export class Network {
  /** Undefined while the server is down. */
  listener: Listener | undefined;
  readonly #options: NetworkOptions;
  readonly #links = new Set<SocketLink>();
  readonly #http = new Map<number, PageHttp>();
  readonly #proxies = new Map<number, Proxy>();
  readonly #partitioned = new Set<number>();
  /** Nothing goes wrong any more: the world is settling. */
  calm = false;

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  /** What page number `page` opens its connections with, the best first. */
  transports(
    page: number,
    kinds: readonly TransportKind[],
    environment: Environment,
  ): readonly TransportFactory[] {
    const proxy: Proxy = { refusesUpgrades: false, holdsStreams: false };
    this.#proxies.set(page, proxy);
    const way = this.#way(page, proxy);
    const http = new PageHttp(way);
    if (kinds.some((kind) => kind !== "websocket")) this.#http.set(page, http);
    const slots = new Slots(environment, 1);
    const factories = {
      websocket: this.#socket(way),
      stream: streamWith(http, slots),
      polling: pollingWith(http, slots),
    };
    const climb = this.#climb();
    return kinds.map((kind, rung) =>
      witnessedPage(page, this.#options.witness, factories[kind], () => climb(rung)),
    );
  }

  /** Accepts a connection over HTTP, of which the witness sees as much as of a socket. */
  seen(wire: Wire, request: RequestInfo, accept: Listener["accept"]): Connection {
    return witnessedAccept(this.#options.witness, accept, wire, request);
  }

  /** Whether page number `page` asks every now and then for what there is. */
  pollsNowAndThen(page: number): boolean {
    return this.#http.get(page)?.pollsNowAndThen === true;
  }

  /** What the proxy before page number `page` lets through from now on. */
  proxyOf(page: number): Proxy | undefined {
    return this.#proxies.get(page);
  }

  partition(page: number): void {
    this.#partitioned.add(page);
  }

  heal(page: number): void {
    this.#partitioned.delete(page);
  }

  /** Breaks a page's link: both sides hear of it, each in its own time; `halfOpen`: the server does not. */
  cut(page: number, halfOpen: boolean): boolean {
    let any = false;
    for (const link of this.#links) {
      if (link.page !== page || !link.isUp) continue;
      link.cut(halfOpen);
      any = true;
    }
    const http = this.#http.get(page);
    if (http?.isUp === true) {
      http.cut(halfOpen ? 2000 : 0, halfOpen ? 20_000 : 200);
      any = true;
    }
    return any;
  }

  /** A page stops reading for a while. */
  stall(page: number, ms: number): boolean {
    let any = false;
    for (const link of this.#links) {
      if (link.page !== page || !link.isUp) continue;
      link.stall(ms);
      any = true;
    }
    const http = this.#http.get(page);
    if (http?.isUp === true) {
      http.stall(ms);
      any = true;
    }
    return any;
  }

  /** The server's process is gone, and its sockets with it. */
  serverDied(): void {
    this.listener = undefined;
    for (const link of this.#links) link.serverDied();
    this.#links.clear();
    for (const http of this.#http.values()) http.serverDied();
  }

  /** The page is gone. */
  clientDied(page: number): void {
    for (const link of this.#links) {
      if (link.page === page) link.clientDied();
    }
    this.#http.get(page)?.clientDied();
  }

  #socket(way: Way): TransportFactory {
    return (_url, handlers) => {
      const link: SocketLink = new SocketLink(way, handlers, () => this.#links.delete(link));
      this.#links.add(link);
      link.dial();
      return link.clientSide;
    };
  }

  #way(page: number, proxy: Proxy): Way {
    return {
      ...this.#options,
      page,
      batches: new Map(),
      listener: () => this.listener,
      isPartitioned: () => this.#partitioned.has(page),
      refusesUpgrades: () => !this.calm && proxy.refusesUpgrades,
      holdsStreams: () => !this.calm && proxy.holdsStreams,
      isCalm: () => this.calm,
    };
  }

  /** Sees a page go from one transport to another. */
  #climb(): (rung: number) => void {
    const { faults } = this.#options;
    let last: number | undefined;
    return (rung) => {
      if (last !== undefined && rung < last) faults.count("moved-up");
      if (last !== undefined && rung > last) faults.count("moved-down");
      last = rung;
    };
  }
}
