export { Bell } from "./bell.tsx";
export type { BellProps } from "./bell.tsx";
export { Inbox } from "./inbox.tsx";
export type { InboxProps } from "./inbox-context.ts";
export { useNotifications } from "./use-notifications.ts";
export type { NotificationTools } from "./use-notifications.ts";
export { inboxWords } from "./words.ts";
export type { InboxWords } from "./words.ts";
