import { parseUp } from "@alongside/core/engine";
import type { TransportFactory, TransportHandlers } from "@alongside/client";
import type { RequestInfo } from "@alongside/server";
import type { Connection, Wire } from "../../packages/server/src/session/wire.ts";
import { pollingWith } from "../../packages/client/src/transports/polling.ts";
import { streamWith } from "../../packages/client/src/transports/stream.ts";
import type { HttpLinks } from "../../packages/server/src/transports/http-links.ts";
import type { Way } from "./http/exchange.ts";
import { PageHttp } from "./http/page-http.ts";
import type { FaultCounts } from "./faults.ts";
import type { Seats } from "./frames.ts";
import type { SimRandom } from "./sim-random.ts";
import type { SimTime } from "./sim-time.ts";

/** Something that accepts connections; undefined while the server is down. */
export interface Listener {
  accept(wire: Wire, request: RequestInfo): Connection;
  /** Takes requests that ask for no WebSocket. */
  readonly links: HttpLinks;
}

/** What the checkers want to see pass by. */
export interface Witness {
  /** A frame reaches the server. */
  received(client: number, frame: string): void;
  /** A frame leaves the server. */
  sent(client: number, frame: string, seats: Seats): void;
  /** A frame is about to be handed to a client; the answer is called right after. */
  delivering(client: number, frame: string, seats: Seats): () => void;
}

interface NetworkOptions {
  readonly time: SimTime;
  readonly random: SimRandom;
  readonly faults: FaultCounts;
  readonly witness: Witness;
}

const REQUEST: RequestInfo = { url: "/live", headers: {}, address: "127.0.0.1" };

/** What a page may open connections with. */
export type TransportKind = "websocket" | "stream" | "polling";

/** What stands between a page and the network. */
export interface Proxy {
  /** It lets no WebSocket through. */
  refusesUpgrades: boolean;
  /** It passes nothing of a stream on before it has all of it. */
  holdsStreams: boolean;
}

/** Carries frames between clients and the server, in order within a link, and badly. */
export class Network {
  listener: Listener | undefined;
  readonly #options: NetworkOptions;
  readonly #links = new Set<Link>();
  readonly #http = new Map<number, PageHttp>();
  readonly #proxies = new Map<number, Proxy>();
  readonly #partitioned = new Set<number>();
  /** Nothing goes wrong any more: the world is settling. */
  calm = false;

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  /** What client number `client` opens its connections with, the best first. */
  transports(client: number, kinds: readonly TransportKind[]): readonly TransportFactory[] {
    const proxy: Proxy = { refusesUpgrades: false, holdsStreams: false };
    this.#proxies.set(client, proxy);
    const http = new PageHttp(this.#way(client, proxy));
    if (kinds.some((kind) => kind !== "websocket")) this.#http.set(client, http);
    const factories = {
      websocket: this.#socket(client, proxy),
      stream: streamWith(http),
      polling: pollingWith(http),
    };
    const climb = this.#climb();
    return kinds.map((kind, rung) => this.#witnessed(client, factories[kind], () => climb(rung)));
  }

  /** Lets the witness see what a connection over HTTP says and is told, as it does of sockets. */
  seen(wire: Wire, request: RequestInfo, accept: Listener["accept"]): Connection {
    const page = Number(request.headers["x-page"]);
    const { witness } = this.#options;
    const seats = new Map<number, string>();
    const connection = accept(
      {
        send(frame) {
          witness.sent(page, frame, seats);
          wire.send(frame);
        },
        sendPieces(pieces) {
          witness.sent(page, Buffer.concat(pieces).toString(), seats);
          wire.sendPieces?.(pieces);
        },
        close: (code, reason) => wire.close(code, reason),
        get buffered() {
          return wire.buffered;
        },
        get isCrowded() {
          return wire.isCrowded ?? false;
        },
      },
      request,
    );
    return {
      receive(frame) {
        witness.received(page, frame);
        noteSeat(seats, frame);
        connection.receive(frame);
      },
      closed: () => connection.closed(),
      get messageBytes() {
        return connection.messageBytes;
      },
    };
  }

  /** What the proxy before client number `client` lets through from now on. */
  proxyOf(client: number): Proxy | undefined {
    return this.#proxies.get(client);
  }

  isPartitioned(client: number): boolean {
    return this.#partitioned.has(client);
  }

  partition(client: number): void {
    this.#partitioned.add(client);
  }

  heal(client: number): void {
    this.#partitioned.delete(client);
  }

  /** Breaks a client's link: both sides hear of it, each in its own time; `halfOpen`: the server does not. */
  cut(client: number, halfOpen: boolean): boolean {
    let any = false;
    for (const link of this.#links) {
      if (link.client !== client || !link.isUp) continue;
      link.cut(halfOpen);
      any = true;
    }
    const http = this.#http.get(client);
    if (http?.isUp === true) {
      http.cut(halfOpen ? 2000 : 0, halfOpen ? 20_000 : 200);
      any = true;
    }
    return any;
  }

  /** The client's page stops reading for a while. */
  stall(client: number, ms: number): boolean {
    let any = false;
    for (const link of this.#links) {
      if (link.client !== client || !link.isUp) continue;
      link.stall(ms);
      any = true;
    }
    const http = this.#http.get(client);
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
  clientDied(client: number): void {
    for (const link of this.#links) {
      if (link.client === client) link.clientDied();
    }
    this.#http.get(client)?.clientDied();
  }

  forget(link: Link): void {
    this.#links.delete(link);
  }

  #socket(client: number, proxy: Proxy): TransportFactory {
    return (_url, handlers) => {
      const link = new Link(this, this.#options, client, handlers);
      this.#links.add(link);
      link.dial(() => !this.calm && proxy.refusesUpgrades);
      return link.clientSide;
    };
  }

  #way(page: number, proxy: Proxy): Way {
    const { time, random, faults } = this.#options;
    return {
      page,
      time,
      random,
      faults,
      batches: new Map(),
      links: () => this.listener?.links,
      isPartitioned: () => this.isPartitioned(page),
      holdsStreams: () => !this.calm && proxy.holdsStreams,
      isCalm: () => this.calm,
      delay: () => delayOf(this.#options, this.calm),
    };
  }

  /** Shows the witness each frame as it is handed over; `onFirst` is called with the first of each connection. */
  #witnessed(client: number, open: TransportFactory, onFirst: () => void): TransportFactory {
    return (url, handlers, clock) => {
      let isFirst = true;
      const seats = new Map<number, string>();
      const onFrame = (frame: string): void => {
        if (isFirst) onFirst();
        isFirst = false;
        const after = this.#options.witness.delivering(client, frame, seats);
        handlers.onFrame(frame);
        after();
      };
      const { onOpen, onClose } = handlers;
      const transport = open(url, { onOpen, onFrame, onClose }, clock);
      return {
        send(frame) {
          noteSeat(seats, frame);
          transport.send(frame);
        },
        flush: () => transport.flush?.(),
        close: () => transport.close(),
        get buffered() {
          return transport.buffered;
        },
      };
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

/** One connection: two directions, each in order, each with its own delays. */
class Link {
  readonly client: number;
  readonly clientSide: ReturnType<TransportFactory>;
  isUp = false;
  readonly #network: Network;
  readonly #options: NetworkOptions;
  readonly #handlers: TransportHandlers;
  #connection: Connection | undefined;
  #clientGone = false;
  #serverGone = false;
  /** When the last frame of each direction arrives: the next one cannot overtake it. */
  #upAt = 0;
  #downAt = 0;
  #unread = 0;
  #cut = false;
  #isHole = false;
  readonly #seats = new Map<number, string>();

  constructor(
    network: Network,
    options: NetworkOptions,
    client: number,
    handlers: TransportHandlers,
  ) {
    this.client = client;
    this.#network = network;
    this.#options = options;
    this.#handlers = handlers;
    this.clientSide = {
      send: (frame) => this.#up(frame),
      close: () => this.clientDied(),
      buffered: 0,
    };
  }

  /** `isRefused` says whether a proxy lets it through. */
  dial(isRefused: () => boolean): void {
    this.#options.time.after(this.#delay(), () => {
      if (this.#clientGone) return;
      if (isRefused()) {
        this.#options.faults.count("refused-upgrade");
        return this.#closeClient(1006, "");
      }
      if (this.#network.listener === undefined || this.#network.isPartitioned(this.client)) {
        this.#closeClient(1006, "");
        return;
      }
      this.isUp = true;
      const wire = this.#serverSide();
      this.#connection = this.#network.listener.accept(wire, REQUEST);
      this.#handlers.onOpen();
    });
  }

  cut(halfOpen: boolean): void {
    this.isUp = false;
    this.#cut = true;
    const { time, random } = this.#options;
    time.after(random.between(0, 50), () => this.#closeClient(1006, ""));
    // What is under way may still arrive, late, and the server may hear of the end only after the client has come back.
    const heardAfter = halfOpen ? random.between(2000, 20_000) : random.between(0, 200);
    time.after(heardAfter, () => this.#closeServer());
  }

  stall(ms: number): void {
    this.#downAt = Math.max(this.#downAt, this.#options.time.now + ms);
  }

  serverDied(): void {
    this.isUp = false;
    this.#serverGone = true;
    this.#options.time.after(this.#delay(), () => this.#closeClient(1006, ""));
  }

  clientDied(): void {
    if (this.#clientGone) return;
    this.#clientGone = true;
    this.isUp = false;
    this.#options.time.after(this.#delay(), () => this.#closeServer());
  }

  #serverSide(): Wire {
    const unread = (): number => this.#unread;
    return {
      send: (frame) => this.#down(frame),
      close: (code, reason) => {
        this.#serverGone = true;
        this.isUp = false;
        const at = Math.max(this.#downAt, this.#options.time.now);
        this.#options.time.after(at - this.#options.time.now + 0.01, () =>
          this.#closeClient(code, reason),
        );
      },
      get buffered() {
        return unread();
      },
    };
  }

  #up(frame: string): void {
    if (this.#clientGone) return;
    noteSeat(this.#seats, frame);
    this.#upAt = Math.max(this.#upAt + 0.01, this.#options.time.now + this.#delay());
    const { time, random, faults } = this.#options;
    const arrive = (): void => {
      if (this.#serverGone || this.#isSwallowed()) return;
      if (this.#cut) faults.count("late-frame");
      this.#options.witness.received(this.client, frame);
      this.#connection?.receive(frame);
    };
    time.after(this.#upAt - time.now, arrive);
    if (!this.#network.calm && /^\["[cmu]"/.test(frame) && random.chance(0.03)) {
      faults.count("duplicate-frame");
      time.after(this.#upAt - time.now, arrive);
    }
  }

  #down(frame: string): void {
    if (this.#serverGone) return;
    this.#options.witness.sent(this.client, frame, this.#seats);
    const { time } = this.#options;
    this.#unread += frame.length;
    this.#downAt = Math.max(this.#downAt + 0.01, time.now + this.#delay());
    time.after(this.#downAt - time.now, () => {
      this.#unread -= frame.length;
      if (this.#clientGone || this.#cut || this.#isSwallowed()) return;
      this.#handlers.onFrame(frame);
    });
  }

  /**
   * A partition swallows a frame: nothing after it arrives either, as a stream has no holes. The server's probes find out
   * after a while, the client's heartbeat by itself.
   */
  #isSwallowed(): boolean {
    if (this.#isHole) return true;
    if (!this.#network.isPartitioned(this.client)) return false;
    this.#isHole = true;
    this.#options.time.after(this.#options.random.between(5000, 60_000), () => this.#closeServer());
    return true;
  }

  #closeClient(code: number, reason: string): void {
    if (this.#clientGone) return;
    this.#clientGone = true;
    this.isUp = false;
    this.#handlers.onClose(code, reason);
  }

  #closeServer(): void {
    this.#network.forget(this);
    if (this.#serverGone) return;
    this.#serverGone = true;
    this.#connection?.closed();
  }

  #delay(): number {
    return delayOf(this.#options, this.#network.calm);
  }
}

/** Keeps which room a seat is in, where a frame of the client's asks for one. */
function noteSeat(seats: Map<number, string>, frame: string): void {
  if (!frame.startsWith('["j"')) return;
  const join = parseUp(frame);
  if (join.type === "join") seats.set(join.seat, join.room);
}

/** How long something takes from one end to the other, in ms. */
function delayOf({ random, faults }: NetworkOptions, isCalm: boolean): number {
  if (isCalm) return random.between(1, 5);
  if (!random.chance(0.05)) return random.between(1, 40);
  faults.count("delay");
  return random.between(100, 1500);
}
