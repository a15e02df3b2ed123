import type { RoomDefinition } from "@alongside/core";
import type {
  InboxChannel,
  InboxItem,
  InboxLevel,
  Levels,
  PushSubscription,
  QuietHours,
} from "@alongside/core/inbox";
import type { Changed, Room } from "../room/types.ts";

/** An item of the inbox. */
export interface Notification extends InboxItem {
  /** Names it among the items. */
  readonly key: string;
}

/** What is in an inbox. Another object whenever something of it changes. */
export interface InboxState {
  /** `loading`: it is not known who this is, or nothing came yet. `refused`: see `code`. */
  readonly name: "loading" | "ready" | "refused";
  /** Why it was refused: `room.unknown` where the server has no inboxes. */
  readonly code: string | undefined;
  /** The newest first. What is archived, and what is put off, are lists of their own. */
  readonly items: readonly Notification[];
  readonly archived: readonly Notification[];
  readonly snoozed: readonly Notification[];
  /** How many of `items` were not seen, for a badge, and not read. */
  readonly unseen: number;
  readonly unread: number;
  /** What is muted: `kind mention`, `room board:roadmap`. */
  readonly muted: readonly string[];
  /** How much the user wants of what, by `all`, `kind mention`, `room board:roadmap` or `subject task 7`, on each channel. */
  readonly levels: ReadonlyMap<string, Levels>;
  readonly quiet: QuietHours | null;
  /** Where the user's browsers hear by Web Push. */
  readonly pushes: readonly string[];
}

/** A user's inbox on this page. Its functions work unbound, and are the same ones every time. */
export interface InboxHandle {
  readonly get: () => InboxState;
  /** Calls back after each change. Returns a function that ends it. */
  readonly subscribe: (callback: () => void) => () => void;
  /** Marks items, by key, as they are here now: what comes meanwhile stays unseen. Keys that are not there are passed over. */
  readonly seen: (...keys: readonly string[]) => void;
  readonly read: (...keys: readonly string[]) => void;
  readonly unread: (...keys: readonly string[]) => void;
  readonly archive: (...keys: readonly string[]) => void;
  /** Takes items out of the archive. */
  readonly unarchive: (...keys: readonly string[]) => void;
  /** Marks everything in `items`: `seen` when the panel is opened. */
  readonly markAll: (as: "seen" | "read" | "archived") => void;
  /** Puts an item off until a time; without one it is there again at once. */
  readonly snooze: (key: string, until?: Date) => void;
  /** Mutes a kind (`kind mention`) or a room (`room board:roadmap`), or no longer. */
  readonly mute: (what: string, on: boolean) => void;
  /** Sets how much the user wants of what on a channel; null takes that back. */
  readonly level: (what: string, channel: InboxChannel, level: InboxLevel | null) => void;
  /** When nothing is to ring but what is urgent, or null. */
  readonly quiet: (hours: QuietHours | null) => void;
  /** Has the server reach a browser by Web Push, and no longer. */
  readonly pushTo: (subscription: PushSubscription) => void;
  readonly endPush: (endpoint: string) => void;
  /**
   * The user has read a feed up to the entry `seq`, or the thread of it that begins with the post `thread`: call it when the newest post is
   * shown, with its `seq`. Items about what was read are read, on every page of the user. Returns undefined where so much was read
   * already, and while `room` or the inbox is not here.
   */
  readonly look: <D extends RoomDefinition>(
    room: Room<D>,
    place: {
      readonly feed: keyof D["feeds"] & string;
      readonly thread?: string;
      readonly seq: number;
    },
  ) => Changed<void> | undefined;
  /** Up to which entry a feed or a thread was read, on whichever page; undefined for never, or while that is not known. */
  readonly lookedAt: <D extends RoomDefinition>(
    room: Room<D>,
    place: { readonly feed: keyof D["feeds"] & string; readonly thread?: string },
  ) => number | undefined;
  /** Leaves the inbox, until it is subscribed to again. */
  readonly close: () => void;
}
