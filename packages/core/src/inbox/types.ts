/** How much a notification matters. One that is `urgent` comes also from what was muted, and ends a snooze. */
export type NotePriority = "normal" | "important" | "urgent";

/** Where somebody can be told: in their inbox, and of what stays unread there by e-mail and Web Push. */
export type InboxChannel = "inbox" | "email" | "push";

/** How much somebody wants to be told of: all that is posted, what concerns themselves, or nothing. */
export type InboxLevel = "everything" | "participating" | "nothing";

/** The levels that a user has set for one thing; null where it is not set. */
export type Levels = { readonly [C in InboxChannel]: InboxLevel | null } & {
  /** When it was set last, in ms. */
  readonly at: number;
};

/** Hours of the day in which a user is told of nothing but what is urgent. */
export interface QuietHours {
  /** Local time, `22:00`. The hours may go over midnight. */
  readonly from: string;
  readonly to: string;
  /** The name of an IANA time zone, `Europe/Berlin`. */
  readonly zone: string;
}

/** Where a browser hears by Web Push, as its `PushSubscription` says in JSON. */
export interface PushSubscription {
  /** By `https:`, up to 500 characters. */
  readonly endpoint: string;
  /** In base64url. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** The post that a notification is about. */
export interface InboxPlace {
  /** The whole name: `board:roadmap`. */
  readonly room: string;
  readonly feed: string;
  /** The post that its thread begins with; absent for a post outside of threads. */
  readonly thread?: string;
  /** The entry that made the post, and the epoch of the log under which it was appended. */
  readonly seq: number;
  readonly epoch: string;
}

/** A notification, as it is given. */
export interface NewNotification {
  /** What sort it is, `mention` say: 1 to 40 of `a-z 0-9 . -`. A user can mute it. */
  readonly kind: string;
  /** What it is about, such as an id of the app's: 1 to 210 characters. Notifications of one kind about one subject are one item. */
  readonly subject: string;
  /** 1 to 200 characters. */
  readonly title: string;
  /** Up to 1,000 characters. */
  readonly body?: string;
  /** Where a click leads: a path (`/tasks/7`), or an address that begins with `https:`, `http:` or `mailto:`. Up to 500 characters. */
  readonly link?: string;
  /** @default "normal" */
  readonly priority?: NotePriority;
  /** Who is told of it: those at `participating` and `everything`, or at `everything` alone. @default "participating" */
  readonly level?: "participating" | "everything";
  /** The id of the user who caused it. */
  readonly by?: string;
  /** 1 to 300 characters. A key that the item has had among its newest 32 is not notified again. */
  readonly dedupeKey?: string;
  readonly place?: InboxPlace;
}

/** One of the notifications that an item is made of. */
export interface InboxActivity {
  /** Server time, in ms. */
  readonly at: number;
  readonly title: string;
  readonly by?: string;
}

/** What is in an inbox about one subject. Times are in ms; 0 is never. */
export interface InboxItem {
  readonly kind: string;
  readonly subject: string;
  /** Of the newest notification, as `body`, `link`, `priority`, `level`, `by` and `place` are. */
  readonly title: string;
  readonly body: string;
  readonly link: string;
  readonly priority: NotePriority;
  readonly level: "participating" | "everything";
  readonly by: string;
  readonly place: InboxPlace | null;
  /** When the newest notification came, and the first. */
  readonly at: number;
  readonly since: number;
  /** How many notifications it is made of, and the newest 10 of them, the oldest first. */
  readonly count: number;
  readonly activities: readonly InboxActivity[];
  readonly seen: number;
  readonly read: number;
  readonly archived: number;
  /** Until when it is put off. */
  readonly snoozed: number;
}

/** What an item can be marked as. `inbox` takes it out of the archive. */
export type InboxMark = "seen" | "read" | "unread" | "archived" | "inbox";

/** Marks items. */
export interface Mark {
  readonly as: InboxMark;
  /** Keys of items, each with the `count` that the user saw: one that has grown since stays as it is. At most 200. */
  readonly items: readonly (readonly [key: string, count: number])[];
}

/** How far the user has read a feed, or a thread of it. */
export type Look = InboxPlace;
