import type { InboxState } from "./types.ts";

/** An inbox of which nothing is known yet: what is shown while a server renders a page, say. */
export const emptyInbox: InboxState = {
  name: "loading",
  code: undefined,
  items: [],
  archived: [],
  snoozed: [],
  unseen: 0,
  unread: 0,
  muted: [],
  levels: new Map(),
  quiet: null,
  pushes: [],
};
