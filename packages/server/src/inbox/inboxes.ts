import { Refused, type RoomDefinition } from "@alongside/core";
import {
  type Entry,
  misused,
  mistake,
  parseRoomId,
  type RoomId,
  roomId,
} from "@alongside/core/engine";
import { Inbox, inboxOf, type NewNotification, noteFault } from "@alongside/core/inbox";
import type { Reach } from "../followers/parts.ts";
import type { FollowHandler, FollowOptions } from "../followers/options.ts";
import type { ServerRoom } from "../room/server-room.ts";
import type { Store } from "../store/store.ts";
import type { InboxDelivery } from "./deliver/delivery.ts";
import { Deliveries, DELIVERING, type DeliveryParts } from "./deliver/deliveries.ts";
import { everythingNotes, keepWatchers } from "./everything.ts";
import type { InboxOptions } from "./options.ts";
import { type PostNotesParts, postNotes } from "./post-notes.ts";
import { MOST_WATCHERS, Watched, watchedOf } from "./watched.ts";
import { Watchers } from "./watchers.ts";

/** The followers that notify of what is posted: who is meant, and who wants everything. */
const FOLLOWER = "alongside.inbox";
const EVERYTHING = "alongside.inbox.everything";
/** The one that keeps who wants everything. */
const LEVELS = "alongside.inbox.levels";

/** Entries of one batch: with {@link MOST_NOTIFIED} users each they are as many writes as a follower makes at once. */
const BATCH = 20;

/** What one post may take that goes to all who watch a room, in ms, and how many inboxes are written at a time. */
const EVERYTHING_MS = 300_000;
const AT_ONCE = 64;

interface InboxesParts
  extends
    Omit<PostNotesParts, "knows" | "store">,
    Pick<DeliveryParts, "clock" | "random" | "looking" | "onError"> {
  readonly store: PostNotesParts["store"] & Pick<Store, "head"> & DeliveryParts["store"];
  readonly options: InboxOptions;
  readonly definitions: readonly RoomDefinition[];
  room<D extends RoomDefinition>(definition: D, id: string): ServerRoom<D>;
  delete(room: RoomId): Promise<void>;
  follow(
    name: string,
    options: FollowOptions,
    handler: FollowHandler,
    reach?: Reach,
  ): { lettersChanged(): void };
}

/** The inboxes of a server's users. */
export class Inboxes {
  readonly #parts: InboxesParts;
  readonly #watchers: Watchers;
  readonly #deliveries: Deliveries | undefined;

  constructor(parts: InboxesParts) {
    this.#parts = parts;
    const { options, definitions, store } = parts;
    const watchers = (this.#watchers = new Watchers({
      isThere: async (room) => (await store.head(room)) > 0,
      read: async (id) => (await parts.room(Watched, id).read()).inboxes.keys(),
    }));
    this.#deliveries = this.#deliver(options.deliver ?? []);
    const rooms = definitions.filter(({ feeds }) => Object.keys(feeds).length > 0);
    if (options.feeds === false || rooms.length === 0) return;
    const feeds = new Set(rooms.flatMap((definition) => Object.keys(definition.feeds)));
    const knows = async (user: string): Promise<boolean> => (await options.knows?.(user)) ?? true;
    const kinds = new Set(rooms.map(({ name }) => name));
    const all = { ...parts, knows, watchers, kinds };
    const posts = { rooms, parts: [...feeds], kinds: ["change"], from: "now" } as const;
    parts.follow(FOLLOWER, { ...posts, batch: BATCH }, postNotes(all));
    const levels = { rooms: [Inbox], parts: ["levels"], kinds: ["change"] } as const;
    parts.follow(LEVELS, levels, keepWatchers(all));
    const one = { ...posts, batch: 1, timeoutMs: EVERYTHING_MS };
    const reach = { writes: 4 * MOST_WATCHERS, atOnce: AT_ONCE };
    parts.follow(EVERYTHING, one, everythingNotes(all), reach);
  }

  /** Whether there are links by which users end a way of being told. */
  get hasLinks(): boolean {
    return this.#parts.options.deliver?.some(({ userOf }) => userOf !== undefined) === true;
  }

  /** Ends a way of being told for the user to whom this token was given. Resolves with false for what is none. */
  async stopBy(token: string): Promise<boolean> {
    for (const { channel, userOf } of this.#parts.options.deliver ?? []) {
      const user = userOf?.(token);
      if (user === undefined) continue;
      // oxlint-disable-next-line no-await-in-loop -- it is one's alone
      if (!(await this.#isStopped(user, channel)))
        // oxlint-disable-next-line no-await-in-loop -- the same
        await this.#parts.room(Inbox, idOf(user)).mutate("stop", { channel });
      return true;
    }
    return false;
  }

  /** Whether there is nothing to end: whoever has a link may follow it as often as they like, and leaves nothing in a log. */
  async #isStopped(user: string, channel: "email" | "push"): Promise<boolean> {
    const id = idOf(user);
    // Nobody is sent anything who has no inbox, as who was erased.
    if ((await this.#parts.store.head(roomId(Inbox.name, id))) === 0) return true;
    const { levels } = await this.#parts.room(Inbox, id).read();
    return (
      Array.from(levels).every(
        ([what, level]) => level[channel] === (what === "all" ? "nothing" : null),
      ) && levels.has("all")
    );
  }

  async stop(): Promise<void> {
    await this.#deliveries?.stop();
  }

  /** Entries of a room are on disk. */
  woke(room: RoomId, entries: readonly Entry[]): void {
    this.#watchers.changed(room, entries);
  }

  /** See `Server.notify`. */
  async notify(user: string, note: NewNotification): Promise<void> {
    const id = idOf(user);
    const fault = noteFault(note);
    if (fault !== undefined) throw misused("notify", fault, note);
    await this.#parts.room(Inbox, id).mutate("notify", note);
  }

  #deliver(ways: readonly InboxDelivery[]): Deliveries | undefined {
    if (ways.length === 0) return undefined;
    const { follow, room } = this.#parts;
    const deliveries = new Deliveries(ways, {
      ...this.#parts,
      inbox: (id) => room(Inbox, id),
      onLetter: () => following.lettersChanged(),
    });
    const wanted = { rooms: [Inbox], parts: ["items"], kinds: ["change"], from: "now" } as const;
    const following = follow(DELIVERING, wanted, (batch) => deliveries.heard(batch));
    return deliveries;
  }

  /** Deletes a user's inbox, where they have one. */
  async forget(user: unknown): Promise<void> {
    const id = typeof user === "string" ? inboxOf(user) : undefined;
    if (id !== undefined) await this.#deleteInbox(roomId(Inbox.name, id), id);
  }

  /**
   * Deletes any room: an inbox with what is kept of it elsewhere. Rejects with `Refused`, `inbox.closed`, for one that says who watches
   * something: what is in it nobody would say again.
   */
  async delete(room: RoomId): Promise<void> {
    const { name, id } = parseRoomId(room) ?? { name: "", id: "" };
    if (name === Watched.name)
      throw new Refused(
        "inbox.closed",
        `${room} follows the levels that users set, and goes with them`,
      );
    await (name === Inbox.name ? this.#deleteInbox(room, id) : this.#parts.delete(room));
  }

  async #deleteInbox(inbox: RoomId, id: string): Promise<void> {
    const isThere = (await this.#parts.store.head(inbox)) > 0;
    const whats = isThere ? (await this.#parts.room(Inbox, id).read()).levels.keys() : [];
    // While it is there, so that whoever is cut off here finds them again.
    for (const what of whats)
      // oxlint-disable-next-line no-await-in-loop -- few, and none in a hurry
      if ((await this.#watchers.of(what)).has(id))
        // oxlint-disable-next-line no-await-in-loop -- the same
        await this.#parts.room(Watched, watchedOf(what)).mutate("watch", { inbox: id, on: false });
    if (isThere) await this.#parts.delete(inbox);
    await this.#deliveries?.forget(inbox);
  }
}

function idOf(user: string): string {
  const id = typeof user === "string" ? inboxOf(user) : undefined;
  if (id === undefined)
    throw mistake(
      "notify",
      "the user",
      "an id of somebody who can have an inbox: 128 characters as a room's id",
      user,
    );
  return id;
}
