export { MotionClock } from "./clock.ts";
export type { Frames } from "./frames.ts";
export { followCursors } from "./follow-cursors.ts";
export { followGestures } from "./follow-gestures.ts";
export type { Followed, ShownByGesture } from "./follow-gestures.ts";
export { createMotion } from "./motion.ts";
export type { Easing, Motion, MotionOptions } from "./motion.ts";
