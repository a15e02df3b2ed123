import { type RoomDefinition, type DraftOf, type StorageOf } from "@alongside/core";
import {
  type MutationsOf,
  mistake,
  roomId,
  type RoomId,
  type Sync,
  type UserInfo,
} from "@alongside/core/engine";
import type { Request } from "./verdict.ts";
import type { RoomPort, Writer, Committed } from "./port.ts";

/** The user as whom the server's own code writes. */
const SERVER: UserInfo = { id: "server", name: "Server", color: "#64748b" };

/** The server's own hands in a room. Its changes are held to the same schema and rules as everybody's. */
export class ServerRoom<D extends RoomDefinition> {
  readonly #id: RoomId;
  readonly #load: (id: RoomId) => Promise<RoomPort>;
  readonly #author: Writer;

  constructor(definition: D, id: string, client: string, load: (id: RoomId) => Promise<RoomPort>) {
    this.#id = roomId(definition.name, id);
    this.#load = load;
    this.#author = { client, user: SERVER, rights: { read: true, write: true } };
  }

  /** The state as it stands on disk. */
  async read(): Promise<StorageOf<D>> {
    return (await this.#ask((room) => room.read())) as StorageOf<D>;
  }

  /** Writes one change; resolves once it is durable. Rejects with `Refused` when the schema or a rule says no. */
  async update(
    fn: (doc: DraftOf<D>) => Sync,
    options: { readonly strict?: boolean } = {},
  ): Promise<Committed> {
    if (typeof fn !== "function")
      throw mistake("update", "what is given", "a function such as (doc) => { … }", fn);
    return this.#submit({ draft: fn, strict: options.strict ?? false });
  }

  /** Runs one of the definition's mutations, as the user `server`. Rejects with `Refused` when it, the schema or a rule says no. */
  async mutate<K extends keyof MutationsOf<D> & string>(
    name: K,
    args: MutationsOf<D>[K],
  ): Promise<Committed> {
    return this.#submit({ mutation: { name, args: args as never } });
  }

  async #submit(request: Request): Promise<Committed> {
    return this.#ask((room) => room.write(this.#author, request));
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
