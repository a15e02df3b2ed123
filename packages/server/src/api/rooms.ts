import { createHash } from "node:crypto";
import { Refused, type RoomDefinition } from "@alongside/core";
import {
  type Clock,
  parseRoomId,
  type Rights,
  type RoomId,
  type Seq,
  type UserInfo,
  type VersionEntry,
} from "@alongside/core/engine";
import { checkUser } from "../auth/user-info.ts";
import type { Follower } from "../followers/options.ts";
import { Past } from "../history/past.ts";
import { PastSource } from "../history/past-source.ts";
import type { AskedActivity, RoomsActivity } from "../history/rooms-activity.ts";
import { colorOf } from "../identity/palette.ts";
import type { Registry } from "../registry/registry.ts";
import { writerAs } from "../registry/writer-as.ts";
import { onceNumber } from "../room/once-number.ts";
import type { Committed, PostRanges, RoomPort, Terms, Writer } from "../room/port.ts";
import type { Request } from "../room/verdict.ts";
import type { RoomList, Rooms } from "../rooms/rooms.ts";
import type { RoomSeries } from "../series/room-series.ts";
import { Dropped, type Store } from "../store/store.ts";
import type { Naming } from "../store/versions.ts";
import type { Access } from "./access.ts";
import type { Call } from "./contract.ts";
import { badRequest, etagOf, Problem, problemOf } from "./problem.ts";

/** Rooms that one answer lists. */
const MOST_ROOMS = 1000;

/** Entries that are looked through for one at a time. */
const PAGE = 200;

export interface ApiRoomsOptions {
  readonly rooms: Rooms;
  readonly registry: Registry;
  readonly store: Store;
  readonly clock: Clock;
  /** The client id of the server's own code. */
  readonly client: string;
  /** How long `authorize` may take, in ms. */
  readonly authorizeMs: number;
  /** Who reads the logs of rooms in this process. */
  readonly followers: () => readonly Follower[];
  activity(asked: AskedActivity): Promise<RoomsActivity>;
  /** Hears of entries once they are on disk. Returns what ends that. */
  onDurable(listener: (room: RoomId) => void): () => void;
}

/** The rooms, as whoever has a key asks for them. */
export class ApiRooms {
  readonly #options: ApiRoomsOptions;

  /** Who follows which room. */
  readonly #heard = new Map<RoomId, Set<() => void>>();

  constructor(options: ApiRoomsOptions) {
    this.#options = options;
    options.onDurable((room) => {
      for (const listener of this.#heard.get(room) ?? []) listener();
    });
  }

  followers(): readonly Follower[] {
    return this.#options.followers();
  }

  get store(): Store {
    return this.#options.store;
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  definitionOf(room: RoomId): RoomDefinition {
    return this.#options.registry.definitionOf(room);
  }

  /** The live values of a room, which need not be in memory or hold anything. */
  seriesOf(room: RoomId): RoomSeries {
    return this.#options.registry.series.of(room);
  }

  /** All of them, whatever a key is good for. */
  get all(): Rooms {
    return this.#options.rooms;
  }

  /** Hears each time that entries of a room are on disk. Returns what ends that. */
  hear(room: RoomId, listener: () => void): () => void {
    const heard = this.#heard.get(room) ?? new Set();
    this.#heard.set(room, heard.add(listener));
    return () => {
      heard.delete(listener);
      if (heard.size === 0 && this.#heard.get(room) === heard) this.#heard.delete(room);
    };
  }

  /** The room that a path names, of a kind that this server runs. Throws `Problem` and `Refused`. */
  named(call: Call): RoomId {
    const room = this.idOf(call);
    this.#options.registry.definitionOf(room);
    return room;
  }

  /** The room that a path names, of which the key may know. Throws `Problem`. */
  idOf({ access, params }: Call): RoomId {
    const room = params["room"] ?? "";
    if (parseRoomId(room) === undefined)
      throw badRequest(`A room is named as "board:roadmap", got ${JSON.stringify(room)}`, "room");
    if (!room.startsWith(access.rooms))
      throw new Problem(
        403,
        "auth.rooms",
        `The key is good for rooms that begin with ${access.rooms}`,
      );
    return room;
  }

  /** The rooms whose ids begin with `prefix`, in order, of those that the key is good for. */
  async list(access: Access, prefix: string, after: RoomId, limit: number): Promise<RoomList> {
    const isWithin = prefix.startsWith(access.rooms);
    if (!isWithin && !access.rooms.startsWith(prefix)) return { rooms: [] };
    return this.all.list({ prefix: isWithin ? prefix : access.rooms, after, limit });
  }

  /** Where a room is. Rejects with `Problem` where nothing was ever written in it. */
  async head(room: RoomId): Promise<Seq> {
    const seq = await this.#options.store.head(room);
    if (seq === 0) throw missing(room);
    return seq;
  }

  /** The storage, as it is on disk. */
  async read(room: RoomId, call: Call): Promise<{ readonly seq: Seq; readonly storage: object }> {
    return this.#ask(room, call, (port) => port.read());
  }

  /** Deletes a room; one that is not there is deleted already. */
  async delete(room: RoomId, call: Call): Promise<void> {
    const terms = call.headers["if-match"];
    if (terms !== undefined) {
      const head = await this.#options.store.head(room);
      const wanted = conditionOf(terms);
      if (wanted === "any" ? head === 0 : wanted !== head) throw stale(room, head);
    }
    await this.all.delete(room);
  }

  /**
   * Writes one change under the conditions of its request: `If-Match`, `If-None-Match: *`, `Idempotency-Key`, and `as` in the query.
   * Resolves with its entry. Rejects with `Problem` and `Refused`.
   */
  async write(
    room: RoomId,
    call: Call,
    request: Request | ((author: Writer) => Promise<Request>),
  ): Promise<Seq> {
    const { store, clock } = this.#options;
    const author = await this.author(room, call);
    const once = this.once(room, call);
    const made =
      typeof request === "function"
        ? await request(author).catch((error: unknown) => unmade(error))
        : request;
    const head = await this.headAsked(room, call);
    const terms: Terms = {
      ...(head !== undefined && { head }),
      ...(once !== undefined && { n: once.n }),
    };
    const writer = once === undefined ? author : { ...author, client: once.client };
    const { seq, again }: Committed = await this.#ask(room, call, (port) =>
      port.write(writer, made, terms),
    );
    if (seq > 0 || again === undefined) return seq;
    return entryOf(store, clock, room, writer.client, again.at);
  }

  /** Whom a change is of: the server, or the user that the query names, with that user's rights. */
  async author(room: RoomId, { query }: Call): Promise<Writer> {
    const { client } = this.#options;
    const id = query.get("as");
    if (id === null) return { client, user: SERVER, rights: { read: true, write: true } };
    try {
      return await writerAs(this.#options, room, id);
    } catch (error) {
      throw error instanceof TypeError ? badRequest(error.message, "as") : error;
    }
  }

  /** Who looks: the server, which may read all, or the user that the query names. Rejects with `Problem` and `Refused`. */
  async reader(room: RoomId, { query }: Call): Promise<Writer> {
    const { client, registry, authorizeMs } = this.#options;
    const id = query.get("as");
    if (id === null) return { client, user: SERVER, rights: { read: true, write: true } };
    let user: UserInfo;
    try {
      user = checkUser({ id, name: id, color: colorOf(id) });
    } catch (error) {
      throw error instanceof TypeError ? badRequest(error.message, "as") : error;
    }
    return { client, user, rights: await registry.rights(user, room, authorizeMs) };
  }

  /** What finds out where threads are in texts, for somebody with `rights`. */
  rangesOf(
    room: RoomId,
    call: Call,
    rights: Rights,
  ): (posts: readonly string[]) => Promise<PostRanges> {
    return (posts) => this.#ask(room, call, (port) => port.postRanges(posts, rights));
  }

  /** What was done in rooms: see `roomsActivity`. */
  activity(asked: AskedActivity): Promise<RoomsActivity> {
    return this.#options.activity(asked);
  }

  /** The names of who is in a room now. */
  async namesIn(room: RoomId): Promise<ReadonlyMap<string, string>> {
    const people = await this.all.get(room).people();
    return new Map(people.map(({ user }) => [user.id, user.name]));
  }

  /** The client and the number of what is asked for once; undefined without a key. Throws `Problem`. */
  once(
    room: RoomId,
    { query, params, body, headers }: Call,
  ): { readonly client: string; readonly n: number } | undefined {
    const given = headers["idempotency-key"];
    if (given === undefined) return undefined;
    const key = String(given);
    if (!/^[\x20-\x7e]{1,255}$/.test(key))
      throw badRequest("An Idempotency-Key has 1 to 255 characters of ASCII", "Idempotency-Key");
    const asked = createHash("sha256")
      .update(JSON.stringify([params, query.get("as"), body.type]))
      .update(body.bytes)
      .digest();
    const n = onceNumber(asked.readUInt32BE(0) >>> 1, this.#options.clock.now());
    return { client: `once_${hash([room, key], 19)}`, n };
  }

  /** The number that the room has to be at. */
  async headAsked(room: RoomId, { headers }: Call): Promise<Seq | undefined> {
    const match = headers["if-match"];
    if (headers["if-none-match"] !== undefined) {
      if (headers["if-none-match"] !== "*" || match !== undefined)
        throw badRequest("A write takes If-Match or If-None-Match: *", "If-None-Match");
      return 0;
    }
    if (match === undefined) return undefined;
    const wanted = conditionOf(match);
    if (wanted !== "any") return wanted;
    const head = await this.#options.store.head(room);
    if (head === 0) throw stale(room, 0);
    return undefined;
  }

  /** The past of a room, for a user who may see it. Rejects with `Refused` where they may not. */
  async pastFor({ user, rights }: Writer, room: RoomId): Promise<PastSource> {
    const { registry, store, clock, authorizeMs } = this.#options;
    if (user !== SERVER) await registry.checkHistory(user, room, rights, authorizeMs);
    const kind = () => registry.kindOf(room);
    return new PastSource({ id: room, store, clock, kind }, new Past(store, clock));
  }

  /** Gives a moment a name. Rejects as `RoomPort.nameVersion` does. */
  nameVersion(room: RoomId, call: Call, naming: Naming, head?: Seq): Promise<VersionEntry> {
    return this.#ask(room, call, (port) => port.nameVersion(naming, head));
  }

  /** Asks the room, until one that is in memory answers. Rooms of one address take turns on their way into memory. */
  async #ask<T>(
    room: RoomId,
    { address, isWanted }: Call,
    question: (port: RoomPort) => Promise<T | undefined>,
  ): Promise<T> {
    for (;;) {
      const port = await this.#options.registry.enter(room, address, isWanted);
      if (port === undefined) throw new Refused("room.reset", "Nobody waits for this any more");
      const answer = await question(port);
      if (answer !== undefined) return answer;
    }
  }
}

/** What could not be made ready, unless it was made before under its key: then its end is told. */
function unmade(error: unknown): Request {
  const told = problemOf(error) ?? error;
  return {
    run: () => {
      throw told;
    },
  };
}

/** As whom the API writes where no user is named. */
const SERVER = { id: "server", name: "Server", color: "#64748b" } as const;

/** The number in an `If-Match`, or that there has to be any. Throws `Problem`. */
function conditionOf(header: string): Seq | "any" {
  if (header.trim() === "*") return "any";
  const digits = /^\s*"(0|[1-9]\d{0,15})"\s*$/.exec(header)?.[1];
  if (digits === undefined)
    throw badRequest(
      `If-Match takes one ETag such as "12", got ${JSON.stringify(header)}`,
      "If-Match",
    );
  return Number(digits);
}

function stale(room: RoomId, seq: Seq): Problem {
  return new Problem(412, "write.stale", `${room} is at ${seq}`, {
    headers: { ETag: etagOf(seq) },
    details: { seq },
  });
}

/** The refusal of a room in which nothing was written. */
export function missing(room: RoomId): Problem {
  return new Problem(404, "room.missing", `Nothing was written in ${room} yet`);
}

/** The limit of a list that a query asks for. Throws `Problem`. */
export function limitOf(query: URLSearchParams, most = MOST_ROOMS, usual = 100): number {
  const given = query.get("limit") ?? String(usual);
  const limit = Number(given);
  if (/^\d{1,9}$/.test(given) && limit >= 1 && limit <= most) return limit;
  throw badRequest(`limit takes a number from 1 to ${most}, got ${JSON.stringify(given)}`, "limit");
}

/** The entry that a client wrote at `at`: the last of that time or a little before. 0 where it is not kept any more. */
async function entryOf(
  store: Store,
  clock: Clock,
  room: RoomId,
  client: string,
  at: number,
): Promise<Seq> {
  for (let end = await store.head(room); end > 0; end -= PAGE) {
    const after = Math.max(0, end - PAGE);
    let first = Number.POSITIVE_INFINITY;
    try {
      for await (const entry of store.read(room, after, end - after)) {
        first = Math.min(first, entry.at);
        if ("client" in entry && entry.client === client) return entry.seq;
      }
    } catch (error) {
      if (error instanceof Dropped) return 0;
      throw error;
    }
    if (first < at) return 0;
    await new Promise<void>((resolve) => void clock.after(0, resolve));
  }
  return 0;
}

function hash(parts: readonly string[], length: number): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, length);
}
