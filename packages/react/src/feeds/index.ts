export { usePost, useFeed, useThread, useThreads } from "./use-feed.ts";
export type { FeedTools, PostsTools } from "./use-feed.ts";
export { useUnread } from "./use-unread.ts";
