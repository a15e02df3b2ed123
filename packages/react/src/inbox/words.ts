import type { Notification } from "@alongside/client/inbox";
import type { InboxChannel, InboxLevel } from "@alongside/core/inbox";

/** What a bell and its panel say. */
export interface InboxWords {
  readonly notifications: string;
  /** The label of the bell. */
  readonly bell: (unseen: number) => string;
  /** What stands on it. */
  readonly count: (unseen: number) => string;
  readonly tabs: {
    readonly inbox: string;
    readonly unread: string;
    readonly archive: string;
    readonly snoozed: string;
  };
  readonly days: {
    readonly today: string;
    readonly yesterday: string;
    readonly week: string;
    readonly earlier: string;
  };
  /** What is said where a tab has nothing, and below it. */
  readonly nothing: { readonly [tab in "inbox" | "unread" | "archive" | "snoozed"]: string };
  readonly nothingMore: string;
  readonly loading: string;
  /** Where the server does not let anybody see it. */
  readonly refused: (code: string | undefined) => string;
  readonly readAll: string;
  readonly close: string;
  readonly more: string;
  readonly archive: string;
  readonly unarchive: string;
  readonly read: string;
  readonly unread: string;
  readonly snooze: string;
  readonly wake: string;
  readonly snoozes: { readonly hour: string; readonly tomorrow: string; readonly week: string };
  readonly mute: (what: string) => string;
  readonly unmute: (what: string) => string;
  /** Said once it is done. */
  readonly archived: string;
  readonly unarchived: string;
  readonly snoozedUntil: (time: string) => string;
  readonly muted: (what: string) => string;
  readonly undo: string;
  /** Offers alerts of the system: while no page is open too, or only while none is seen. */
  readonly offerAlerts: (isPushed: boolean) => string;
  readonly turnOn: string;
  readonly notNow: string;
  readonly settings: string;
  readonly back: string;
  readonly alerts: string;
  readonly alertsBlocked: string;
  readonly quietHours: string;
  readonly quietNote: string;
  readonly from: string;
  readonly to: string;
  readonly hearOf: string;
  readonly channels: { readonly [channel in InboxChannel]: string };
  readonly levels: { readonly [level in InboxLevel]: string };
  /** For what has no level of its own. */
  readonly usual: string;
  readonly allElse: string;
  /** What is called so that is in no item any more. */
  readonly somethingElse: string;
  readonly thisThread: string;
  /** What several of one kind are called: "mentions". */
  readonly kindOf: (kind: string) => string;
  /** What an item says: `names` are those who caused it, the newest first, as far as they are known. */
  readonly titleOf: (item: Notification, names: readonly string[]) => string;
  readonly timesOf: (count: number) => string;
  readonly priorityOf: (priority: string) => string;
  /** How long ago, in a few letters. */
  readonly agoOf: (at: Date, now: Date) => string;
  /** A time that is still to come. */
  readonly timeOf: (at: Date, now: Date) => string;
  /** What is read out of what came. */
  readonly said: (count: number, title: string) => string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const KINDS: Readonly<Record<string, string>> = {
  mention: "mentions",
  reply: "answers",
  post: "posts",
};

/** English. */
export const inboxWords: InboxWords = {
  notifications: "Notifications",
  bell: (unseen) => (unseen > 0 ? `Notifications, ${unseen} new` : "Notifications"),
  count: (unseen) => (unseen > 99 ? "99+" : String(unseen)),
  tabs: { inbox: "Inbox", unread: "Unread", archive: "Archive", snoozed: "Snoozed" },
  days: { today: "Today", yesterday: "Yesterday", week: "Last seven days", earlier: "Earlier" },
  nothing: {
    inbox: "You are all caught up",
    unread: "You have read everything",
    archive: "Nothing is archived",
    snoozed: "Nothing is snoozed",
  },
  nothingMore: "What concerns you shows up here.",
  loading: "Loading…",
  refused: (code) =>
    code === "room.unknown"
      ? "This server keeps no notifications"
      : "Your notifications cannot be shown",
  readAll: "Mark all as read",
  close: "Close",
  more: "More",
  archive: "Archive",
  unarchive: "Back to the inbox",
  read: "Mark as read",
  unread: "Mark as unread",
  snooze: "Snooze",
  wake: "Back to the inbox now",
  snoozes: { hour: "For an hour", tomorrow: "Until tomorrow", week: "Until next week" },
  mute: (what) => `Mute ${what}`,
  unmute: (what) => `Unmute ${what}`,
  archived: "Archived",
  unarchived: "Back in the inbox",
  snoozedUntil: (time) => `Snoozed until ${time}`,
  muted: (what) => `No more of ${what}`,
  undo: "Undo",
  offerAlerts: (isPushed) =>
    isPushed ? "Tell me also when this page is closed" : "Tell me also when I am in another tab",
  turnOn: "Turn on",
  notNow: "Not now",
  settings: "Settings",
  back: "Back",
  alerts: "Alerts",
  alertsBlocked: "This browser blocks alerts of this site. Its settings let them through.",
  quietHours: "Quiet hours",
  quietNote: "Only what is urgent rings",
  from: "From",
  to: "to",
  hearOf: "What I hear of",
  channels: { inbox: "In the inbox", email: "By e-mail", push: "By alert" },
  levels: { everything: "Everything", participating: "What is for me", nothing: "Nothing" },
  usual: "As all else",
  allElse: "all else",
  somethingElse: "a thread",
  thisThread: "this thread",
  kindOf: (kind) => KINDS[kind] ?? `“${kind}”`,
  titleOf: ({ kind, title, place }, names) => {
    if (place === null || names.length === 0) return title;
    const who = someOf(names);
    if (kind === "mention") return `${who} mentioned you`;
    if (kind === "reply") return `${who} answered in a thread of yours`;
    if (kind !== "post") return title;
    return place.thread === undefined ? `${who} posted` : `${who} answered in a thread`;
  },
  timesOf: (count) => `${count} times`,
  priorityOf: (priority) => (priority === "urgent" ? "Urgent" : "Important"),
  agoOf: (at, now) => {
    const ms = now.getTime() - at.getTime();
    if (ms < MINUTE) return "now";
    if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
    if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
    if (ms < 7 * DAY) return `${Math.floor(ms / DAY)} d`;
    const year = at.getFullYear() === now.getFullYear() ? undefined : "numeric";
    return at.toLocaleDateString([], { day: "numeric", month: "short", year });
  },
  timeOf: (at, now) => {
    const time = at.toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
    if (at.toDateString() === now.toDateString()) return time;
    return `${at.toLocaleDateString([], { weekday: "short" })} ${time}`;
  },
  said: (count, title) => (count === 1 ? title : `${count} new notifications`),
};

function someOf([first = "", second, ...more]: readonly string[]): string {
  if (second === undefined) return first;
  if (more.length === 0) return `${first} and ${second}`;
  return `${first}, ${second} and ${more.length} more`;
}
