import { defineRoom, feed, value } from "@alongside/core";
import { Inbox, type InboxItem, inboxOf } from "@alongside/core/inbox";
import { implement } from "../../src/implement.ts";
import type { Hub } from "../../src/session/hub.ts";

/** Where people talk. */
export const Talk = defineRoom("talk", {
  version: 1,
  storage: { title: value("") },
  feeds: { chat: feed(value("")), staff: feed(value("")) },
});

/** Eve may not come in, and only Ann reads what the staff says. */
export const TALK = implement(Talk, {
  authorize: ({ id }) =>
    id === "eve"
      ? "none"
      : id === "ann"
        ? "write"
        : { read: ["title", "chat"], write: ["title", "chat"] },
});

/** What is in an inbox, the oldest first, in short. */
export async function itemsOf(hub: Hub, user: string): Promise<readonly InboxItem[]> {
  const { items } = await hub.room(Inbox, inboxOf(user) ?? "").read();
  return Array.from(items.values()).toSorted((a, b) => a.since - b.since);
}

/** The follower that notifies of posts has done all there is. */
export async function notified(hub: Hub): Promise<void> {
  for (const follower of hub.followers.list())
    // oxlint-disable-next-line no-await-in-loop -- there is one
    await follower.settled();
}

/** Posts as a user. Resolves with the id of the post. */
export async function post(
  hub: Hub,
  as: string,
  more: { readonly to?: string; readonly mentions?: readonly string[] } = {},
  feedName: "chat" | "staff" = "chat",
): Promise<string> {
  let id = "";
  await hub.room(Talk, "a").update(
    (doc) => {
      id = doc.feeds[feedName].post("hello", more);
    },
    { as },
  );
  return id;
}
