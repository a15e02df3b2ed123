import { type RoomId, roomId } from "@alongside/core/engine";
import { Watched, watchedOf } from "./watched.ts";

/** What is kept in memory: inboxes of all these rooms together. */
const MOST_KEPT = 200_000;

const NONE: ReadonlySet<string> = new Set();

interface WatchersParts {
  /** Whether anything was ever written of it. */
  isThere(room: RoomId): Promise<boolean>;
  read(id: string): Promise<Iterable<string>>;
}

/** What is known of one of these rooms. */
interface Known {
  readonly inboxes: Promise<ReadonlySet<string>>;
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

  /** Something was written in a room. */
  changed(room: RoomId): void {
    const known = this.#known.get(room);
    if (known === undefined) return;
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
      ({ size }) => {
        if (!isLast()) return;
        known.size += size;
        this.#kept += size;
        for (const oldest of this.#known.keys()) {
          if (this.#kept <= MOST_KEPT || oldest === room) break;
          this.changed(oldest);
        }
      },
      () => isLast() && this.changed(room),
    );
    return known;
  }

  async #read(room: RoomId, id: string): Promise<ReadonlySet<string>> {
    return (await this.#parts.isThere(room)) ? new Set(await this.#parts.read(id)) : NONE;
  }
}
