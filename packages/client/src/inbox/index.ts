export { emptyInbox } from "./empty.ts";
export { openInbox } from "./open-inbox.ts";
export type { InboxOptions } from "./open-inbox.ts";
export type { InboxHandle, InboxState, Notification } from "./types.ts";
