import type { RoomId, Seq, Snapshot } from "@alongside/core/engine";
import type { Erased, Erasure } from "../erasing/erasing.ts";
import { Eraser } from "../erasing/eraser.ts";
import {
  baseOf,
  isNamedIn,
  isNamedInSnapshot,
  LogEraser,
  personIn,
} from "../erasing/log-eraser.ts";
import { isNamedInPost } from "../erasing/post-eraser.ts";
import type { PostRow } from "../posts.ts";
import type { WholeSnapshot } from "../whole-snapshot.ts";
import type { LogReader, StoredRow } from "./log-reader.ts";
import type { Ask } from "./serve.ts";
import { toColumns } from "./posts-batch.ts";
import type { PostsReader } from "./posts-reader.ts";
import type { SnapshotReader } from "./snapshot-reader.ts";

interface Reading {
  readonly log: LogReader;
  readonly snapshots: SnapshotReader;
  readonly posts: PostsReader;
}

interface Rewriting extends Reading {
  save(room: RoomId, whole: WholeSnapshot): Promise<Snapshot>;
  readonly ask: Ask;
}

export function hasUser({ log, snapshots, posts }: Reading, room: RoomId, user: string): boolean {
  for (const seq of snapshots.seqs(room)) {
    const one = whole(snapshots, room, seq);
    if (one !== undefined && isNamedInSnapshot(one, user)) return true;
  }
  for (const row of rows(log, room)) if (isNamedIn(row, user)) return true;
  for (const page of pages(posts, room))
    if (page.some((post) => isNamedInPost(post, user))) return true;
  return false;
}

/** Each row, each part of a snapshot and each page of posts is written in a step of its own, between which others write. What was rewritten stays as it is. */
export async function eraseRoom(
  { log, snapshots, posts, save, ask }: Rewriting,
  room: RoomId,
  erasure: Erasure,
): Promise<Erased> {
  // First of all: whoever tries again after a crash finds the name in the log, and comes by here.
  while ((await ask("forgetUsers", [room])) === true);
  const eraser = new Eraser(erasure);
  const seqs = snapshots.seqs(room);
  const base = baseOf(seqs, log.room(room)?.floor ?? 0);
  const begin = base === undefined || base === 0 ? undefined : whole(snapshots, room, base);
  const isKnown = base === 0 || begin !== undefined;
  if (isKnown) eraser.begin(begin);
  const rewriting = new LogEraser(eraser, isKnown ? base : undefined);
  for (const row of rows(log, room)) {
    const { authors, body } = rewriting.row(row) ?? row;
    if (body !== row.body || authors !== row.authors)
      await ask("rewriteRow", [room, row.id, authors, body]);
  }
  for (const seq of seqs) {
    const one = whole(snapshots, room, seq);
    const rewritten = one && eraser.snapshot(one);
    if (rewritten !== undefined) await save(room, rewritten);
  }
  for (const page of pages(posts, room)) {
    const rewritten = page.flatMap((post) => {
      const next = eraser.post(post);
      return next === post ? [] : next;
    });
    if (rewritten.length > 0) await ask("rewritePosts", [room, toColumns(rewritten)]);
  }
  await ask("roomErased", [room, personIn(room, erasure.user)]);
  return eraser.erased;
}

function* rows(log: LogReader, room: RoomId): Iterable<StoredRow> {
  for (let seq = -1; ;) {
    const page = log.wholePage(room, seq);
    if (page === undefined) return;
    for (const row of page.rows) if (row.first > seq) yield row;
    seq = page.last;
  }
}

function* pages(posts: PostsReader, room: RoomId): Iterable<readonly PostRow[]> {
  for (let page = posts.all(room); page.length > 0; page = posts.all(room, page.at(-1))) yield page;
}

/**
 * A snapshot; undefined where a sweep has let go of it meanwhile. A damaged one may hold what nobody can read here, and is not passed
 * over.
 */
function whole(snapshots: SnapshotReader, room: RoomId, seq: Seq): WholeSnapshot | undefined {
  const found = snapshots.loadWhole(room, seq);
  if (found?.snapshot.seq !== seq && !snapshots.seqs(room).includes(seq)) return undefined;
  if (found?.snapshot.seq !== seq)
    throw new Error(`The snapshot of ${room} at ${seq} is damaged: nobody can be erased from it`);
  return found;
}
