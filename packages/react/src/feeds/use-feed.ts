import type { Room } from "@alongside/client";
import {
  type FeedHandle,
  type FeedName,
  feedOf,
  type FeedState,
  type FeedView,
  type Post,
} from "@alongside/client/feeds";
import type { BodyOf, RoomDefinition } from "@alongside/core";
import { useMemo } from "react";
import { given } from "../given.ts";
import { isNowhere } from "../room-nowhere.ts";
import { useReadable } from "../use-readable.ts";

/** What is posted in a feed, and what can be done in it. */
export interface FeedTools<B>
  extends FeedState<B>, Omit<FeedHandle<B>, "get" | "subscribe" | "thread" | "list" | "find"> {
  /** The feed itself, for `useThread` and `useThreads`. */
  readonly feed: FeedHandle<B> | undefined;
}

/** Some posts of a feed, and what brings earlier ones. */
export interface PostsTools<B> extends FeedState<B> {
  readonly earlier: FeedView<B>["earlier"];
}

const STATE: FeedState<never> = {
  name: "loading",
  why: undefined,
  posts: [],
  hasEarlier: false,
  isBusy: false,
};

const STILL: FeedView<never> = {
  get: () => STATE,
  subscribe: () => () => {},
  earlier: () => Promise.resolve(),
};

/**
 * The posts of a feed while the component is shown: the newest page first, earlier ones as they are asked for, the own ones at once. All of its functions
 * are the same ones every time. Throws `TypeError` for what is not a room, and for a name that the definition has no feed of.
 */
export function useFeed<D extends RoomDefinition, F extends FeedName<D>>(
  room: Room<D>,
  name: F,
): FeedTools<BodyOf<D["feeds"][F]>> {
  if (typeof room !== "object" || room === null || !("definition" in room))
    throw new TypeError(`useFeed needs a room, as useRoom() returns it, got ${given(room)}`);
  const feed = useMemo(() => (isNowhere(room) ? undefined : feedOf(room, name)), [room, name]);
  const state = useReadable<FeedState<BodyOf<D["feeds"][F]>>>(feed ?? STILL, STATE);
  return useMemo(() => {
    const { earlier, post, edit, react, pin, resolve, unread } = feed ?? (NOWHERE as never);
    const remove = (feed ?? (NOWHERE as never)).delete;
    return { ...state, feed, earlier, post, edit, delete: remove, react, pin, resolve, unread };
  }, [feed, state]);
}

/** The posts that answer one; none where there is no id. */
export function useThread<B>(
  feed: FeedHandle<B> | undefined,
  id: string | undefined,
): PostsTools<B> {
  const view = useMemo(
    () => (id === undefined ? undefined : feed?.thread(id)) ?? STILL,
    [feed, id],
  );
  return usePosts<B>(view);
}

/** Posts that begin threads, or that are pinned: `useThreads(feed, "open-threads")`. */
export function useThreads<B>(
  feed: FeedHandle<B> | undefined,
  only: Parameters<FeedHandle<B>["list"]>[0] = "threads",
): PostsTools<B> {
  const view = useMemo(() => feed?.list(only) ?? STILL, [feed, only]);
  return usePosts<B>(view);
}

/** One post as it is here; it is asked for where it is not. Undefined until then, and where there is none. */
export function usePost<B>(
  feed: FeedHandle<B> | undefined,
  id: string | undefined,
): Post<B> | undefined {
  const source = useMemo(
    () => ({
      get: () => (id === undefined ? undefined : feed?.find(id)),
      // Whatever changes in the feed is told to who follows any part of it.
      subscribe: (callback: () => void) => feed?.subscribe(callback) ?? (() => {}),
    }),
    [feed, id],
  );
  return useReadable<Post<B> | undefined>(source, undefined);
}

function usePosts<B>(view: FeedView<B>): PostsTools<B> {
  const state = useReadable<FeedState<B>>(view, STATE);
  return useMemo(() => ({ ...state, earlier: view.earlier }), [state, view]);
}

const nothing = (): never => {
  throw new TypeError("A room that is rendered on a server takes no posts");
};

const NOWHERE = {
  earlier: () => Promise.resolve(),
  unread: () => Promise.resolve(0),
  post: nothing,
  edit: nothing,
  delete: nothing,
  react: nothing,
  pin: nothing,
  resolve: nothing,
};
