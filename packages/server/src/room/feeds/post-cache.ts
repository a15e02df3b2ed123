import type { PostState, Seq } from "@alongside/core/engine";

/** A post, and the feed that it stands in. */
export interface KnownPost {
  readonly feed: string;
  readonly post: PostState;
}

/** So many posts are kept in memory, and so many characters of them as JSON. */
const MOST = 2000;
const MOST_CHARS = 8 << 20;

interface Kept {
  /** Undefined: there is none of the id. */
  readonly known: KnownPost | undefined;
  readonly chars: number;
}

/** Posts of a room that were looked at last. What is not on disk yet stays. */
export class PostCache {
  readonly #kept = new Map<string, Kept>();
  /** Those that the store may have let go of, and that have an entry on its way. */
  readonly #old = new Set<string>();
  #chars = 0;

  /** Undefined where it is not known whether there is one; null where there is none. */
  get(id: string): KnownPost | null | undefined {
    const kept = this.#kept.get(id);
    if (kept === undefined) return undefined;
    this.#kept.delete(id);
    this.#kept.set(id, kept);
    return kept.known ?? null;
  }

  set(id: string, known: KnownPost | undefined, chars: number): void {
    this.forget(id);
    this.#kept.set(id, { known, chars });
    this.#chars += chars;
  }

  forget(id: string): void {
    this.#chars -= this.#kept.get(id)?.chars ?? 0;
    this.#kept.delete(id);
  }

  /** The store let posts go: all that are there are to be read anew, as far as they are on disk. */
  swept(durable: Seq): void {
    for (const [id, { known }] of this.#kept) if (known !== undefined) this.#old.add(id);
    this.#forgetOld(durable);
  }

  #forgetOld(durable: Seq): void {
    for (const id of this.#old) {
      const last = this.#kept.get(id)?.known?.post.last ?? 0;
      if (last > durable) continue;
      this.forget(id);
      this.#old.delete(id);
    }
  }

  /** Lets those go that nobody looked at for longest, as far as their last entry is `durable`. */
  trim(durable: Seq): void {
    this.#forgetOld(durable);
    for (const [id, { known }] of this.#kept) {
      if (this.#kept.size <= MOST && this.#chars <= MOST_CHARS) return;
      if (known !== undefined && known.post.last > durable) continue;
      this.forget(id);
    }
  }
}
