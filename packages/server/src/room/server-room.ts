import {
  type DraftOf,
  type EventsOf,
  Invalid,
  type Json,
  type PresenceOf,
  type RoomDefinition,
  type StorageOf,
} from "@alongside/core";
import {
  BadMessage,
  checkJson,
  type Clock,
  isFields,
  MAX_RECEIVERS,
  type MutationsOf,
  mistake,
  roomId,
  type RoomId,
  type Seq,
  type Sync,
} from "@alongside/core/engine";
import type { Kind } from "../history/past.ts";
import { RoomHistory } from "../history/room-history.ts";
import type { RoomSeries } from "../series/room-series.ts";
import { seriesHands, type SeriesOf } from "../series/hands.ts";
import { viaHere } from "../followers/handling.ts";
import type { Store } from "../store/store.ts";
import type { Agent, AsUser } from "../auth/user-info.ts";
import type { PersonHere } from "./person-here.ts";
import { SERVER } from "./server-user.ts";
import type { Request } from "./verdict.ts";
import type { RoomPort, Writer, Committed } from "./port.ts";

type Fields = { readonly [field: string]: Json };

/** Without another call an agent is gone after so many ms; and it may say another number, up to a day. */
const TTL_MS = 60_000;
const MAX_TTL_MS = 24 * 60 * 60 * 1000;

/** Words that somebody is shown who is asked to leave, in UTF-16 code units at most. */
const MAX_WORDS = 200;

/** The agents that the server's own code shows among the people of a room. Nobody keeps them: a room that is loaded anew has none. */
export interface AgentsHere<D extends RoomDefinition> {
  /**
   * Shows an agent to everybody, as somebody else whose `user.kind` is `agent`, with the fields given; fields and details of its user
   * that are left out stay as they were. It is gone `ttlMs` after the last call. Rejects with `TypeError` for what is no agent, with
   * `Invalid` for a field that the definition refuses, and with `Refused` for more than may be shown (`limit.presence`).
   */
  set(
    agent: Agent,
    fields?: PresenceOf<D>,
    options?: {
      /** 1 to 86,400,000. @default 60_000 */
      readonly ttlMs?: number;
    },
  ): Promise<void>;
  /** An agent is gone at once, by its id. */
  remove(id: string): Promise<void>;
}

/** Where the past of rooms is read. */
interface PastOf {
  readonly store: Store;
  readonly clock: Clock;
  kindOf(room: RoomId): Kind;
  seriesOf(room: RoomId): RoomSeries;
}

/** As whom the server's own code writes. */
interface AsOptions {
  /**
   * A user, by id or as `authenticate` would return them: the change is theirs in the log, and `authorize`, the rules and undo take it as
   * one that they made in a page. Rejects with `TypeError` for what is no user, and with `Refused` where they may not.
   * @default The user `server`, who may write everything that the rules allow.
   */
  readonly as?: AsUser;
}

/** The server's own hands in a room. Its changes are held to the same schema and rules as everybody's. */
export class ServerRoom<D extends RoomDefinition> {
  readonly #id: RoomId;
  readonly #load: (id: RoomId) => Promise<RoomPort>;
  readonly #author: Writer;
  readonly #writerAs: (room: RoomId, as: AsUser) => Promise<Writer>;
  /** What programs show of themselves here. */
  readonly presence: AgentsHere<D>;

  /** What the room was, and who changed what. */
  readonly history: RoomHistory<D>;
  /** Live values, by the name of their series. They are never in the log. */
  readonly series: SeriesOf<D>;

  constructor(
    definition: D,
    id: string,
    client: string,
    load: (id: RoomId) => Promise<RoomPort>,
    past: PastOf,
    writer: (room: RoomId, as: AsUser) => Promise<Writer>,
  ) {
    this.#writerAs = writer;
    this.#id = roomId(definition.name, id);
    this.history = new RoomHistory<D>({
      id: this.#id,
      store: past.store,
      clock: past.clock,
      user: SERVER.id,
      kind: () => past.kindOf(this.#id),
      write: (run) => this.#submit({ run }),
      ask: (question) => this.#ask(question),
    });
    this.series = seriesHands(definition, () => past.seriesOf(this.#id));
    this.#load = load;
    this.#author = { client, user: SERVER, rights: { read: true, write: true } };
    this.presence = {
      set: async (agent, fields = {} as PresenceOf<D>, { ttlMs = TTL_MS } = {}) => {
        if (!isFields(agent)) throw mistake("room", "an agent", '{ id: "bot" } at least', agent);
        if (!isFields(fields)) throw mistake("room", "presence", "an object of fields", fields);
        if (!(ttlMs >= 1 && ttlMs <= MAX_TTL_MS))
          throw mistake("room", "ttlMs", `a number from 1 to ${MAX_TTL_MS}`, ttlMs);
        checkJson(fields, "presence");
        const shown = { agent, fields: fields as Fields, ttlMs };
        await this.#ask(async (room) => room.showAgent(shown) || undefined);
      },
      remove: async (agent) => {
        await this.#ask(async (room) => room.removeAgent(agent) || undefined);
      },
    };
  }

  /** The state as it stands on disk, and the number of the entry that it is after: 0 for a room that holds nothing. */
  async state(): Promise<{ readonly seq: Seq; readonly state: StorageOf<D> }> {
    const { seq, storage } = await this.#ask((room) => room.read());
    return { seq, state: storage as StorageOf<D> };
  }

  /** The state as it stands on disk. */
  async read(): Promise<StorageOf<D>> {
    return (await this.#ask((room) => room.read())).storage as StorageOf<D>;
  }

  /** Writes one change; resolves once it is durable. Rejects with `Refused` when the schema or a rule says no. */
  async update(
    fn: (doc: DraftOf<D>) => Sync,
    options: AsOptions & { readonly strict?: boolean } = {},
  ): Promise<Committed> {
    if (typeof fn !== "function")
      throw mistake("update", "what is given", "a function such as (doc) => { … }", fn);
    return this.#submit({ draft: fn, strict: options.strict ?? false }, options);
  }

  /** Runs one of the definition's mutations, as the user `server` or another one. Rejects with `Refused` when it, the schema or a rule says no. */
  async mutate<K extends keyof MutationsOf<D> & string>(
    name: K,
    args: MutationsOf<D>[K],
    options: AsOptions = {},
  ): Promise<Committed> {
    return this.#submit({ mutation: { name, args: args as never } }, options);
  }

  /** Who is here, each page of theirs, and what they show; programs too. */
  people(): Promise<readonly PersonHere[]> {
    return this.#ask(async ({ isOpen, company }) => (isOpen ? company.list() : undefined));
  }

  /**
   * Ends what a user, by id, has open of this room, with `room.kicked` and these words. What they had not saved stays with their page. They
   * may come in again, unless `authorize` says no: call `server.review` or `server.revoke` for those whose rights are others. Resolves
   * with how many pages that were.
   */
  async kick(user: string, message = "You were asked to leave the room"): Promise<number> {
    if (typeof user !== "string") throw mistake("kick", "the user", "an id, a text", user);
    if (typeof message !== "string" || message.length > MAX_WORDS)
      throw mistake("kick", "the message", `a text of ${MAX_WORDS} characters at most`, message);
    return this.#ask(async ({ isOpen, company }) =>
      isOpen ? company.kick(user, message) : undefined,
    );
  }

  /**
   * Sends one of the definition's events to everybody here, or to those with these ids of users or clients, 100 at most. It comes from
   * nobody. Resolves with how many pages it is for. Rejects with `Invalid` for what the definition refuses.
   */
  async broadcast<K extends keyof EventsOf<D> & string>(
    name: K,
    body: EventsOf<D>[K],
    options: { readonly to?: readonly string[] } = {},
  ): Promise<number> {
    const { to } = options;
    checkJson(body, `event ${name}`);
    if (to !== undefined && !(Array.isArray(to) && to.length <= MAX_RECEIVERS))
      throw mistake("broadcast", "to", `a list of ${MAX_RECEIVERS} ids at most`, to);
    return this.#ask(async ({ isOpen, company }) => {
      if (!isOpen) return undefined;
      try {
        return company.announce(name, body as Json, to);
      } catch (error) {
        throw error instanceof BadMessage ? new Invalid(`event ${name}`, error.message) : error;
      }
    });
  }

  async #submit(request: Request, { as }: AsOptions = {}): Promise<Committed> {
    const via = viaHere();
    const author = as === undefined ? this.#author : await this.#writerAs(this.#id, as);
    const asked = via === undefined ? request : { ...request, via };
    return this.#ask((room) => room.write(author, asked));
  }

  /** A room may leave memory before its turn comes: the one that is loaded next is asked then. */
  async #ask<T>(question: (room: RoomPort) => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const room = await this.#load(this.#id);
      const answer = await question(room);
      if (answer !== undefined) return answer;
    }
  }
}
