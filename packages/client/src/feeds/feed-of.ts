import type { BodyOf, DraftOf, FeedDraft, RoomDefinition } from "@alongside/core";
import { inWords, misused, type Sync } from "@alongside/core/engine";
import type { RoomSession } from "../room/room.ts";
import { sessionOf } from "../room/sessions.ts";
import type { Changed, Room } from "../room/types.ts";
import { PostsHere } from "./posts-here.ts";
import type { FeedHandle, FeedName, FeedOf } from "./types.ts";

/** The posts of each room. */
const made = new WeakMap<object, unknown>();
const handles = new WeakMap<object, Map<string, unknown>>();

/**
 * A feed of a room that `join` returned; the same handle each time. What it needs of the page is loaded with this module alone. Throws
 * `TypeError` for anything else than a room, and for a name that the definition has no feed of.
 */
export function feedOf<D extends RoomDefinition, F extends FeedName<D>>(
  room: Room<D>,
  name: F,
): FeedOf<D, F> {
  const session = sessionOf(room, "feedOf");
  if (!Object.hasOwn(session.definition.feeds, name))
    throw misused(
      "feedOf",
      inWords(() => "the name should be that of a feed of the room's definition"),
      name,
    );
  let known = handles.get(session);
  if (known === undefined) handles.set(session, (known = new Map()));
  let handle = known.get(name) as FeedOf<D, F> | undefined;
  if (handle === undefined) known.set(name, (handle = handleOf(room, session, name)));
  return handle;
}

/** The id of a post. Throws `TypeError` for what cannot be one: asking for it would end the connection. */
function named(id: string): string {
  if (typeof id === "string" && id !== "" && id.length <= 256) return id;
  throw misused(
    "feedOf",
    inWords(() => "a post is named by its id"),
    id,
  );
}

/** What the draft of a room with feeds has. */
interface Feeds<F extends string> {
  readonly feeds: { readonly [K in F]: FeedDraft<unknown> };
}

function handleOf<D extends RoomDefinition, F extends FeedName<D>>(
  room: Room<D>,
  session: RoomSession<D>,
  name: F,
): FeedOf<D, F> {
  type B = BodyOf<D["feeds"][F]>;
  const here = (made.get(session) as PostsHere<D> | undefined) ?? new PostsHere(session);
  made.set(session, here);
  const feed = here.feed(name);
  const all = feed.view({});
  const write = <T extends Sync>(fn: (draft: FeedDraft<unknown>) => T): Changed<T> =>
    room.update((doc: DraftOf<D>) => fn((doc as unknown as Feeds<F>).feeds[name]));
  const handle: FeedHandle<unknown> = {
    ...all,
    post: (body, options) => write((draft) => draft.post(body, options)),
    edit: (id, body, options) => write((draft) => draft.edit(id, body, options)),
    delete: (id) => write((draft) => draft.delete(id)),
    react: (id, emoji, on) => write((draft) => draft.react(id, emoji, on)),
    pin: (id, on) => write((draft) => draft.pin(id, on)),
    resolve: (id, on) => write((draft) => draft.resolve(id, on)),
    thread: (id) => feed.view({ thread: named(id) }),
    list: (only) => feed.view({ only }),
    find: (id) => feed.find(named(id)),
    unread: (after, thread) => {
      if (Number.isSafeInteger(after) && after >= 0) return feed.unread(after, thread);
      throw misused(
        "feedOf",
        inWords(() => "unread posts come after the number of an entry"),
        after,
      );
    },
  };
  return handle as FeedHandle<B>;
}
