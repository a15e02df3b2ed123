import { Refused } from "@alongside/core";
import type { RoomId } from "@alongside/core/engine";

const REMEMBERED = 100_000;

/**
 * Whose the client ids are that came into rooms lately. Others see them, and must not take them before their owner has written there,
 * and the room's ledger knows.
 */
export class ClientOwners {
  /** User ids by room and client, the one that came longest ago first. */
  readonly #users = new Map<string, string>();

  /** A user comes into a room as `client`. Throws `auth.client-taken` where another one did. */
  claim(room: RoomId, client: string, user: string): void {
    const key = `${client} ${room}`;
    const owner = this.#users.get(key);
    if (owner !== undefined && owner !== user)
      throw new Refused("auth.client-taken", `Client id ${client} belongs to another user`);
    this.#users.delete(key);
    this.#users.set(key, user);
    if (this.#users.size > REMEMBERED) this.#users.delete(this.#users.keys().next().value ?? "");
  }

  /** The room knows that the id is not `user`'s: whoever it is of may come. */
  release(room: RoomId, client: string, user: string): void {
    const key = `${client} ${room}`;
    if (this.#users.get(key) === user) this.#users.delete(key);
  }
}
