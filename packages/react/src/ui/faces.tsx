import {
  agentBadge,
  type AgentBadgeOptions,
  avatarStack,
  type AvatarStackOptions,
  connectionStatus,
  type ConnectionStatusOptions,
  lockBadge,
  type LockBadgeOptions,
  type ShownPerson,
  typingIndicator,
  type TypingIndicatorOptions,
  userAvatar,
  type UserAvatarOptions,
} from "@alongside/ui";
import { usePart } from "./use-part.ts";

/** Around a part, and without a box of its own. */
const BARE = { display: "contents" } as const;

/** A person's picture, or their initials on their colour. */
export function UserAvatar(props: UserAvatarOptions) {
  return <span ref={usePart(userAvatar, props)} style={BARE} />;
}

/** Who is here, oneself first, and a list of everyone behind "+3": `<AvatarStack people={room.people} />`. */
export function AvatarStack<P extends ShownPerson>(props: AvatarStackOptions<P>) {
  return <div ref={usePart(avatarStack<P>, props)} style={BARE} />;
}

/** Who types in a field. */
export function TypingIndicator(props: TypingIndicatorOptions) {
  return <div ref={usePart(typingIndicator, props)} style={BARE} />;
}

/** Whether one is connected, and where it is safe what one did: `<ConnectionStatus status={room.status} />`. */
export function ConnectionStatus(props: ConnectionStatusOptions) {
  return <span ref={usePart(connectionStatus, props)} style={BARE} />;
}

/** Who has something to themselves. */
export function LockBadge(props: LockBadgeOptions) {
  return <span ref={usePart(lockBadge, props)} style={BARE} />;
}

/** Says that somebody is a program. */
export function AgentBadge(props: AgentBadgeOptions) {
  return <span ref={usePart(agentBadge, props)} style={BARE} />;
}
