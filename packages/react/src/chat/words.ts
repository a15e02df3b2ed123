/** What a chat says. */
export interface ChatWords {
  readonly messages: string;
  readonly replies: string;
  readonly threads: string;
  readonly loading: string;
  readonly nothing: string;
  readonly noReplies: string;
  readonly noThreads: string;
  readonly showEarlier: string;
  readonly newPosts: (count: number) => string;
  readonly toEnd: string;
  readonly unread: string;
  readonly toUnread: string;
  readonly write: string;
  readonly reply: string;
  readonly send: string;
  readonly attach: string;
  readonly detach: (name: string) => string;
  readonly attaching: string;
  readonly edit: string;
  readonly save: string;
  readonly cancel: string;
  readonly edited: string;
  readonly delete: string;
  readonly deleteNow: string;
  readonly deleted: string;
  readonly react: string;
  readonly reactedBy: (emoji: string, names: readonly string[]) => string;
  readonly pin: string;
  readonly unpin: string;
  readonly pinned: string;
  readonly resolve: string;
  readonly reopen: string;
  readonly resolved: string;
  readonly repliesOf: (count: number) => string;
  readonly pending: string;
  readonly refused: (why: string) => string;
  readonly retry: string;
  readonly discard: string;
  readonly back: string;
  readonly close: string;
  readonly suggestions: string;
  readonly somebody: string;
  /** What is read out of one that came. */
  readonly said: (name: string, text: string) => string;
  readonly timeOf: (at: Date) => string;
  readonly dayOf: (at: Date) => string;
}

const DAY = 24 * 60 * 60 * 1000;

/** English. */
export const chatWords: ChatWords = {
  messages: "Messages",
  replies: "Replies",
  threads: "Threads",
  loading: "Loading…",
  nothing: "Nothing has been said here yet",
  noReplies: "No replies yet",
  noThreads: "No threads yet",
  showEarlier: "Show earlier",
  newPosts: (count) => `${count} new`,
  toEnd: "To the newest",
  unread: "New",
  toUnread: "To the first unread",
  write: "Write a message",
  reply: "Reply",
  send: "Send",
  attach: "Attach files",
  detach: (name) => `Remove ${name}`,
  attaching: "Adding files…",
  edit: "Edit",
  save: "Save",
  cancel: "Cancel",
  edited: "edited",
  delete: "Delete",
  deleteNow: "Really delete?",
  deleted: "This message was deleted",
  react: "React",
  reactedBy: (emoji, names) => `${emoji} by ${names.join(", ")}`,
  pin: "Pin",
  unpin: "Unpin",
  pinned: "Pinned",
  resolve: "Resolve",
  reopen: "Reopen",
  resolved: "Resolved",
  repliesOf: (count) => (count === 1 ? "1 reply" : `${count} replies`),
  pending: "Sending",
  refused: (why) => `Not sent: ${why}`,
  retry: "Try again",
  discard: "Discard",
  back: "Back",
  close: "Close",
  suggestions: "People to mention",
  somebody: "Somebody",
  said: (name, text) => `${name}: ${text}`,
  timeOf: (at) => at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }),
  dayOf: (at) => {
    const now = new Date();
    if (at.toDateString() === now.toDateString()) return "Today";
    if (at.toDateString() === new Date(now.getTime() - DAY).toDateString()) return "Yesterday";
    return at.toLocaleDateString([], { day: "numeric", month: "long", year: "numeric" });
  },
};
