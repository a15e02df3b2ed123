import { encodeOps, type Entry, parseRoomId, type RoomId, type Seq } from "@alongside/core/engine";
import { createHash } from "node:crypto";
import type { WholeSnapshot } from "../store/whole-snapshot.ts";
import type { PostRow } from "../store/posts.ts";
import type { Store } from "../store/store.ts";

/** Goes up with each change of the lines; a newer one is refused. A room without posts is written as the one before. */
export const EXPORT_FORMAT = 2;
const WITHOUT_POSTS = 1;

/** Texts of a snapshot are cut to lines of so many characters, its bytes to so many. */
const PIECE = 64 * 1024;

/**
 * The lines of an export, each JSON and without its line break: a header, the snapshot that the log begins after where there is one,
 * the entries as of this moment, the posts that these made, and an end with the numbers of both and a checksum of all lines before it. A
 * post comes as it is by the time that its line is made. Holds a page of the log or of posts at a time, and the snapshot. Throws where the room is deleted or swept meanwhile.
 */
export async function* exportLines(
  store: Store,
  room: RoomId,
  version: number | undefined,
): AsyncIterable<string> {
  const digest = createHash("sha256");
  const line = (value: unknown): string => {
    const text = JSON.stringify(value);
    digest.update(`${text}\n`);
    return text;
  };
  const { head, floor } = await store.outside(room, {});
  const whole = floor === 0 ? undefined : await baseOf(store, room, floor);
  const base = whole?.snapshot.seq ?? 0;
  let page = await store.allPosts(room);
  yield line({
    alongside: "room",
    format: page.length > 0 ? EXPORT_FORMAT : WITHOUT_POSTS,
    room,
    kind: parseRoomId(room)?.name,
    ...(version !== undefined && { version }),
    epoch: (await store.origin(room)).epochs.at(-1)?.epoch,
    base,
    seq: head,
  });
  if (whole !== undefined) for (const value of snapshotLines(whole)) yield line(value);
  let count = 0;
  for await (const entry of store.read(room, base, head - base)) {
    count += 1;
    const text = line(entryLine(entry));
    yield text;
    // A page of the log may have megabytes: others have their turn between its entries.
    // oxlint-disable-next-line no-await-in-loop -- that is what it is for
    if (text.length > PIECE) await new Promise((resolve) => setImmediate(resolve));
  }
  if (count !== head - base) throw changed(room);
  let posts = 0;
  while (page.length > 0) {
    for (const post of page) {
      // What was posted since is in none of the entries.
      if (post.seq > head) continue;
      posts += 1;
      yield line(postLine(post, head));
    }
    // oxlint-disable-next-line no-await-in-loop -- page by page
    page = await store.allPosts(room, page.at(-1));
  }
  const end = { entries: count, ...(posts > 0 && { posts }) };
  yield JSON.stringify({ end: { ...end, sha256: digest.digest("hex") } });
}

/** The snapshot that all that is kept of the log follows, or else the latest one. */
async function baseOf(store: Store, room: RoomId, floor: Seq): Promise<WholeSnapshot> {
  const first = await store.loadSnapshot(room, floor);
  const snapshot = first?.seq === floor ? first : await store.loadSnapshot(room);
  if (snapshot === undefined) throw changed(room);
  const parts = new Map<string, Uint8Array>();
  for (const name of snapshot.parts?.keys() ?? []) {
    // oxlint-disable-next-line no-await-in-loop -- they may be large
    const bytes = await store.loadPart(room, snapshot.seq, name);
    if (bytes === undefined) throw changed(room);
    parts.set(name, bytes);
  }
  return { snapshot, parts };
}

function changed(room: RoomId): Error {
  return new Error(
    `${room} was deleted, or its log was shortened, while it was exported: do so again`,
  );
}

function* snapshotLines({ snapshot, parts }: WholeSnapshot): Iterable<object> {
  const { seq, at, version } = snapshot;
  yield { snapshot: { seq, at, version } };
  for (const [key, text] of snapshot.state)
    for (const piece of cut(text)) yield { state: key, text: piece };
  for (const text of cut(snapshot.trash)) yield { trash: text };
  for (const text of cut(snapshot.ledger)) yield { ledger: text };
  for (const [name, bytes] of parts)
    for (let from = 0; from === 0 || from < bytes.length; from += PIECE)
      yield {
        part: name,
        base64: Buffer.from(bytes.subarray(from, from + PIECE)).toString("base64"),
      };
}

function* cut(text: string): Iterable<string> {
  for (let from = 0; from === 0 || from < text.length; from += PIECE)
    yield text.slice(from, from + PIECE);
}

/** What was written to a post after `head` is taken for a part of that. */
function postLine({ json, last, ...post }: PostRow, head: Seq): object {
  return { post: { ...post, last: Math.min(last, head), content: JSON.parse(json) as unknown } };
}

/** An entry with its ops as the wire has them. */
function entryLine(entry: Entry): object {
  return "ops" in entry ? { ...entry, ops: encodeOps(entry.ops) } : entry;
}
