import { type RoomDefinition } from "@alongside/core";
import { misused, mistake, type RoomId, roomId } from "@alongside/core/engine";
import { Inbox, inboxOf, type NewNotification, noteFault } from "@alongside/core/inbox";
import type { FollowHandler, FollowOptions } from "../followers/options.ts";
import type { ServerRoom } from "../room/server-room.ts";
import type { InboxOptions } from "./options.ts";
import { type PostNotesParts, postNotes } from "./post-notes.ts";

/** The follower that notifies of what is posted. */
const FOLLOWER = "alongside.inbox";

/** Entries of one batch: with {@link MOST_NOTIFIED} users each they are as many writes as a follower makes at once. */
const BATCH = 20;

interface InboxesParts extends Omit<PostNotesParts, "knows"> {
  readonly options: InboxOptions;
  readonly definitions: readonly RoomDefinition[];
  room(user: string): ServerRoom<typeof Inbox>;
  delete(room: RoomId): Promise<void>;
  follow(name: string, options: FollowOptions, handler: FollowHandler): unknown;
}

/** The inboxes of a server's users. */
export class Inboxes {
  readonly #parts: InboxesParts;

  constructor(parts: InboxesParts) {
    this.#parts = parts;
    const { options, definitions } = parts;
    const rooms = definitions.filter(({ feeds }) => Object.keys(feeds).length > 0);
    if (options.feeds === false || rooms.length === 0) return;
    const feeds = new Set(rooms.flatMap((definition) => Object.keys(definition.feeds)));
    const handler = postNotes({
      ...parts,
      knows: async (user) => (await options.knows?.(user)) ?? true,
    });
    const wanted = {
      rooms,
      parts: [...feeds],
      kinds: ["change"],
      batch: BATCH,
      from: "now",
    } as const;
    parts.follow(FOLLOWER, wanted, handler);
  }

  /** See `Server.notify`. */
  async notify(user: string, note: NewNotification): Promise<void> {
    const id = idOf(user);
    const fault = noteFault(note);
    if (fault !== undefined) throw misused("notify", fault, note);
    await this.#parts.room(id).mutate("notify", note);
  }

  /** Deletes a user's inbox, where they have one. */
  async forget(user: unknown): Promise<void> {
    const id = typeof user === "string" ? inboxOf(user) : undefined;
    if (id !== undefined) await this.#parts.delete(roomId(Inbox.name, id));
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
