export { Cursors } from "./cursors.tsx";
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
