import { inWords, misused } from "@alongside/core/engine";
import type { Client } from "../client-types.ts";
import { InboxHere } from "./inbox-here.ts";
import type { InboxHandle } from "./types.ts";

const handles = new WeakMap<Client, InboxHandle>();

/**
 * The inbox of the user of a client; the same handle each time. It is joined when it is subscribed to, once the server has said who this is. Throws
 * `TypeError` for what is no client.
 */
export function openInbox(client: Client): InboxHandle {
  const given: unknown = client;
  if (typeof given !== "object" || given === null || !("join" in given) || !("user" in given))
    throw misused(
      "openInbox",
      inWords(() => "the client should be what createClient answered"),
      given,
    );
  let handle = handles.get(client);
  if (handle === undefined) handles.set(client, (handle = handleOf(new InboxHere(client))));
  return handle;
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
    pushTo: (subscription) => void here.writable?.mutate.subscribe(subscription),
    endPush: (endpoint) => void here.writable?.mutate.unsubscribe({ endpoint }),
    look: (room, place) => here.look(room, place),
    lookedAt: (room, place) => here.lookedAt(room, place),
    close: () => here.close(),
  };
}
