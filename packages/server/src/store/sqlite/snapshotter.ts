import type { Entry, RoomId, Seq, Snapshot } from "@alongside/core/engine";
import { setPriority } from "node:os";
import { foldSnapshot, foldState } from "../fold-snapshot.ts";
import type { Parts, WholeSnapshot } from "../whole-snapshot.ts";
import { connect } from "./file.ts";
import { LogReader } from "./log-reader.ts";
import type { Ask } from "./serve.ts";
import { PostsReader } from "./posts-reader.ts";
import { checkTexts, encodeParts } from "./snapshot-parts.ts";
import { SnapshotReader } from "./snapshot-reader.ts";
import { decodeRow } from "../row.ts";
import type { Bounds, Keys, Outside, RoomSize } from "../store.ts";
import type { Erased, Erasure } from "../erasing/erasing.ts";
import { eraseRoom, hasUser } from "./erase-room.ts";
import { sizeOf } from "./size.ts";
import { outside } from "./outside.ts";
import { UserIndexer } from "./user-indexer.ts";
import type { FileData } from "./writer.ts";

export type Snapshotter = ReturnType<typeof openSnapshotter>;

/** Makes snapshots away from the event loop; what it has made it hands to the writer, part by part. */
export function openSnapshotter({ file }: FileData, ask: Ask) {
  const db = connect(file, "reader");
  const log = new LogReader(db);
  const snapshots = new SnapshotReader(db, log);
  const users = new UserIndexer(db, log);
  const indexNext = (room: RoomId): Promise<void> =>
    users.step(room, (lines) => ask("noteUsers", [lines]));
  const posts = new PostsReader(db);

  function* entries(room: RoomId, after: Seq, upTo: Seq): Iterable<Entry> {
    for (let seq = after; seq < upTo;) {
      const page = log.page(room, seq);
      if (!page) throw new Error(`The log of ${room} ends at ${seq}`);
      for (const row of page.rows) {
        for (const entry of decodeRow(row)) {
          if (entry.seq > seq && entry.seq <= upTo) yield entry;
        }
      }
      seq = page.last;
    }
  }

  async function save(room: RoomId, whole: WholeSnapshot): Promise<Snapshot> {
    const { snapshot } = whole;
    const { layout, digest, parts, more } = encodeParts(whole);
    const id = (await ask("beginSnapshot", [
      room,
      snapshot.seq,
      layout,
      digest,
      parts.length,
    ])) as number;
    try {
      for (const [n, part] of [...parts, ...more].entries())
        await ask("writePart", [id, n, part], [part.buffer as ArrayBuffer]);
      const saved = snapshots.read({ id, seq: snapshot.seq, parts: parts.length, layout, digest });
      checkTexts(saved);
      snapshots.checkMore({ id, seq: snapshot.seq, parts: parts.length, layout, digest });
      await ask("completeSnapshot", [id]);
      return saved;
    } catch (error) {
      await ask("dropSnapshot", [id]).catch(() => {});
      throw error;
    }
  }

  async function snapshotAt(room: RoomId, seq: Seq, given?: Parts): Promise<Snapshot> {
    const head = log.room(room)?.head ?? 0;
    if (!(seq > 0 && seq <= head))
      throw new RangeError(`Snapshot of ${room} at ${seq}: its head is ${head}`);
    const previous = snapshots.loadWhole(room, seq);
    const from = previous?.snapshot.seq ?? 0;
    if (previous !== undefined && from === seq && given === undefined) return previous.snapshot;
    const saved = await save(room, foldSnapshot(previous, entries(room, from, seq), given));
    // Whoever looks for a user's entries makes up for what could not be written.
    await indexNext(room).catch(() => undefined);
    return saved;
  }

  return {
    /** Saves a snapshot as it is given. */
    putSnapshot: async (room: RoomId, whole: WholeSnapshot): Promise<void> => {
      await save(room, whole);
    },
    saveSnapshot: snapshotAt,
    saveMoment: async (room: RoomId, seq: Seq): Promise<void> => {
      await snapshotAt(room, seq);
    },
    stateAt: (room: RoomId, seq: Seq, keys: Keys): Snapshot => {
      const head = log.room(room)?.head ?? 0;
      if (!(seq > 0 && seq <= head))
        throw new RangeError(`State of ${room} at ${seq}: its head is ${head}`);
      const previous = snapshots.load(room, seq);
      return foldState(previous, entries(room, previous?.seq ?? 0, seq), keys);
    },
    /** The `seq` up to which a snapshot, read and checked, covers the log. */
    covered: (room: RoomId): Seq => {
      // With its parts: what they hold is nowhere else once the log is shortened.
      const latest = snapshots.loadWhole(room)?.snapshot;
      if (latest) checkTexts(latest);
      return latest?.seq ?? 0;
    },
    indexNext,
    hasUser: (room: RoomId, user: string): boolean =>
      hasUser({ log, snapshots, posts }, room, user),
    erase: (room: RoomId, erasure: Erasure): Promise<Erased> =>
      eraseRoom({ log, snapshots, posts, save, ask }, room, erasure),
    size: (room: RoomId): RoomSize => sizeOf(db, log, snapshots, room),
    outside: (room: RoomId, bounds: Bounds): Outside => outside(db, log, room, bounds),
    close: () => db.close(),
  };
}

/** Appends come first: a snapshot only takes the processor time that is left. */
export function yieldToOthers(): void {
  // On Linux this is the thread's own priority; elsewhere it would be the whole process'.
  if (process.platform === "linux") setPriority(0, 10);
}
