import { Refused } from "../errors.ts";
import { inWords } from "#words";
import { defineRoom } from "../schema/define-room.ts";
import { map } from "../schema/map/map.ts";
import { value } from "../schema/plain/value.ts";
import { addNote, look, mark, noteSent } from "./items.ts";
import { ARGS } from "./note.ts";
import { addPush, removePush, setLevel, stopChannel } from "./settings.ts";
import { SETTING_ARGS } from "./settings-args.ts";
import type { InboxActivity, InboxLevel, InboxPlace, NotePriority, QuietHours } from "./types.ts";

/** The rooms with what users are notified of, one for each: its id is what `inboxOf` returns. */
export const Inbox = defineRoom("inbox", {
  version: 1,
  storage: {
    /** By kind and subject. */
    items: map({
      kind: value(""),
      subject: value(""),
      title: value(""),
      body: value(""),
      link: value(""),
      priority: value<NotePriority>("normal"),
      level: value<"participating" | "everything">("participating"),
      by: value(""),
      place: value<InboxPlace | null>(null),
      at: value(0),
      since: value(0),
      count: value(0),
      activities: value<readonly InboxActivity[]>([]),
      seen: value(0),
      read: value(0),
      archived: value(0),
      snoozed: value(0),
    }),
    /** The keys that items were notified with. No page reads them. */
    keys: map({ list: value<readonly string[]>([]) }),
    /** Up to which entry a feed or a thread was read, for each epoch of its room's log. */
    markers: map({ seq: value(0), at: value(0) }),
    /** How much the user wants of what: `all`, `kind mention`, `room board:roadmap`, `subject task 7`. */
    levels: map({
      inbox: value<InboxLevel | null>(null),
      email: value<InboxLevel | null>(null),
      push: value<InboxLevel | null>(null),
      at: value(0),
    }),
    quiet: value<QuietHours | null>(null),
    /** The user's browsers that hear by Web Push, by the key of theirs that is `p256dh`. */
    pushes: map({ endpoint: value(""), auth: value(""), at: value(0) }),
    /** What was delivered of the items. No page reads it. */
    sent: map({ email: value(0), push: value(0) }),
  },
  mutations: {
    notify: {
      args: ARGS.note,
      run(doc, note, { now, user }) {
        servers(user);
        addNote(doc, note, now);
      },
    },
    mark: { args: ARGS.mark, run: (doc, args, { now }) => mark(doc, args, now) },
    snooze: {
      args: ARGS.snooze,
      run(doc, { key, until }) {
        const item = doc.items.get(key);
        if (item !== undefined) item.snoozed = until;
      },
    },
    look: { args: ARGS.look, run: (doc, place, { now }) => look(doc, place, now) },
    level: {
      args: SETTING_ARGS.level,
      run: (doc, { what, channel, level }, { now }) => setLevel(doc, what, channel, level, now),
    },
    /** Short for the level `nothing` in the inbox. */
    mute: {
      args: SETTING_ARGS.mute,
      run: (doc, { what, on }, { now }) => setLevel(doc, what, "inbox", on ? "nothing" : null, now),
    },
    /** Ends a channel for good: what was set for it before counts no more. */
    stop: {
      args: SETTING_ARGS.stop,
      run: (doc, { channel }, { now }) => stopChannel(doc, channel, now),
    },
    quiet: {
      args: SETTING_ARGS.quiet,
      run(doc, { quiet }) {
        doc.quiet = quiet;
      },
    },
    subscribe: {
      args: SETTING_ARGS.subscribe,
      run: (doc, subscription, { now }) => addPush(doc, subscription, now),
    },
    unsubscribe: {
      args: SETTING_ARGS.unsubscribe,
      run: (doc, { endpoint }) => removePush(doc, endpoint),
    },
    sent: {
      args: SETTING_ARGS.sent,
      run(doc, { channel, items }, { user }) {
        servers(user);
        noteSent(doc, channel, items);
      },
    },
  },
});

/** Throws for everybody but the server's own code. */
function servers(user: { readonly id: string } | undefined): void {
  if (user?.id === "server") return;
  throw new Refused(
    "inbox.closed",
    inWords(() => "Only the server notifies"),
  );
}
