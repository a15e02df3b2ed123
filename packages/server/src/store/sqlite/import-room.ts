import { type RoomId, systemRandom } from "@alongside/core/engine";
import { importInto } from "../import-into.ts";
import { Conflict, EPOCH_LENGTH, type ImportStep } from "../store.ts";
import { IMPORTING } from "./after-imports.ts";
import type { AppendQueue } from "./append-queue.ts";
import { toColumns } from "./posts-batch.ts";
import type { Snapshotter } from "./snapshotter.ts";
import type { WorkerThread } from "./worker-thread.ts";
import type { Writer } from "./writer.ts";

/** Puts a room together under another name, and gives it its own once all of it was read back. Rejects as `Store.importRoom` does. */
export async function importRoom(
  queue: AppendQueue,
  writer: WorkerThread<Writer>,
  snapshotter: WorkerThread<Snapshotter>,
  room: RoomId,
  epoch: string,
  steps: AsyncIterable<ImportStep>,
): Promise<void> {
  const name: RoomId = `${IMPORTING}${systemRandom.id(EPOCH_LENGTH)} ${room}`;
  try {
    const head = await importInto(
      {
        append: (...args) => queue.append(...args),
        beginAt: async (made, named, whole) => {
          await writer.ask("beginImport", made, named, whole.snapshot.seq);
          await snapshotter.ask("putSnapshot", made, whole);
        },
        putPosts: (made, posts) => writer.ask("putPosts", made, toColumns(posts)),
      },
      name,
      epoch,
      steps,
    );
    // All of it is folded and read back here.
    await snapshotter.ask("saveSnapshot", name, head, new Map());
    const found = await writer.ask("adopt", name, room);
    if (found > 0) throw new Conflict(room, 0, found);
  } catch (error) {
    await writer.ask("dropImport", name);
    throw error;
  }
}
