import { type RoomDefinition, type DraftOf, Refused, type StorageOf } from "@alongside/core";
import {
  type Entry,
  type MutationsOf,
  mistake,
  roomId,
  type RoomId,
  type Seq,
  type Sync,
  type UserInfo,
} from "@alongside/core/engine";
import type { AuthorNote } from "./down.ts";
import type { Author, Request } from "./judge.ts";
import type { Room } from "./room.ts";

/** The user as whom the server's own code writes. */
const SERVER: UserInfo = { id: "server", name: "Server", color: "#64748b" };

/** How large a change of the server's own is taken to be, as JSON. */
const ABOUT_BYTES = 200;

/** How a change of the server's own ended: where in the log, and which ops had nothing left to write to. */
export interface Committed {
  readonly seq: Seq;
  readonly void: readonly (readonly [key: string, index: number])[];
}

/** The server's own hands in a room. Its changes are held to the same schema and rules as everybody's. */
export class ServerRoom<D extends RoomDefinition> {
  readonly #id: RoomId;
  readonly #load: (id: RoomId) => Promise<Room>;
  readonly #author: Author;

  constructor(definition: D, id: string, client: string, load: (id: RoomId) => Promise<Room>) {
    this.#id = roomId(definition.name, id);
    this.#load = load;
    this.#author = { client, user: SERVER, rights: { read: true, write: true } };
  }

  /** The state as it stands on disk. */
  async read(): Promise<StorageOf<D>> {
    return this.#with(async (room) => {
      const view = room.judge.view as StorageOf<D>;
      await room.flushed();
      return view;
    });
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
    return this.#with(
      (room) =>
        new Promise<Committed>((resolve, reject) => {
          const n = room.ledger.head(this.#author.client) + 1;
          room.submit(this.#author, n, request, ABOUT_BYTES, (outcome) => {
            if (outcome instanceof Error) reject(outcome);
            else settle(outcome, resolve, reject);
          });
        }),
    );
  }

  async #with<T>(fn: (room: Room) => Promise<T>): Promise<T> {
    let room = await this.#load(this.#id);
    // It may have left memory while this was waiting for its turn.
    while (!room.isOpen) room = await this.#load(this.#id);
    const unpin = room.pin();
    try {
      return await fn(room);
    } finally {
      unpin();
    }
  }
}

function settle(
  { entry, note }: { readonly entry: Entry; readonly note: AuthorNote | undefined },
  resolve: (committed: Committed) => void,
  reject: (error: Refused) => void,
): void {
  if (entry.kind === "outcome") reject(new Refused(entry.code, entry.message));
  else resolve({ seq: entry.seq, void: note?.void ?? [] });
}
