import "./bundled.ts";
import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { Refused, type RoomDefinition } from "@alongside/core";
import {
  type Clock,
  mistake,
  type Random,
  type RoomId,
  systemClock,
  systemRandom,
} from "@alongside/core/engine";
import type { NewNotification } from "@alongside/core/inbox";
import type { ApiOptions } from "./api/access.ts";
import { Api } from "./api/api.ts";
import { guests } from "./auth/guests.ts";
import { checkUser } from "./auth/user-info.ts";
import { followerMetrics } from "./followers/metrics.ts";
import type { Follower, FollowHandler, FollowOptions } from "./followers/options.ts";
import { reporter } from "./guard.ts";
import { inboxOptions, type InboxOptions } from "./inbox/options.ts";
import { attachTo } from "./http/attach.ts";
import { type Health, httpHandler, type OwnRequests } from "./http/handler.ts";
import { Metrics } from "./http/metrics.ts";
import { ownServer } from "./http/own-server.ts";
import type { Metric } from "./http/prometheus.ts";
import type { Route } from "./http/routes.ts";
import { StoreHealth } from "./http/store-health.ts";
import { asksForWebSocket, hearErrors } from "./http/upgrades.ts";
import { implement, isImplementation, type RoomImplementation } from "./implement.ts";
import { type Limits, limitsWith } from "./limits.ts";
import { checkOptions, explainListening, isHttpServer } from "./misuse.ts";
import { createLog, type Log } from "./log.ts";
import type { ErasureReport } from "./erasing/erasures.ts";
import { Sweeper } from "./retention/sweeper.ts";
import type { Rooms } from "./rooms/rooms.ts";
import type { ServerRoom } from "./room/server-room.ts";
import type { RoomsActivity, RoomsActivityOptions } from "./history/rooms-activity.ts";
import { Hub } from "./session/hub.ts";
import type { Authenticate } from "./session/wire.ts";
import { memory } from "./store/memory.ts";
import type { Store } from "./store/store.ts";
import { Endpoint } from "./transports/endpoint.ts";
import { HttpLinks } from "./transports/http-links.ts";
import { nodeHttp } from "./transports/node-http.ts";
import { checkOrigins, OriginGate, type Origins } from "./transports/origins.ts";
import { WebSockets } from "./transports/websocket.ts";

/** Options of {@link createServer}. Only `rooms` is needed. */
export interface ServerOptions {
  /** The kinds of rooms: definitions from `defineRoom`, or what `implement` makes of them. Each name once. */
  readonly rooms: readonly (RoomDefinition | RoomImplementation)[];
  /**
   * Where rooms are kept, such as `sqlite("data/rooms.db")`. `close` closes the store too.
   * @default memory() Rooms are gone with the process.
   */
  readonly store?: Store;
  /**
   * Returns who is calling, given the token that the client sent and its request; may be a promise. A thrown `Refused` turns the
   * caller away with its code and message. Any other throw, and no answer within `authenticateMs`, is `auth.unavailable`: the client
   * tries again by itself, and what was thrown goes to `onError` alone. See `jwt`.
   * @default guests() The server is open: everybody is a guest with a name and a colour.
   */
  readonly authenticate?: Authenticate;
  /**
   * The HTTP API, for every language: `{ keys: [{ key: process.env.ALONGSIDE_KEY, scope: "admin" }] }`. It is at `/v1`; see
   * docs/http-api.md.
   * @default There is none.
   */
  readonly api?: ApiOptions;
  /**
   * Which pages may connect, by their `Origin`: `"same-host"`, `"local"`, `"any"` or a list such as `["https://app.example"]`.
   * `same-host` are those of the host they connect to. `local` are those and pages on `localhost`, as long as the host is `localhost`,
   * an IP address, or the name that `listen` was given. Programs that send no `Origin` are not concerned.
   * @default "same-host", and "local" while the server is open
   */
  readonly origins?: Origins;
  /**
   * Gives each user an inbox: a room of their own with what they are notified of, by `notify` and by mentions and answers in feeds; see
   * docs/notifications.md.
   * @default There are none.
   */
  readonly inbox?: boolean | InboxOptions;
  /** Limits that differ from {@link LIMITS}; what each counts, in which unit, is in docs/errors.md. */
  readonly limits?: Partial<Limits>;
  /**
   * The path of a folder with a page, which `listen` serves at `/`. A browser that takes it gets the `.br` or `.gz` that lies beside a file.
   * @default No files are served.
   */
  readonly files?: string;
  /**
   * The folder within `files` whose names change with what is in them, as in `assets` of Vite: browsers keep these for ever. They ask
   * about every other file again each time.
   */
  readonly hashedFiles?: string;
  /**
   * Answers requests of the app's own beside what `listen` serves: uploads, a webhook. Returns whether it does; what it leaves is looked for in
   * `files`. Never asked for `/live`, `/v1`, `/healthz` and `/metrics`. What it throws is 500, and goes to `onError`.
   * @default There are none. What `attach` takes is beside the team's own routes anyway.
   */
  readonly handle?: OwnRequests;
  /**
   * Returns the IP address that a request comes from, for the limits per address. Behind a proxy, read the header that the proxy sets.
   * @default The socket's address.
   */
  readonly address?: (request: IncomingMessage) => string;
  /** @default createLog() One line a message, on stderr. */
  readonly log?: Log;
  /**
   * Hears, once each, what went wrong in the world: a disk that failed, an app's function that threw. What clients are told of that
   * holds no word of it.
   * @default Writes it to `log`.
   */
  readonly onError?: (error: unknown) => void;
  /** Time in ms since the epoch, and timers. @default The system's. */
  readonly clock?: Clock;
  /** @default The system's, for secrets too. */
  readonly random?: Random;
}

/** Where a server listens. */
export interface Listening {
  /** The address listened on: `0.0.0.0` or `::` where other machines get in by any address of this one. */
  readonly host: string;
  readonly port: number;
  /** Where a browser on this machine finds it, by an address listened on. */
  readonly url: string;
}

/** The server: its rooms, and the ways to reach them. */
export interface Server {
  /**
   * Opens a port of its own, with WebSockets at `/live`, `/healthz`, `/metrics`, and `files`. Port 0 takes a free one. Without a
   * host, or with an empty one, only this machine gets in: `0.0.0.0` lets others in. Called again, it opens one port more.
   * Rejects with `TypeError` for what is no port or host, with `Error` for a port that is taken or not allowed, and once the
   * server is closed; with `CheckFailed` when another server has the store's file and kept it for 10 s.
   */
  listen(port: number, host?: string): Promise<Listening>;
  /**
   * Takes what comes to `path` of an HTTP server the team has already, by WebSocket or not, and what is for the HTTP API, where there
   * is one; the rest is left to who listened before.
   * A slash at its end, or none at its start, makes no difference. Returns what detaches it again. Throws `Error` for a path that an
   * Alongside server is attached to already, `TypeError` for one that no request can have.
   */
  attach(server: HttpServer, path?: string): () => void;
  /**
   * The server's own hands in a room. The definition is found by its name and may be a copy, as bundlers make them. Throws
   * `TypeError` for a name that this server does not run, and for another version than it runs.
   */
  room<D extends RoomDefinition>(definition: D, id: string): ServerRoom<D>;
  /**
   * Asks `authorize` again for everybody in a room (`board:roadmap`), or for a user in all rooms: call it when somebody was
   * removed from a team, or may do more than before. A seat whose rights have changed ends with `auth.revoked` and joins again with
   * the new ones; pending work that may not be written any more is in the client's `room.rejected`. Resolves once all of that
   * is done: `authorize` has a second to answer, and rights that cannot be had are none until they can. Rejects with `Refused` for a
   * room of no kind that this server runs.
   */
  review(of: { readonly user: string } | { readonly room: RoomId }): Promise<void>;
  /**
   * Ends all connections of a user, by id, with `auth.ended`: call it when an account is closed or a token was stolen. What they
   * have written is kept, pending work is in the client's `room.rejected`. Until this process ends they come in again only with a new
   * proof of who they are: a token with a later `issued` time, or, where `authenticate` does not tell that, one that was not in use. The app's
   * `authenticate` should refuse the old ones too. Resolves once the connections are closed.
   */
  revoke(user: string): Promise<void>;
  /**
   * Erases a user, by id, from all rooms: in log, snapshots and trash each letter of theirs becomes U+2588, in their texts and in the
   * fields that `implement` names as `erase`; who they were becomes `erased:` and something random, names that they gave to moments
   * and what followers keep of these rooms go. Pages in these rooms get them anew, and theirs end with `auth.erased`. One room at a time,
   * between all else; a server that stopped meanwhile goes on when it starts. Resolves once the bytes are off the store's files. What it does not
   * reach is in docs/erasing.md. It ends no connection and bars nobody: `revoke` does that first. Rejects with what the store throws.
   */
  erase(user: string): Promise<ErasureReport>;
  /** All rooms, whether they are in memory or not: lists, figures, deleting, and a room by its id alone. */
  readonly rooms: Rooms;
  /**
   * Reads the logs of rooms for somebody: `handler` gets every committed entry once and in order per room, from a cursor that outlives this
   * process, and what it writes into rooms is written exactly once; see docs/followers.md. Throws `TypeError` for what cannot be followed, and
   * `Error` for a name that follows already.
   */
  follow<D extends RoomDefinition = RoomDefinition>(
    name: string,
    options: FollowOptions<D>,
    handler: FollowHandler<D>,
  ): Follower;
  /**
   * What was done in some rooms, newest first, as `user` may see it: their rights are asked of each room now, and rooms that they may not see the past of
   * are left out. Rejects with `TypeError` for more than 100 rooms, a limit or a cursor that cannot be, with `Refused`, `auth.unavailable`, where
   * rights cannot be had, and with what the store throws.
   */
  activity(options: RoomsActivityOptions): Promise<RoomsActivity>;
  /**
   * Puts a notification into a user's inbox, by id: one item for each kind and subject, which is unseen again when it grows. With a `dedupeKey`
   * it may be said again, and counts once. Resolves once it is on disk, and rejects with `TypeError` for what is no notification or no user who
   * can have an inbox, and with `Error` where the server has no inboxes.
   */
  notify(user: string, note: NewNotification): Promise<void>;
  /** What `/metrics` shows. */
  metrics(): readonly Metric[];
  /** What `/healthz` shows. Asks the store to write, once a second at most; resolves within two seconds. */
  health(): Promise<Health>;
  /** Stops gracefully: what was said is made durable, clients are told to come back, sockets and store are closed. */
  close(): Promise<void>;
}

/** Where clients connect, unless `attach` says otherwise. */
const LIVE_PATH = "/live";

/** Where the HTTP API is. */
const API_PREFIX = "/v1";

/** What only this machine reaches. */
const LOOPBACK = "127.0.0.1";

/** Makes a server. Throws `TypeError` for rooms, limits or origins that cannot be. */
export function createServer(options: ServerOptions): Server {
  return new AlongsideServer(options);
}

class AlongsideServer implements Server {
  readonly #hub: Hub;
  readonly #store: Store;
  readonly #health: StoreHealth;
  readonly #endpoint: Endpoint;
  readonly #sockets: WebSockets;
  /** What answers where clients connect, without an upgrade. */
  readonly #live: readonly Route[];
  readonly #api: Api | undefined;
  readonly #takeApi: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  readonly #gate: OriginGate;
  readonly #metrics: Metrics;
  readonly #files: string | undefined;
  readonly #hashedFiles: string | undefined;
  readonly #handle: OwnRequests | undefined;
  readonly #limits: Limits;
  /** Whether sockets come from those whom they count for. */
  readonly #isDirect: boolean;
  readonly #onError: (error: unknown) => void;
  readonly #sweeper: Sweeper;
  readonly #servers = new Set<HttpServer>();
  readonly #detach = new Set<() => void>();
  #closing: Promise<void> | undefined;

  constructor(options: ServerOptions) {
    checkOptions(options);
    const {
      authenticate,
      log = createLog(),
      origins = authenticate ? "same-host" : "local",
    } = options;
    const { clock = systemClock, random = systemRandom } = options;
    checkOrigins(origins);
    const limits = limitsWith(options.limits);
    const onError = reporter(
      options.onError ?? ((error) => log("error", "Something went wrong", { error })),
    );
    this.#store = options.store ?? memory();
    this.#health = new StoreHealth({ store: this.#store, clock, onError });
    this.#files = options.files;
    this.#hashedFiles = options.hashedFiles;
    this.#handle = options.handle;
    this.#hub = new Hub({
      rooms: options.rooms.map((room) => (isImplementation(room) ? room : implement(room))),
      store: this.#store,
      inbox: inboxOptions(options.inbox),
      clock,
      random,
      limits,
      authenticate: checked(authenticate ?? guests(), onError),
      onError,
      onMisfit: (code, message) => log("warn", message, { code }),
      onSaved: (room, seq) => this.#sweeper.saved(room, seq),
    });
    this.#sweeper = new Sweeper({
      store: this.#store,
      clock,
      random,
      retentionOf: (room) => this.#hub.retentionOf(room),
      feedsOf: (room) => this.#hub.feedsOf(room),
      policies: this.#hub.policies,
      trash: this.#hub.trash,
      tidy: (room) => this.#hub.tidy(room),
      onRound: (at) => (this.#hub.figures.sweptAt = at),
      onSwept: (room, entries) => {
        this.#hub.figures.swept += entries;
        log("info", "Entries were let go, as retention says", { room, entries });
      },
      onPostsSwept: async (room, posts) => {
        log("info", "Posts were let go, as their feeds say", { room, posts });
        await this.#hub.postsSwept(room);
      },
      onError,
    });
    const address = options.address ?? ((request) => request.socket.remoteAddress ?? "unknown");
    const gate = (this.#gate = new OriginGate(origins, log));
    this.#limits = limits;
    this.#isDirect = options.address === undefined;
    this.#onError = reporter(onError);
    const endpoint = (this.#endpoint = new Endpoint({
      accept: this.#hub.accept.bind(this.#hub),
      limits,
      clock,
      onError: this.#onError,
    }));
    this.#sockets = new WebSockets(endpoint, gate, address);
    const links = new HttpLinks({ endpoint, gate, random, soon: setImmediate });
    this.#live = [
      { path: "", handle: nodeHttp(links, address, this.#onError) },
      ...this.#hub.routes(),
    ];
    if (options.api !== undefined) {
      const operations = this.#hub.operations();
      const parts = { options: options.api, operations, limits, clock, address };
      const api = (this.#api = new Api({ ...parts, onError: this.#onError }));
      this.#takeApi = (request, response) => api.take(API_PREFIX, request, response);
    }
    this.#metrics = new Metrics(this.#hub.figures, endpoint.figures, () =>
      this.#store.sweepSteps?.(),
    );
    if (authenticate === undefined) {
      log(
        "warn",
        'This server is OPEN: everybody is let in as a guest and may write. Pass "authenticate" before others reach it.',
      );
    }
    if (options.store === undefined) {
      log("warn", 'Rooms are kept in MEMORY and end with this process. Pass "store" to keep them.');
    }
  }

  async listen(port: number, given?: string): Promise<Listening> {
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw mistake("listen", "the port", "a number from 0 to 65535", port);
    if (given !== undefined && typeof given !== "string")
      throw mistake("listen", "the host", 'an address of this machine such as "0.0.0.0"', given);
    await this.#store.open?.();
    if (this.#closing !== undefined)
      throw new Error("listen: the server is closed; make a new one (docs/errors.md#listen)");
    if (port !== 0 && Array.from(this.#servers, portOf).includes(port))
      throw new Error(
        `listen: this server listens on port ${port} already; call it once for each port (docs/errors.md#listen)`,
      );
    // Node would take an empty one, as `HOST=` is, for all addresses.
    const host = given === undefined || given === "" ? LOOPBACK : given;
    const server = ownServer(
      httpHandler({
        path: LIVE_PATH,
        live: this.#live,
        api: this.#takeApi,
        health: () => this.health(),
        metrics: () => this.metrics(),
        files: this.#files,
        hashedFiles: this.#hashedFiles,
        handle: this.#handle,
        onError: this.#onError,
      }),
      this.#limits,
      this.#isDirect,
    );
    server.shouldUpgradeCallback = (request) => asksForWebSocket(request, LIVE_PATH);
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      hearErrors(socket);
      this.#sockets.upgrade(request, socket, head);
    });
    await new Promise<void>((resolve, reject) => {
      const failed = (error: Error): void => reject(explainListening(error, port, host));
      server.once("error", failed);
      server.listen(port, host, () => {
        server.off("error", failed);
        resolve();
      });
    });
    this.#servers.add(server);
    this.#sweeper.start();
    this.#hub.erasures.resume();
    this.#gate.trust(host);
    return listeningOf(server.address() as AddressInfo);
  }

  attach(server: HttpServer, path = LIVE_PATH): () => void {
    if (!isHttpServer(server))
      throw mistake("attach", "the server", "what createServer of node:http returned", server);
    if (typeof path !== "string") throw mistake("attach", "the path", '"/live", say', path);
    const giveBack = attachTo(server, path, {
      routes: this.#live,
      api: this.#takeApi,
      upgrade: (request, socket, head) => this.#sockets.upgrade(request, socket, head),
    });
    const detach = (): void => {
      if (this.#detach.delete(detach)) giveBack();
    };
    this.#detach.add(detach);
    this.#sweeper.start();
    this.#hub.erasures.resume();
    return detach;
  }

  room<D extends RoomDefinition>(definition: D, id: string): ServerRoom<D> {
    return this.#hub.room(definition, id);
  }

  review(of: { readonly user: string } | { readonly room: RoomId }): Promise<void> {
    return this.#hub.review(of);
  }

  async erase(user: string): Promise<ErasureReport> {
    await this.#hub.inboxes?.forget(user);
    return this.#hub.erasures.erase(user);
  }

  revoke(user: string): Promise<void> {
    return this.#hub.revoke(user);
  }

  get rooms(): Rooms {
    return this.#hub.rooms;
  }

  follow<D extends RoomDefinition = RoomDefinition>(
    name: string,
    options: FollowOptions<D>,
    handler: FollowHandler<D>,
  ): Follower {
    return this.#hub.followers.follow(name, options, handler);
  }

  activity(options: RoomsActivityOptions): Promise<RoomsActivity> {
    return this.#hub.activity(options);
  }

  async notify(user: string, note: NewNotification): Promise<void> {
    const { inboxes } = this.#hub;
    if (inboxes === undefined)
      throw new Error(
        "notify: this server has no inboxes: createServer({ inbox: true }) (docs/errors.md#notify)",
      );
    await inboxes.notify(user, note);
  }

  metrics(): readonly Metric[] {
    return [...this.#metrics.read(), ...followerMetrics(this.#hub.followers.list())];
  }

  async health(): Promise<Health> {
    return this.#closing === undefined ? this.#health.ask() : { status: "stopping" };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#api?.stop();
    const closed = Array.from(this.#servers, (server) => {
      const end = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      return end;
    });
    await this.#sweeper.stop();
    await this.#hub.erasures.stop();
    await this.#hub.stop();
    await this.#endpoint.close();
    for (const detach of this.#detach) detach();
    for (const server of this.#servers) server.closeAllConnections();
    await Promise.all(closed);
    this.#metrics.stop();
    await this.#store.close();
  }
}

/** What the app answers is its own, and still has to be a user. When it is not, the app is told why, and the client only that. */
function checked(authenticate: Authenticate, onError: (error: unknown) => void): Authenticate {
  return async (token, request, hello) => {
    const answer = await authenticate(token, request, hello);
    try {
      return { ...answer, user: checkUser(answer.user) };
    } catch (error) {
      onError(error);
      throw new Refused("auth.failed", "The server could not tell who this is");
    }
  };
}

function portOf(server: HttpServer): number | undefined {
  return (server.address() as AddressInfo | null)?.port;
}

function listeningOf({ address, port, family }: AddressInfo): Listening {
  // A name such as localhost may lead to an address of the other family, where somebody else listens.
  const reached = address === "0.0.0.0" ? LOOPBACK : address === "::" ? "::1" : address;
  const name = family === "IPv6" ? `[${reached}]` : reached;
  return { host: address, port, url: `http://${name}:${port}` };
}
