import type { RoomDefinition } from "@alongside/core";
import {
  type Clock,
  type Entry,
  isFields,
  mistake,
  parseRoomId,
  type Random,
  type RoomId,
  roomId,
  type Seq,
} from "@alongside/core/engine";
import type { Operation } from "../api/contract.ts";
import { operationsOf } from "../api/operations.ts";
import { Erasures } from "../erasing/erasures.ts";
import { reporter, takeAll } from "../guard.ts";
import { Followers } from "../followers/followers.ts";
import type { Follower } from "../followers/options.ts";
import { tellChanges } from "../followers/on-change.ts";
import { INBOXES } from "../inbox/inbox-rules.ts";
import { lookingAt } from "../inbox/looking-at.ts";
import { unsubscribing } from "../inbox/unsubscribe.ts";
import type { Route } from "../http/routes.ts";
import { Inboxes } from "../inbox/inboxes.ts";
import { WATCHES } from "../inbox/watched.ts";
import type { InboxOptions } from "../inbox/options.ts";
import { Questions } from "../history/questions.ts";
import {
  roomsActivity,
  type RoomsActivity,
  type AskedActivity,
} from "../history/rooms-activity.ts";
import type { RoomImplementation } from "../implement.ts";
import type { Limits } from "../limits.ts";
import type { FeedRetention } from "../retention/feed-retention.ts";
import type { Retention } from "../retention/policy.ts";
import { Registry } from "../registry/registry.ts";
import { writerAs } from "../registry/writer-as.ts";
import type { EntryKinds } from "../room/entry-kinds.ts";
import type { Keep } from "../room/keep.ts";
import { TRASH, type TrashLimits } from "../room/trash.ts";
import { longestPresence } from "../room/people.ts";
import { ServerRoom } from "../room/server-room.ts";
import { SERVER } from "../room/server-user.ts";
import { Rooms } from "../rooms/rooms.ts";
import type { Store } from "../store/store.ts";
import { ClientOwners } from "./client-owners.ts";
import { Greetings } from "./greetings.ts";
import { Joining } from "./joining.ts";
import { LocalEdge } from "./local-edge.ts";
import { Proofs } from "./proofs.ts";
import { ratesOf } from "./purse.ts";
import { Purses } from "./purses.ts";
import { Revocations } from "./revocations.ts";
import { RightsReview } from "./rights-review.ts";
import type { Seat } from "./seat.ts";
import { Session, type SessionParts } from "./session.ts";
import type { Authenticate, Connection, RequestInfo, Wire } from "./wire.ts";

/** How long `authorize` may take where rights are looked at again because the app asks for it: they may have been taken away. */
const REVIEW_MS = 1000;

export interface HubOptions {
  readonly rooms: readonly RoomImplementation[];
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Limits;
  /** Runs an inbox for each user. */
  readonly inbox?: InboxOptions | undefined;
  /** How much of each room's log stays in memory. */
  readonly keep?: Keep;
  /** How long the trash of a room keeps what is in it; by default as long as `TRASH` says. */
  readonly trash?: TrashLimits;
  /** The kinds of entries that logs may have; by default those that this server writes. */
  readonly entryKinds?: EntryKinds;
  readonly authenticate: Authenticate;
  /** What went wrong in the world: a disk that failed, an app's function that threw. */
  onError(error: unknown): void;
  /** A snapshot of a room was saved: see `Sweeper`. */
  onSaved?(room: RoomId, seq: Seq): void;
  /** A page has another definition than this server. The message is a whole line. */
  onMisfit?(code: string, message: string): void;
}

type DurableListener = (room: RoomId, entries: readonly Entry[]) => void;

/** Counts since the start. */
export interface Figures {
  sessions: number;
  rooms: number;
  commits: number;
  refusals: number;
  framesIn: number;
  framesOut: number;
  /** Entries that retention has let go of. */
  swept: number;
  /** When the last round of sweeping ended, in ms; 0 for none. */
  sweptAt: number;
}

/** Brings the sessions and the rooms of this process together. Transports, HTTP and the app stand around it. */
export class Hub {
  readonly figures: Figures = {
    sessions: 0,
    rooms: 0,
    commits: 0,
    refusals: 0,
    framesIn: 0,
    framesOut: 0,
    swept: 0,
    sweptAt: 0,
  };
  /** Who reads the logs of its rooms. */
  readonly followers: Followers;
  readonly #options: HubOptions;
  readonly #registry: Registry;
  readonly #proofs = new Proofs();
  readonly #revocations = new Revocations();
  readonly #review: RightsReview;
  readonly #parts: SessionParts;
  readonly #sessions = new Set<Session>();
  readonly #durable = new Set<DurableListener>();
  /** The client id of the server's own code. */
  readonly #serverClient: string;
  #stopping = false;
  /** All rooms, whether they are in memory or not. */
  readonly rooms: Rooms;
  readonly erasures: Erasures;
  /** Undefined where the server has none. */
  readonly inboxes: Inboxes | undefined;

  constructor(options: HubOptions) {
    const { figures } = this;
    const { clock, random, limits, authenticate } = options;
    const onError = reporter((error) => options.onError(error));
    this.#options = options;
    this.#serverClient = options.random.id(16);
    const registry = (this.#registry = new Registry({
      ...options,
      rooms: options.inbox === undefined ? options.rooms : [...options.rooms, INBOXES, WATCHES],
      onError,
      onCount: (rooms) => (figures.rooms = rooms),
      onDecided: (committed) => (figures[committed ? "commits" : "refusals"] += 1),
      onDurable: (room, entries) => {
        const steps = Array.from(this.#durable, (listener) => () => listener(room, entries));
        takeAll(steps, onError);
      },
    }));
    this.rooms = new Rooms({
      registry,
      store: options.store,
      clock,
      open: (definition, id) => this.room(definition, id),
      onImport: (room, seq) => this.followers.woke(room, seq),
      remove: (room) => (this.inboxes ?? registry).delete(room),
    });
    const { store } = options;
    this.followers = new Followers(
      {
        store,
        clock,
        random,
        user: SERVER,
        load: (room) => registry.load(room),
        check: (definition) => void registry.kinds.check(definition),
        stateAt: async (room, seq) => {
          const { id } = parseRoomId(room) ?? { id: room };
          return (await this.room(registry.definitionOf(room), id).history.at(seq)).state;
        },
        onError,
      },
      () => registry.kinds.names(),
    );
    this.onDurable((room, entries) => {
      this.inboxes?.woke(room, entries);
      this.followers.wrote(room, entries);
      const { onChange } = registry.kindOf(room).implementation;
      if (onChange !== undefined) tellChanges(onChange, room, entries, onError);
    });
    this.erasures = new Erasures({ ...options, registry, onError });
    this.#review = new RightsReview(registry, clock);
    const authorizeMs = limits.authenticateMs;
    this.inboxes =
      options.inbox &&
      new Inboxes({
        options: options.inbox,
        store,
        clock,
        random,
        onError,
        looking: async (room) => lookingAt(await registry.known(room)),
        definitions: options.rooms.map(({ definition }) => definition),
        rights: (user, room) => registry.rights(user, room, authorizeMs),
        people: (kind, id) => this.room(registry.definitionOf(roomId(kind, id)), id).people(),
        room: (definition, id) => this.room(definition, id),
        delete: (room) => registry.delete(room),
        follow: (name, wanted, handler, reach) =>
          this.followers.follow(name, wanted, handler, reach),
      });
    this.#parts = {
      clock,
      random,
      limits,
      shown: {
        presence: longestPresence(limits.presenceBytes),
        event: limits.eventBytes,
        // Of a longer one nothing can be shown, whatever it holds: see `previewWeight`.
        preview: 2 * limits.previewBytes,
      },
      authenticate,
      edge: new LocalEdge(onError),
      proofs: this.#proofs,
      joining: new Joining({ registry, owners: new ClientOwners(), authorizeMs, onError }),
      review: this.#review,
      questions: new Questions({ registry, store: options.store, clock, authorizeMs, onError }),
      greetings: new Greetings(limits.greetingBytes),
      revocations: this.#revocations,
      rates: ratesOf(limits, 1),
      userPurses: new Purses(limits, 2),
      addressPurses: new Purses(limits, 2),
      figures,
      onError,
      onEnd: (session) => this.#forget(session),
    };
  }

  /** A transport has opened a wire. */
  accept(wire: Wire, request: RequestInfo): Connection {
    const session = new Session(this.#parts, wire, request);
    this.#sessions.add(session);
    this.figures.sessions = this.#sessions.size;
    if (this.#stopping) session.goodbye();
    return session;
  }

  /** What a room keeps; undefined for one of a kind that this server does not run. */
  retentionOf(room: RoomId): Retention | undefined {
    const kind = parseRoomId(room)?.name;
    return kind === undefined ? undefined : this.#registry.kinds.get(kind)?.retention;
  }

  /** What the feeds of a room keep, those of them that do not keep all. */
  feedsOf(room: RoomId): { readonly [feed: string]: FeedRetention } {
    return keptPosts(this.#registry.kinds.get(parseRoomId(room)?.name ?? ""));
  }

  /** What rooms of all kinds keep, as a text. */
  get policies(): string {
    const { kinds } = this.#registry;
    const each = Array.from(kinds.names(), (name) => [name, kinds.get(name)?.retention]);
    const feeds = Array.from(kinds.names(), (name) => [name, keptPosts(kinds.get(name))]);
    return JSON.stringify([Object.fromEntries(each), this.trash, Object.fromEntries(feeds)]);
  }

  /** How long the trash of a room keeps what is in it. */
  get trash(): TrashLimits {
    return this.#options.trash ?? TRASH;
  }

  /** See {@link Registry.postsSwept}. */
  postsSwept(room: RoomId): Promise<void> {
    return this.#registry.postsSwept(room);
  }

  /** See {@link Registry.tidy}. */
  tidy(room: RoomId): Promise<void> {
    return this.#registry.tidy(room);
  }

  /** The server's own hands in a room. Throws what `Kinds.check` throws. */
  room<D extends RoomDefinition>(definition: D, id: string): ServerRoom<D> {
    const { kinds, misfits } = this.#registry;
    misfits.copied(definition, kinds.check(definition));
    const { store, clock, limits } = this.#options;
    const { authenticateMs: authorizeMs } = limits;
    const registry = this.#registry;
    const client = this.#serverClient;
    const past = {
      store,
      clock,
      kindOf: (room: RoomId) => registry.kindOf(room),
      seriesOf: (room: RoomId) => registry.series.of(room),
    };
    return new ServerRoom<D>(
      definition,
      id,
      client,
      (room) => registry.load(room),
      past,
      (room, as) => writerAs({ client, registry, authorizeMs }, room, as),
    );
  }

  /** See `Server.activity`. */
  activity(options: AskedActivity): Promise<RoomsActivity> {
    const { store, limits, onError } = this.#options;
    const parts = { store, registry: this.#registry, authorizeMs: limits.authenticateMs, onError };
    return roomsActivity(parts, options);
  }

  /** The operations of the HTTP API. */
  operations(): readonly Operation[] {
    const { store, clock, limits } = this.#options;
    const registry = this.#registry;
    const client = this.#serverClient;
    const onDurable = (listener: DurableListener): (() => void) => this.onDurable(listener);
    const { authenticateMs: authorizeMs, slowMs } = limits;
    const { rooms } = this;
    const activity = (asked: AskedActivity): Promise<RoomsActivity> => this.activity(asked);
    const followers = (): readonly Follower[] => this.followers.list();
    const parts = {
      rooms,
      registry,
      store,
      clock,
      client,
      authorizeMs,
      onDurable,
      followers,
      activity,
    };
    return operationsOf(parts, slowMs);
  }

  /** What answers below the path where clients connect. */
  routes(): readonly Route[] {
    const { inboxes } = this;
    if (inboxes?.hasLinks !== true) return [];
    const handle = unsubscribing((token) => inboxes.stopBy(token), this.#options.onError);
    return [{ path: "/unsubscribe", handle }];
  }

  /** Hears, from now on, which entries became durable in which room, in each room's order. Returns what ends that. */
  onDurable(listener: DurableListener): () => void {
    this.#durable.add(listener);
    return () => void this.#durable.delete(listener);
  }

  /** Closes every session with "retry" once what they said is on disk, then every room. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.inboxes?.stop();
    await this.followers.stop();
    await this.#registry.flushed();
    for (const session of this.#sessions) session.goodbye();
    await this.#registry.flushed();
    await this.#registry.close();
  }

  /** Asks again what the users of these seats may do, also of those still on their way in. Resolves once that is so. */
  async review(of: { readonly user: string } | { readonly room: RoomId }): Promise<void> {
    const given: unknown = of;
    if (!isFields(given) || typeof (given["user"] ?? given["room"]) !== "string")
      throw mistake("review", "whom it is about", '{ user: "ann" } or { room: "board:x" }', of);
    if ("room" in of) this.#registry.definitionOf(of.room);
    const seats: Seat[] = [];
    for (const session of this.#sessions) {
      if ("user" in of && session.userId !== of.user) continue;
      for (const seat of session.seats)
        if (!("room" in of) || seat.join.room === of.room) seats.push(seat);
    }
    const ms = Math.min(REVIEW_MS, this.#options.limits.authenticateMs);
    await Promise.all(seats.map((seat) => this.#review.review(seat, ms)));
  }

  /** Ends the connections of a user, who comes in again only with a newer proof of who they are. Resolves once they are closed. */
  async revoke(user: string): Promise<void> {
    if (typeof user !== "string") throw mistake("revoke", "the user", "an id, a text", user);
    const sessions = [...this.#sessions].filter(({ userId }) => userId === user);
    const proofs = [...sessions.map(({ proof }) => proof), ...this.#proofs.of(user)];
    this.#revocations.add(user, this.#options.clock.now(), proofs);
    await Promise.all(sessions.map((session) => session.endAccess()));
  }

  #forget(session: Session): void {
    this.#sessions.delete(session);
    this.figures.sessions = this.#sessions.size;
  }
}

/** By feed, what is kept of it; feeds that keep all are left out. */
function keptPosts(kind: RoomImplementation | undefined): {
  readonly [feed: string]: FeedRetention;
} {
  const kept: Record<string, FeedRetention> = {};
  for (const [feed, { keep }] of Object.entries(kind?.feeds ?? {}))
    if (keep !== undefined) kept[feed] = keep;
  return kept;
}
