import type { RoomId, Seq } from "@alongside/core/engine";
import type { WholeSnapshot } from "./whole-snapshot.ts";
import { checkPosts, type PostRow } from "./posts.ts";
import { checkAppend, type ImportStep, type Store } from "./store.ts";

/** Where a room is put together that nobody sees yet. */
interface Made extends Pick<Store, "append"> {
  beginAt(room: RoomId, epoch: string, whole: WholeSnapshot): Promise<void>;
  putPosts(room: RoomId, posts: readonly PostRow[]): Promise<void>;
}

/** Writes all steps, under `name`. Resolves with where the log ends. Rejects with what `steps` throws, and `RangeError` for steps without anything. */
export async function importInto(
  made: Made,
  name: RoomId,
  epoch: string,
  steps: AsyncIterable<ImportStep>,
): Promise<Seq> {
  let head = 0;
  for await (const step of steps) {
    if ("posts" in step) {
      checkPosts(name, 0, head, step.posts);
      await made.putPosts(name, step.posts);
    } else if (!("snapshot" in step)) {
      if (step.length === 0) continue;
      checkAppend(name, head, step);
      await made.append(name, head, step, head === 0 ? epoch : undefined);
      head += step.length;
    } else if (head > 0) throw new RangeError(`A snapshot comes first, and not after ${head}`);
    else {
      await made.beginAt(name, epoch, step);
      head = step.snapshot.seq;
    }
  }
  if (head === 0) throw new RangeError("A room that holds nothing cannot be imported");
  return head;
}
