import type { PostState } from "@alongside/core/engine";

/** Posts in the order of their places, each once. */
export class PostOrder {
  #list: PostState[] = [];

  get all(): readonly PostState[] {
    return this.#list;
  }

  /** Puts a post in its place, or in that of what it was before. */
  put(post: PostState): void {
    const at = this.#at(post);
    const isThere = this.#list[at]?.id === post.id;
    if (at === this.#list.length) this.#list.push(post);
    else this.#list.splice(at, isThere ? 1 : 0, post);
  }

  remove(post: PostState): void {
    const at = this.#at(post);
    if (this.#list[at]?.id === post.id) this.#list.splice(at, 1);
  }

  clear(): void {
    this.#list = [];
  }

  /** The index of a post, or where it would stand. Mostly it is a new one, behind all others. */
  #at(post: PostState): number {
    const list = this.#list;
    let [from, to] = [0, list.length];
    const last = list.at(-1);
    if (last !== undefined && isBefore(last, post)) return to;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (isBefore(list[middle] as PostState, post)) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

/** Whether a post stands before another one. */
export function isBefore(
  a: Pick<PostState, "seq" | "i">,
  b: Pick<PostState, "seq" | "i">,
): boolean {
  return a.seq < b.seq || (a.seq === b.seq && a.i < b.i);
}
