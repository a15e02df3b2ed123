export { feedOf } from "./feed-of.ts";
export { threadRanges, type ThreadRange } from "./thread-ranges.ts";
export type {
  AnchoredText,
  Done,
  FeedHandle,
  FeedName,
  FeedOf,
  FeedState,
  FeedView,
  Post,
  PostAnchor,
  Reaction,
} from "./types.ts";
