export { Inbox } from "./inbox/definition.ts";
export { inboxOf } from "./inbox/inbox-of.ts";
export { MOST_ITEMS } from "./inbox/items.ts";
export { markerOf, noteFault } from "./inbox/note.ts";
export { isQuiet, quietUntil } from "./inbox/quiet.ts";
export { isTold, levelFor } from "./inbox/settings.ts";
export type {
  InboxChannel,
  InboxItem,
  InboxLevel,
  InboxMark,
  Levels,
  NewNotification,
  PushSubscription,
  QuietHours,
} from "./inbox/types.ts";
