import { Refused } from "@alongside/core";
import type { PostPlace, PostState } from "@alongside/core/engine";
import { isBefore, PostOrder } from "./post-order.ts";
import type { FeedState } from "./types.ts";

/** Which posts of a feed a window shows. */
export interface Wanted {
  readonly thread?: string;
  readonly only?: "pinned" | "threads" | "open-threads" | "resolved-threads";
}

/** Posts of a page. */
const PAGE = 50;

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
