import { Refused } from "@alongside/core";
import type { Limits } from "../limits.ts";
import type { Room } from "../room/room.ts";
import { EmptyRooms } from "./empty-rooms.ts";

/** Knows which address had which rooms opened, so that none has too many in memory. The server's own have no address. */
export class OpenedRooms {
  readonly #limit: number;
  readonly #empty: EmptyRooms;
  readonly #openers = new WeakMap<Room, string>();
  /** How many rooms in memory, or on their way there, each address had opened. */
  readonly #counts = new Map<string, number>();

  constructor({ roomsPerAddress, roomsPerConnection, emptyRooms }: Limits) {
    this.#limit = roomsPerAddress;
    this.#empty = new EmptyRooms(roomsPerConnection, emptyRooms);
  }

  /** Throws `limit.address-rooms` when an address that wants a room opened has too many already. */
  check(address: string): void {
    if (address === "" || (this.#counts.get(address) ?? 0) < this.#limit) return;
    const message = `More than ${this.#limit} rooms were opened from ${address}`;
    throw new Refused("limit.address-rooms", message);
  }

  /** A room is on its way into memory. */
  begin(address: string): void {
    this.#count(address, 1);
  }

  /** It did not get there. */
  fail(address: string): void {
    this.#count(address, -1);
  }

  opened(room: Room, address: string): void {
    this.#openers.set(room, address);
  }

  entered(room: Room): void {
    this.#empty.delete(room, this.#opener(room));
  }

  /** Nobody is in it. What was never written costs nothing to make again; the rest is kept for a while. */
  emptied(room: Room): void {
    if (room.isUntouched && room.release()) return;
    this.#empty.add(room, this.#opener(room));
  }

  /** It has left memory. */
  closed(room: Room): void {
    this.#empty.delete(room, this.#opener(room));
    this.#count(this.#opener(room), -1);
  }

  #opener(room: Room): string {
    return this.#openers.get(room) ?? "";
  }

  #count(address: string, more: 1 | -1): void {
    const count = (this.#counts.get(address) ?? 0) + more;
    if (count > 0) this.#counts.set(address, count);
    else this.#counts.delete(address);
  }
}
