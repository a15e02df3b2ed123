export { ClientProvider } from "./client-provider.ts";
export { createHooks } from "./create-hooks.ts";
export { configureClient } from "./default-client.ts";
export { shallowEqual } from "./equal.ts";
export type {
  Collaboration,
  CollaborationTools,
  Hooks,
  ReadyCollaboration,
  Selection,
  SuspenseHooks,
  Update,
} from "./hooks.ts";
export type { Equal } from "./use-readable.ts";
export { useCursors } from "./use-cursors.ts";
export type { CursorsOptions } from "./use-cursors.ts";
export { useFollow } from "./use-follow.ts";
export type { FollowTools } from "./use-follow.ts";
export { useGesture } from "./use-gesture.ts";
export type { GestureTools } from "./use-gesture.ts";
export type { LockTools } from "./use-lock.ts";
export { useTyping } from "./use-typing.ts";
export type { TypingTools } from "./use-typing.ts";
export { useUndo } from "./use-undo.ts";
export type { UndoTools } from "./use-undo.ts";
