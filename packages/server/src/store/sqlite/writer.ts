import type { RoomId, Seq } from "@alongside/core/engine";
import { connect } from "./file.ts";
import { check } from "./check.ts";
import { truncate } from "./checkpoint.ts";
import { ChainWriter } from "./chain-writer.ts";
import { ErasureWriter } from "./erasure-writer.ts";
import { FollowedWriter } from "./followed.ts";
import { adopt, beginImport } from "./imports.ts";
import { Holds } from "./holds.ts";
import { Keeper } from "./keeper.ts";
import { UserIndexWriter } from "./user-index.ts";
import { BatchAppender } from "./batch-appender.ts";
import { PostsWriter } from "./posts-writer.ts";
import { saveSweep } from "./swept.ts";
import type { SweepStep } from "../swept.ts";

/** What each of the store's threads is told about the file. */
export interface FileData {
  readonly file: string;
  readonly maxBytes: number | undefined;
  /** Whether entries are sealed. @default false */
  readonly chain?: boolean;
  /** Of a {@link Holds}, where somebody reads it. */
  readonly holds?: SharedArrayBuffer;
}

export type Writer = ReturnType<typeof openWriter>;

/** The one thread that changes rows. */
export function openWriter(
  { file, maxBytes, chain: isSealing = false, holds: shared }: FileData,
  now: () => number = () => performance.now(),
  tell?: (what: "sweptStep" | "sweptAll") => void,
) {
  const db = connect(file, "writer", maxBytes);
  const chain = new ChainWriter(db, isSealing);
  const log = new BatchAppender(db, chain);
  const keeper = new Keeper(db, now, chain);
  const holds = new Holds(shared);
  const followed = new FollowedWriter(db);
  const erasures = new ErasureWriter(db, chain);
  const posts = new PostsWriter(db);
  const users = new UserIndexWriter(db);
  let sweeping: NodeJS.Immediate | undefined;
  let hasSwept = false;

  const sweepNext = (): void => {
    sweeping = undefined;
    try {
      if (holds.during(now, () => keeper.sweep())) {
        hasSwept = true;
        tell?.("sweptStep");
        sweep();
      } else if (hasSwept) {
        // The file becomes shorter once the write-ahead log is in it.
        hasSwept = false;
        // Most of it is copied by another thread first: appends wait for this one.
        if (tell === undefined) holds.during(now, () => truncate(db));
        else tell("sweptAll");
      }
    } catch {
      // A full or failing disk: what was forgotten stays until the next time something is.
    }
  };
  /** Removes what was forgotten, piece by piece between the appends. */
  const sweep = (): void => {
    sweeping ??= setImmediate(sweepNext);
  };
  sweep();

  return {
    append: (batch: Parameters<BatchAppender["append"]>[0]) => log.append(batch),
    saveFollowers: (...args: Parameters<FollowedWriter["save"]>) => followed.save(...args),
    saveSweep: (step: SweepStep) => holds.during(now, () => saveSweep(db, step)),
    check: () => check(db),
    truncate: () => truncate(db),
    shorten: () => holds.during(now, () => truncate(db)),
    beginSnapshot: (...args: Parameters<Keeper["beginSnapshot"]>) => keeper.beginSnapshot(...args),
    writePart: (...args: Parameters<Keeper["writePart"]>) => keeper.writePart(...args),
    completeSnapshot: (snapshot: number) => {
      keeper.completeSnapshot(snapshot);
      sweep();
    },
    dropSnapshot: (snapshot: number) => {
      keeper.dropSnapshot(snapshot);
      sweep();
    },
    dropRows: (...args: Parameters<Keeper["dropRows"]>) => {
      holds.during(now, () => keeper.dropRows(...args));
      sweep();
    },
    keepMoments: (...args: Parameters<Keeper["keepMoments"]>) => {
      holds.during(now, () => keeper.keepMoments(...args));
      sweep();
    },
    putPosts: (...args: Parameters<PostsWriter["put"]>) => posts.put(...args),
    rewritePosts: (...args: Parameters<PostsWriter["rewrite"]>) => posts.rewrite(...args),
    dropPosts: (...args: Parameters<PostsWriter["drop"]>) => posts.drop(...args),
    beginImport: (name: RoomId, epoch: string, seq: Seq) => beginImport(db, name, epoch, seq),
    adopt: (name: RoomId, room: RoomId) => {
      log.forget();
      return adopt(db, name, room);
    },
    dropImport: (name: RoomId) => {
      keeper.dropImport(name);
      sweep();
    },
    deleteRoom: (...args: Parameters<Keeper["deleteRoom"]>) => {
      keeper.deleteRoom(...args);
      sweep();
    },
    rewriteRow: (...args: Parameters<ErasureWriter["rewriteRow"]>) => {
      // Later rows would say that their authors stand in this one.
      log.forget();
      erasures.rewriteRow(...args);
    },
    roomErased: (...args: Parameters<ErasureWriter["roomErased"]>) => {
      log.forget();
      erasures.roomErased(...args);
    },
    noteUsers: (...args: Parameters<UserIndexWriter["note"]>) => users.note(...args),
    forgetUsers: (...args: Parameters<UserIndexWriter["forget"]>) => users.forget(...args),
    beginErasure: (...args: Parameters<ErasureWriter["begin"]>) => erasures.begin(...args),
    endErasure: (as: string) => erasures.end(as),
    purge: () => keeper.sweep() || erasures.purge(),
    close: () => {
      clearImmediate(sweeping);
      db.close();
    },
  };
}
