export { feedOf } from "./feed-of.ts";
export type {
  Done,
  FeedHandle,
  FeedName,
  FeedOf,
  FeedState,
  FeedView,
  Post,
  Reaction,
} from "./types.ts";
