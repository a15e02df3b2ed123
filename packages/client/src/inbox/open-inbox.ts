import { inWords, misused } from "@alongside/core/engine";
import { inboxOf } from "@alongside/core/inbox";
import type { Client } from "../client-types.ts";
import { InboxHere } from "./inbox-here.ts";
import type { InboxHandle } from "./types.ts";

/** Options of {@link openInbox}. */
export interface InboxOptions {
  /**
   * The id of the user, where the app knows it: what the device has of the inbox is there at once then, also without a network. Where the server
   * says that this is somebody else, that one's inbox is opened.
   */
  readonly user?: string;
}

const handles = new WeakMap<Client, { readonly here: InboxHere; readonly handle: InboxHandle }>();

/**
 * The inbox of the user of a client; the same handle each time. It is joined when it is subscribed to: at once where `user` was said, by this or an
 * earlier call, else once the server has said who this is. Throws `TypeError` for what is no client, or no id of a user.
 */
export function openInbox(client: Client, { user }: InboxOptions = {}): InboxHandle {
  const given: unknown = client;
  if (typeof given !== "object" || given === null || !("join" in given) || !("user" in given))
    throw misused(
      "openInbox",
      inWords(() => "the client should be what createClient answered"),
      given,
    );
  if (user !== undefined && (typeof user !== "string" || inboxOf(user) === undefined))
    throw misused(
      "openInbox",
      inWords(() => "user should be the id of somebody who can have an inbox"),
      user,
    );
  let known = handles.get(client);
  if (known === undefined) {
    const here = new InboxHere(client);
    handles.set(client, (known = { here, handle: handleOf(here) }));
  }
  known.here.assumed = user ?? known.here.assumed;
  return known.handle;
}

function handleOf(here: InboxHere): InboxHandle {
  return {
    get: () => here.state,
    subscribe: (callback) => here.subscribe(callback),
    seen: (...keys) => here.mark("seen", keys),
    read: (...keys) => here.mark("read", keys),
    unread: (...keys) => here.mark("unread", keys),
    archive: (...keys) => here.mark("archived", keys),
    unarchive: (...keys) => here.mark("inbox", keys),
    markAll: (as) =>
      here.mark(
        as,
        here.state.items.map(({ key }) => key),
      ),
    snooze: (key, until) =>
      void here.writable?.mutate.snooze({ key, until: until?.getTime() ?? 0 }),
    mute: (what, on) => void here.writable?.mutate.mute({ what, on }),
    level: (what, channel, level) => void here.writable?.mutate.level({ what, channel, level }),
    quiet: (quiet) => void here.writable?.mutate.quiet({ quiet }),
    // What `toJSON` of a browser's says beside is nothing to the server.
    pushTo: ({ endpoint, keys: { p256dh, auth } }) =>
      void here.writable?.mutate.subscribe({ endpoint, keys: { p256dh, auth } }),
    endPush: (endpoint) => void here.writable?.mutate.unsubscribe({ endpoint }),
    look: (room, place) => here.look(room, place),
    lookedAt: (room, place) => here.lookedAt(room, place),
    close: () => here.close(),
  };
}
