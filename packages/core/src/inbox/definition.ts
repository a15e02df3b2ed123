import { Refused } from "../errors.ts";
import { inWords } from "#words";
import { defineRoom } from "../schema/define-room.ts";
import { map } from "../schema/map/map.ts";
import { value } from "../schema/plain/value.ts";
import { addNote, look, mark, mute } from "./items.ts";
import { ARGS } from "./note.ts";
import type { InboxActivity, InboxPlace, NotePriority } from "./types.ts";

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
    /** `kind mention`, `room board:roadmap`. */
    muted: map({ at: value(0) }),
  },
  mutations: {
    notify: {
      args: ARGS.note,
      run(doc, note, { now, user }) {
        if (user?.id !== "server")
          throw new Refused(
            "inbox.closed",
            inWords(() => "Only the server notifies"),
          );
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
    mute: { args: ARGS.mute, run: (doc, { what, on }, { now }) => mute(doc, what, on, now) },
  },
});
