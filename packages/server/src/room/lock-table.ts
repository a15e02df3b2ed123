import type { LockTarget, UserInfo } from "@alongside/core/engine";

/** A lock that somebody holds. */
export interface Lock extends LockTarget {
  readonly client: string;
  /** As the room shows them. */
  user: UserInfo;
  /** The top-level key that its record is under. */
  readonly key: string;
  /** In ms of the clock. */
  expiresAt: number;
}

const NONE: ReadonlySet<Lock> = new Set();

/** The locks of a room: of any two that are at odds, one at most is held. Time is passed in. */
export class LockTable {
  /** By record, then by field: "" for the whole record. */
  readonly #records = new Map<string, Map<string, Map<string, Lock>>>();
  readonly #clients = new Map<string, Set<Lock>>();
  /** No lock ends before this. */
  #earliest = Infinity;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** When it is time to look for locks that have ended; infinite where there are none. */
  get earliest(): number {
    return this.#earliest;
  }

  /** Clients that hold something. */
  get clients(): Iterable<string> {
    return this.#clients.keys();
  }

  of(client: string): ReadonlySet<Lock> {
    return this.#clients.get(client) ?? NONE;
  }

  /** The lock of `client` on exactly this. */
  find({ id, field = "" }: LockTarget, client: string): Lock | undefined {
    return this.#records.get(id)?.get(field)?.get(client);
  }

  /** Locks that are at odds with one on `target`: those on the same record, unless both are on fields and these differ. */
  on({ id, field }: LockTarget): readonly Lock[] {
    const fields = this.#records.get(id);
    if (fields === undefined) return [];
    const found: Lock[] = [];
    for (const [name, locks] of fields)
      if (field === undefined || name === "" || name === field) found.push(...locks.values());
    return found;
  }

  add(lock: Lock): void {
    const { id, field = "", client } = lock;
    let fields = this.#records.get(id);
    if (fields === undefined) this.#records.set(id, (fields = new Map()));
    let locks = fields.get(field);
    if (locks === undefined) fields.set(field, (locks = new Map()));
    locks.set(client, lock);
    let own = this.#clients.get(client);
    if (own === undefined) this.#clients.set(client, (own = new Set()));
    own.add(lock);
    this.#size += 1;
    this.#earliest = Math.min(this.#earliest, lock.expiresAt);
  }

  /** Also one that is not in it any more. */
  remove(lock: Lock): void {
    const own = this.#clients.get(lock.client);
    if (own?.delete(lock) !== true) return;
    this.#size -= 1;
    if (own.size === 0) this.#clients.delete(lock.client);
    const { id, field = "", client } = lock;
    const fields = this.#records.get(id);
    const locks = fields?.get(field);
    locks?.delete(client);
    if (locks?.size === 0) fields?.delete(field);
    if (fields?.size === 0) this.#records.delete(id);
  }

  /** Removes the locks for which `isOver` returns true, and returns them. */
  removeIf(isOver: (lock: Lock) => boolean): readonly Lock[] {
    const over: Lock[] = [];
    for (const own of this.#clients.values())
      for (const lock of own) if (isOver(lock)) over.push(lock);
    for (const lock of over) this.remove(lock);
    return over;
  }

  /** Removes the locks that have ended by `now`, and returns them. Costs nothing before the first may have. */
  expire(now: number): readonly Lock[] {
    if (now < this.#earliest) return [];
    const over = this.removeIf((lock) => lock.expiresAt <= now);
    this.#earliest = Infinity;
    for (const own of this.#clients.values())
      for (const { expiresAt } of own) this.#earliest = Math.min(this.#earliest, expiresAt);
    return over;
  }
}
