import type { DraftOf, RoomDefinition, StorageOf } from "@alongside/core";
import type { MutationsOf, Sync, UserInfo } from "@alongside/core/engine";
import { createServer, type RoomImplementation, type Written } from "@alongside/server";

/** What one user does in a room, held to `authorize`, schema and rules as what they do in a page. */
export interface TestUser<D extends RoomDefinition> {
  /** Writes one change; resolves once it is committed. Rejects with `Refused`, with its code and words, where the user may not. */
  update(fn: (doc: DraftOf<D>) => Sync): Promise<Written>;
  /** Runs a mutation of the definition; rejects as `update` does. */
  mutate<K extends keyof MutationsOf<D> & string>(
    name: K,
    args: MutationsOf<D>[K],
  ): Promise<Written>;
}

/** A room on a server of its own, in memory, for tests of rules and mutations. */
export interface TestRoom<D extends RoomDefinition> {
  /** The state, once all that was written before is in it. */
  read(): Promise<StorageOf<D>>;
  /** The hands of a user, by id or as `authenticate` would return them. */
  as(user: string | UserInfo): TestUser<D>;
  /** Ends the server. */
  close(): Promise<void>;
}

/**
 * Makes an empty room `test` of an implementation, without sockets and disks: `testRoom(board).as("ann").mutate("rename", { title: "Plans" })`.
 * What an app's function throws by accident is printed. Throws `TypeError` for what `implement` did not make.
 */
export function testRoom<D extends RoomDefinition>(
  implementation: RoomImplementation<D>,
): TestRoom<D> {
  const server = createServer({ rooms: [implementation], log: () => {}, onError: console.error });
  const room = server.room(implementation.definition, "test");
  return {
    read: () => room.read(),
    as: (user) => ({
      update: (fn) => room.update(fn, { as: user }),
      mutate: (name, args) => room.mutate(name, args, { as: user }),
    }),
    close: () => server.close(),
  };
}
