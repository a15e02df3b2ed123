import type { PostList, PostState } from "@alongside/core/engine";
import type { FeedHandle, FeedView, Post } from "../../../packages/client/src/feeds/index.ts";

const LISTS: readonly PostList[] = ["pinned", "threads", "open-threads", "resolved-threads"];

/** What one page shows of a feed beside its posts: threads that are open, and lists. */
export class Views {
  readonly #chat: FeedHandle<string>;
  readonly #stops = new Map<FeedView<string>, () => void>();
  readonly threads = new Map<string, FeedView<string>>();
  readonly lists = new Map<PostList, FeedView<string>>();

  constructor(chat: FeedHandle<string>) {
    this.#chat = chat;
    for (const only of LISTS) {
      const view = chat.list(only);
      view.subscribe(() => undefined);
      this.lists.set(only, view);
    }
  }

  get all(): readonly FeedView<string>[] {
    return [this.#chat, ...this.threads.values(), ...this.lists.values()];
  }

  /** All posts that are shown somewhere, each once. */
  get posts(): readonly Post<string>[] {
    const all = this.all.flatMap((view) => view.get().posts);
    return Array.from(new Map(all.map((post) => [post.id, post])).values());
  }

  /** Opens a thread, or closes it where it is open: then what happens there is not told. */
  turn(id: string): void {
    const view = this.#chat.thread(id);
    const stop = this.#stops.get(view);
    stop?.();
    if (stop !== undefined) this.#stops.delete(view);
    else this.open(id);
  }

  open(id: string): void {
    const view = this.#chat.thread(id);
    this.threads.set(id, view);
    if (!this.#stops.has(view))
      this.#stops.set(
        view,
        view.subscribe(() => undefined),
      );
  }
}

/** Whether the store has a post in a list, by the rule. */
export function isListed(
  only: PostList,
  { to, pinned, on, replies, resolved }: PostState,
): boolean {
  if (only === "pinned") return pinned !== undefined;
  if (to !== undefined || (on === undefined && replies === undefined)) return false;
  if (only === "threads") return true;
  return (resolved !== undefined) === (only === "resolved-threads");
}
