export { Inbox } from "./inbox/definition.ts";
export { inboxOf } from "./inbox/inbox-of.ts";
export { MOST_ITEMS } from "./inbox/items.ts";
export { markerOf, noteFault } from "./inbox/note.ts";
export { isQuiet } from "./inbox/quiet.ts";
export type { InboxItem, InboxMark, NewNotification } from "./inbox/types.ts";
