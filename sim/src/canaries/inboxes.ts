import type { Canary } from "./canary.ts";

/** What may go wrong with what people are notified of. */
export const INBOXES: { readonly [name: string]: Canary } = {
  "a-notification-that-counts-twice": {
    file: "packages/core/src/inbox/items.ts",
    line: "if (note.dedupeKey !== undefined && !isFirst(doc, key, note.dedupeKey)) return;",
    planted: "",
    worlds: "inboxes",
  },
  "a-notification-that-is-written-again": {
    file: "packages/server/src/room/write-once.ts",
    line: "if (decisions.ledger.head(client) >= n) {",
    planted: "if (decisions.ledger.head(client) > n) {",
    worlds: "inboxes",
  },
  "a-notification-that-is-forgotten": {
    file: "packages/server/src/followers/in-room.ts",
    line: "await this.#save({ cursors: [cursor], add: kept });",
    planted: "await this.#save({ cursors: [cursor] }); await this.#save({ add: kept });",
    worlds: "inboxes",
  },
  "an-answer-that-is-changed-notifies-nobody": {
    file: "packages/server/src/inbox/post-notes.ts",
    line: "const isNew = written.get(post.id) === true;",
    planted: "const isNew = written.get(post.id) === true && post.edited === undefined;",
    worlds: "inboxes",
  },
  "notified-of-what-one-did": {
    file: "packages/server/src/inbox/post-notes.ts",
    line: "if (user === post.by || user === actor || looking.has(user) || notes.has(user)) continue;",
    planted: "if (looking.has(user) || notes.has(user)) continue;",
    worlds: "inboxes",
  },
  "notified-of-what-one-may-not-read": {
    file: "packages/server/src/inbox/post-notes.ts",
    line: "return mayRead(await rights(user, room), feed);",
    planted: "return (await rights(user, room)) !== undefined;",
    worlds: "inboxes",
  },
  "a-marker-that-goes-back": {
    file: "packages/core/src/inbox/items.ts",
    line: "if (marker !== undefined && marker.seq >= place.seq) return;",
    planted: "",
    worlds: "inboxes",
  },
  "what-is-read-is-not-cleared": {
    file: "packages/core/src/inbox/items.ts",
    line: "if (!isUpTo(item, place)) continue;",
    planted: "if (!isUpTo(item, place) || item.place?.thread !== undefined) continue;",
    worlds: "inboxes",
  },
  "an-item-that-grows-stays-read": {
    file: "packages/core/src/inbox/items.ts",
    line: "Object.assign(item, newest, unseen, { count: item.count + 1, activities });",
    planted: "Object.assign(item, newest, { count: item.count + 1, activities });",
    worlds: "inboxes",
  },
  "a-mark-for-what-was-never-shown": {
    file: "packages/core/src/inbox/items.ts",
    line: "if (item === undefined || item.count > count) continue;",
    planted: "if (item === undefined) continue;",
    worlds: "inboxes",
  },
  "what-is-put-off-is-counted": {
    file: "packages/client/src/inbox/inbox-here.ts",
    line: "unread: items.filter(({ read }) => read === 0).length,",
    planted: "unread: all.filter(({ read, archived }) => read === 0 && archived === 0).length,",
    worlds: "inboxes",
  },
  "two-notifications-with-one-number": {
    file: "packages/server/src/followers/intents.ts",
    line: "return seq * NUMBERS + i;",
    planted: "return seq * NUMBERS;",
    worlds: "inboxes",
  },
  "who-wants-everything-is-not-found": {
    file: "packages/server/src/session/hub.ts",
    line: "this.inboxes?.woke(room, entries);",
    planted: "",
    worlds: "inboxes",
  },
  "told-again-of-what-was-for-oneself": {
    file: "packages/server/src/inbox/everything.ts",
    line: "const spared = new Set([post.by, actor, ...others.keys(), ...(await lookers(parts, batch))]);",
    planted: "const spared = new Set([...(await lookers(parts, batch))]);",
    worlds: "inboxes",
  },
  "a-follower-goes-past-what-concerns-it": {
    file: "packages/server/src/followers/in-room.ts",
    line: "if (entries.some((entry) => isGiven(entry, this.#task.wanted))) return false;",
    planted: "",
    worlds: "inboxes",
  },
};
