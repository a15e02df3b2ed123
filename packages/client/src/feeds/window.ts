import { Refused } from "@alongside/core";
import type { PostPlace, PostState } from "@alongside/core/engine";
import type { KeptPosts } from "../room/feed-listener.ts";
import { isBefore, PostOrder } from "./post-order.ts";
import type { FeedState } from "./types.ts";

/** Which posts of a feed a window shows. */
export interface Wanted {
  readonly thread?: string;
  readonly only?: "pinned" | "threads" | "open-threads" | "resolved-threads";
}

/** Posts of a page. */
const PAGE = 50;

/** So many posts of a window are kept on a device, and so many characters of JSON of them. */
const MOST_KEPT = 200;
const MOST_KEPT_CHARS = 256 * 1024;
/** Behind all posts. */
const LAST = Number.MAX_SAFE_INTEGER;

/** One page of posts, the newest first, as the server gave it. */
export interface Page {
  readonly posts: readonly PostState[];
  readonly isMore: boolean;
}

/** Some posts of a feed, from a place on up to now. */
export class Window {
  readonly wanted: Wanted;
  readonly #load: (before: PostPlace | undefined, limit: number) => Promise<Page>;
  readonly #onChange: () => void;
  readonly order = new PostOrder();
  /** From here on all that it shows is here; undefined before the first page. */
  #from: PostPlace | undefined;
  #hasEarlier = true;
  #why: FeedState<unknown>["why"];
  #asking: Promise<void> | undefined;
  /** Counts how often it was begun anew: an answer to what was asked before is not for it. */
  #turn = 0;
  /** Whether what it shows is of before something that was not told. */
  #isStale = false;
  listeners = 0;

  constructor(
    wanted: Wanted,
    load: (before: PostPlace | undefined, limit: number) => Promise<Page>,
    onChange: () => void,
  ) {
    this.wanted = wanted;
    this.#load = load;
    this.#onChange = onChange;
  }

  get state(): Omit<FeedState<unknown>, "posts"> {
    const isHere = this.#from !== undefined;
    return {
      name: isHere ? "ready" : this.#why === undefined ? "loading" : "failed",
      why: this.#why,
      hasEarlier: this.#hasEarlier,
      isBusy: this.#asking !== undefined && isHere,
    };
  }

  /** Whether it waits for its first page, or for one that is not stale. */
  get isWanting(): boolean {
    return this.listeners > 0 && (this.#from === undefined || this.#isStale) && !this.#asking;
  }

  /** What is known of the feed may be old: the newest page is asked for again. */
  restart(): void {
    if (this.#from === undefined) return;
    this.#turn += 1;
    this.#asking = undefined;
    this.#isStale = true;
  }

  /** Begins with what a device had: it is shown until it can be asked for. */
  begin({ posts, from, hasEarlier }: Pick<KeptPosts, "posts" | "from" | "hasEarlier">): void {
    if (this.#from !== undefined) return;
    this.#from = from;
    this.#hasEarlier = hasEarlier;
    this.#isStale = true;
    for (const post of posts) this.put(post);
  }

  /** The newest of its posts, for a device to keep; undefined before there are any, and for a thread. */
  kept(feed: string, stored: (post: PostState) => PostState): KeptPosts | undefined {
    const { thread, only: list } = this.wanted;
    if (this.#from === undefined || thread !== undefined) return undefined;
    const { all } = this.order;
    let first = all.length;
    let chars = 0;
    while (first > 0 && all.length - first < MOST_KEPT) {
      chars += JSON.stringify(all[first - 1]).length;
      if (chars > MOST_KEPT_CHARS) break;
      first -= 1;
    }
    const posts = all.slice(first).map(stored);
    const isCut = first > 0;
    const [oldest] = posts;
    const from: PostPlace =
      isCut && oldest !== undefined ? [oldest.seq, oldest.i] : isCut ? [LAST, 0] : this.#from;
    return { feed, list, from, hasEarlier: isCut || this.#hasEarlier, posts };
  }

  /** A post became another one, or is new. */
  put(post: PostState): void {
    if (this.#from === undefined || isBefore(post, placeOf(this.#from))) return;
    if (this.#shows(post)) this.order.put(post);
    else this.order.remove(post);
  }

  /** Asks for the newest page, or for one before those that are here. */
  ask(isFirst: boolean): Promise<void> {
    if (this.#asking !== undefined) return this.#asking;
    if (!isFirst && (!this.#hasEarlier || this.#from === undefined)) return Promise.resolve();
    const turn = this.#turn;
    const before = isFirst ? undefined : this.#from;
    const answered = this.#load(before, PAGE).then(
      (page) => {
        if (turn === this.#turn) this.#took(page, isFirst);
      },
      (error: unknown) => {
        // A link that was lost comes back by itself, and then it is asked again.
        if (turn !== this.#turn || (error instanceof Refused && error.code === "link.lost")) return;
        // It may not be read any more.
        if (error instanceof Refused && error.code === "feed.unknown") this.#empty();
        const message = error instanceof Error ? error.message : String(error);
        this.#why = { code: error instanceof Refused ? error.code : undefined, message };
      },
    );
    this.#asking = answered.finally(() => {
      if (turn !== this.#turn) return;
      this.#asking = undefined;
      this.#onChange();
    });
    this.#onChange();
    return this.#asking;
  }

  #took({ posts, isMore }: Page, isFirst: boolean): void {
    const last = posts.at(-1);
    if (isFirst) this.order.clear();
    this.#isStale = false;
    this.#why = undefined;
    this.#hasEarlier = isMore && last !== undefined;
    if (last !== undefined && this.#hasEarlier) this.#from = [last.seq, last.i];
    else this.#from = [0, 0];
    for (const post of posts) this.put(post);
  }

  /** What it shows is forgotten; it begins anew with its next listener. */
  forget(): void {
    this.#turn += 1;
    this.#asking = undefined;
    this.#empty();
    this.#hasEarlier = true;
  }

  #empty(): void {
    this.order.clear();
    this.#from = undefined;
  }

  #shows({ to, pinned, on, replies, resolved }: PostState): boolean {
    const { thread, only } = this.wanted;
    if (only === undefined) return to === thread;
    if (only === "pinned") return pinned !== undefined;
    const isThread = to === undefined && (on !== undefined || replies !== undefined);
    if (!isThread || only === "threads") return isThread;
    return (resolved !== undefined) === (only === "resolved-threads");
  }
}

function placeOf([seq, i]: PostPlace): { readonly seq: number; readonly i: number } {
  return { seq, i };
}
