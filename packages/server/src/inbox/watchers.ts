import { type Entry, type RoomId, roomId } from "@alongside/core/engine";
import { type Watch, Watched, watchedOf } from "./watched.ts";

/** What is kept in memory: inboxes of all these rooms together. */
const MOST_KEPT = 200_000;

interface WatchersParts {
  /** Whether anything was ever written of it. */
  isThere(room: RoomId): Promise<boolean>;
  read(id: string): Promise<Iterable<string>>;
}

/** What is known of one of these rooms. */
interface Known {
  readonly inboxes: Promise<ReadonlySet<string>>;
  /** Once it is read. */
  set?: Set<string>;
  size: number;
}

/** From which inboxes what is watched, as it is on disk. */
export class Watchers {
  readonly #parts: WatchersParts;
  readonly #known = new Map<RoomId, Known>();
  #kept = 0;

  constructor(parts: WatchersParts) {
    this.#parts = parts;
  }

  /** Ids of inboxes. Rejects with what the store throws. */
  of(what: string): Promise<ReadonlySet<string>> {
    const id = watchedOf(what);
    const room = roomId(Watched.name, id);
    return (this.#known.get(room) ?? this.#look(room, id)).inboxes;
  }

  /** Entries of a room are on disk. What is known follows them; what is being read is read again by whoever asks next. */
  changed(room: RoomId, entries: readonly Entry[]): void {
    const known = this.#known.get(room);
    if (known === undefined) return;
    if (known.set === undefined) return this.#forget(room, known);
    for (const entry of entries) {
      if (entry.kind !== "change") continue;
      if (entry.mutation?.name !== "watch") return this.#forget(room, known);
      const { inbox, on } = entry.mutation.args as unknown as Watch;
      if (on) known.set.add(inbox);
      else known.set.delete(inbox);
    }
    this.#kept += known.set.size + 1 - known.size;
    known.size = known.set.size + 1;
  }

  #forget(room: RoomId, known: Known): void {
    this.#kept -= known.size;
    this.#known.delete(room);
  }

  #look(room: RoomId, id: string): Known {
    const inboxes = this.#read(room, id);
    const known: Known = { inboxes, size: 1 };
    const isLast = (): boolean => this.#known.get(room) === known;
    this.#known.set(room, known);
    this.#kept += 1;
    inboxes.then(
      (set) => {
        if (!isLast()) return;
        known.set = set;
        known.size += set.size;
        this.#kept += set.size;
        for (const [oldest, of] of this.#known) {
          if (this.#kept <= MOST_KEPT || of === known) break;
          this.#forget(oldest, of);
        }
      },
      () => isLast() && this.#forget(room, known),
    );
    return known;
  }

  async #read(room: RoomId, id: string): Promise<Set<string>> {
    return new Set((await this.#parts.isThere(room)) ? await this.#parts.read(id) : []);
  }
}
