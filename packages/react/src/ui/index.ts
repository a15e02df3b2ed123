export { Cursors } from "./cursors.tsx";
export { FollowFrame } from "./follow-frame.tsx";
export { PresenceCursor } from "./presence-cursor.tsx";
export { Announcer } from "./announcer.tsx";
export {
  AgentBadge,
  AvatarStack,
  ConnectionStatus,
  LockBadge,
  TypingIndicator,
  UserAvatar,
} from "./faces.tsx";
export { SelectionLayer } from "./selection-layer.tsx";
