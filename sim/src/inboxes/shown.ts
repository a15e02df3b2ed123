import type { Room } from "@alongside/client";
import { type Inbox, inboxOf, type NewNotification } from "@alongside/core/inbox";
import type { MemoryDisk } from "@alongside/testing";
import type { InboxHandle } from "../../../packages/client/src/inbox/index.ts";
import { Broken } from "../checkers/broken.ts";
import { callOf } from "./recount.ts";

/** What one page was shown of its user's inbox, looked at again and again. */
export class Shown {
  readonly #user: string;
  readonly #disk: MemoryDisk;
  readonly #markers = new Map<string, number>();
  /** How many notifications of each item are on the disk, each said once. */
  readonly #said = new Map<string, Set<string>>();
  #head = 0;

  constructor(user: string, disk: MemoryDisk) {
    this.#user = user;
    this.#disk = disk;
  }

  /** Throws `Broken` where an item has more in it than was said, or is about what its user did, or where it is known that less was read than before. */
  check(inbox: InboxHandle, own: Room<typeof Inbox>): void {
    this.#readOn();
    const { items, archived, snoozed, unseen, unread } = inbox.get();
    for (const { key, count, by } of [...items, ...archived, ...snoozed]) {
      const said = this.#said.get(key)?.size ?? 0;
      if (count > said)
        throw new Broken(
          `[R1990] ${this.#user} is shown ${count} of "${key}", of ${said} on the disk`,
        );
      if (by === this.#user)
        throw new Broken(`[R1991] ${this.#user} is told of what they did: ${key}`);
    }
    const counted = [
      items.filter(({ seen }) => seen === 0),
      items.filter(({ read }) => read === 0),
    ];
    if (unseen !== counted[0]?.length || unread !== counted[1]?.length)
      throw new Broken(`[R1994] ${this.#user} is shown ${unseen} unseen and ${unread} unread`);
    for (const [key, { seq }] of own.get()?.markers ?? []) {
      const before = this.#markers.get(key) ?? 0;
      if (seq < before)
        throw new Broken(
          `[R1992] ${this.#user} had read "${key}" up to ${before}, and now up to ${seq}`,
        );
      this.#markers.set(key, seq);
    }
  }

  #readOn(): void {
    const room = `inbox:${inboxOf(this.#user)}`;
    for (const entry of this.#disk.entries(room, this.#head)) {
      this.#head = entry.seq;
      if (entry.kind !== "change") continue;
      const { name, args } = callOf(entry);
      if (name !== "notify") continue;
      const { kind, subject, dedupeKey = `entry ${entry.seq}` } = args as NewNotification;
      const key = `${kind} ${subject}`;
      const said = this.#said.get(key) ?? new Set<string>();
      this.#said.set(key, said.add(dedupeKey));
    }
  }
}
