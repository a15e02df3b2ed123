/** A room as far as this needs it. */
export interface Emptied {
  /** Takes it out of memory, unless something is still going on in it. Returns whether it went. */
  release(): boolean;
}

/**
 * Rooms that nobody is in and that are kept a while for who comes back. So many of each address that opened them, and so many in
 * all, may be: those left longest ago go first.
 */
export class EmptyRooms {
  readonly #ofAddress: number;
  readonly #inAll: number;
  /** By the address that opened them, each in the order in which they were left. */
  readonly #rooms = new Map<string, Set<Emptied>>();
  #count = 0;

  constructor(ofAddress: number, inAll: number) {
    this.#ofAddress = ofAddress;
    this.#inAll = inAll;
  }

  /** A room was left by the last who was in it. */
  add(room: Emptied, address: string): void {
    this.delete(room, address);
    const rooms = this.#rooms.get(address) ?? new Set();
    rooms.add(room);
    this.#rooms.set(address, rooms);
    this.#count += 1;
    if (rooms.size > this.#ofAddress) this.#release(rooms, address);
    if (this.#count <= this.#inAll) return;
    // The address with most of them makes room.
    let most: readonly [string, Set<Emptied>] = [address, rooms];
    for (const entry of this.#rooms) if (entry[1].size > most[1].size) most = entry;
    this.#release(most[1], most[0]);
  }

  /** Somebody is in it again, or it has left memory. */
  delete(room: Emptied, address: string): void {
    const rooms = this.#rooms.get(address);
    if (rooms?.delete(room) !== true) return;
    this.#count -= 1;
    if (rooms.size === 0) this.#rooms.delete(address);
  }

  /** Lets the one go that was left longest ago, of those in which nothing is going on. */
  #release(rooms: ReadonlySet<Emptied>, address: string): void {
    for (const room of rooms) {
      if (!room.release()) continue;
      this.delete(room, address);
      return;
    }
  }
}
