import type { Transferable } from "node:worker_threads";

import { Checkpointer } from "./checkpointer.ts";
import type { PastReader } from "./past-reader.ts";
import type { Reader } from "./reader.ts";
import type { Snapshotter } from "./snapshotter.ts";
import type { NewLines } from "./user-index.ts";
import { WorkerThread } from "./worker-thread.ts";
import type { FileData, Writer } from "./writer.ts";

/** About what a line of the index of users takes. */
const LINE_BYTES = 32;

/** About what a step of a follower writes: a page or two. One of sweeping writes about a megabyte. */
export const STEP_BYTES = 8192;

/** Runs work that `close` waits for. */
type Run = <T>(work: () => Promise<T>) => Promise<T>;

/** The threads that have a file open. Only the writer writes: what others want written passes through here. */
export interface Threads {
  readonly writer: WorkerThread<Writer>;
  readonly reader: WorkerThread<Reader>;
  readonly snapshotter: WorkerThread<Snapshotter>;
  readonly past: WorkerThread<PastReader>;
  readonly checkpointer: Checkpointer;
}

/** Starts them; `onError` hears of what nobody waits for. */
export function startThreads(data: FileData, run: Run, onError: (error: Error) => void): Threads {
  const writer = new WorkerThread<Writer>("writer-worker", data, {
    sweptStep: () => run(async () => checkpointer.written(128 * STEP_BYTES, 0)),
    sweptAll: () => run(() => checkpointer.shorten(() => writer.ask("shorten"))),
  });
  const reader = new WorkerThread<Reader>("reader-worker", data);
  const checkpointer = new Checkpointer(
    () => reader.ask("checkpoint"),
    () => writer.ask("truncate"),
    onError,
  );
  // A snapshot's parts are handed over, never copied.
  const pass =
    (name: string) =>
    (...args: readonly unknown[]) => {
      const body = args.at(-1);
      const transfer: Transferable[] =
        body instanceof Uint8Array ? [body.buffer as ArrayBuffer] : [];
      if (body instanceof Uint8Array) checkpointer.written(body.length, 1);
      return writer.send(name, args, transfer);
    };
  const snapshotter = new WorkerThread<Snapshotter>("snapshot-worker", data, {
    beginSnapshot: pass("beginSnapshot"),
    writePart: pass("writePart"),
    completeSnapshot: pass("completeSnapshot"),
    dropSnapshot: pass("dropSnapshot"),
    rewriteRow: pass("rewriteRow"),
    rewritePosts: pass("rewritePosts"),
    roomErased: pass("roomErased"),
    forgetUsers: pass("forgetUsers"),
    noteUsers: (lines: NewLines) => {
      checkpointer.written(lines.lines.length * LINE_BYTES, 1);
      return writer.ask("noteUsers", lines);
    },
  });
  const past = new WorkerThread<PastReader>("past-worker", data);
  return { writer, reader, snapshotter, past, checkpointer };
}
