export { follow } from "../presence/follow.ts";
export type {
  Follow,
  FollowEnd,
  FollowOptions,
  FollowState,
  Viewport,
} from "../presence/follow.ts";
