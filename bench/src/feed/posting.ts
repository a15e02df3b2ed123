import type { ChangeEntry, RoomId, Seq } from "@alongside/core/engine";
import type { PostRow, Store } from "@alongside/server";

/** What people write: about as long as a line of a chat. */
const WORDS = "Shall we move the retro to Thursday? The board is nearly done. ".repeat(2);

/** Every so many posts begin a thread, which those after it answer. */
const THREAD = 20;

const CLIENTS = 50;
const AT = 1_760_000_000_000;

/** Entries from `seq` on, each of which makes a post, and these. */
export function posted(
  seq: Seq,
  count: number,
): { readonly entries: readonly ChangeEntry[]; readonly posts: readonly PostRow[] } {
  const entries: ChangeEntry[] = [];
  const posts: PostRow[] = [];
  for (let at = seq; at < seq + count; at++) {
    const who = at % CLIENTS;
    const client = `client-${who}`.padEnd(12, "x");
    const n = Math.floor(at / CLIENTS) + 1;
    const id = idOf(at);
    const body = `${at} ${WORDS}`;
    const ops = { chat: [{ op: "set" as const, id, field: "body", value: body }] };
    entries.push({ seq: at, at: AT + at, actor: userOf(at), client, n, kind: "change", ops });
    posts.push({
      feed: "chat",
      seq: at,
      i: 0,
      id,
      ...(at % THREAD === 1 && { thread: threadOf(at) }),
      ...(at % THREAD === 0 && { isRoot: true }),
      author: userOf(at),
      at: AT + at,
      last: at,
      json: JSON.stringify({ body }),
    });
  }
  return { entries, posts };
}

/** The thread that post `seq` answers. */
export function threadOf(seq: Seq): string {
  return idOf(seq - (seq % THREAD));
}

export function idOf(seq: Seq): string {
  const client = `client-${seq % CLIENTS}`.padEnd(12, "x");
  return `${client}.${(Math.floor(seq / CLIENTS) + 1).toString(36)}.0`;
}

export function userOf(seq: Seq): string {
  return `user-${seq % CLIENTS}`.padEnd(20, "0");
}

/**
 * Appends posts to a room, `count` in each append, and at most `ahead` appends before the first of these is durable. Resolves once all of
 * them are.
 */
export async function postTo(
  store: Store,
  room: RoomId,
  posts: number,
  count: number,
  ahead: number,
): Promise<void> {
  const waiting: Promise<void>[] = [];
  for (let after = 0; after < posts; after += count) {
    const { entries, posts: made } = posted(after + 1, Math.min(count, posts - after));
    waiting.push(store.append(room, after, entries, undefined, undefined, made));
    // oxlint-disable-next-line no-await-in-loop -- no more than that
    if (waiting.length >= ahead) await waiting.shift();
  }
  await Promise.all(waiting);
}
