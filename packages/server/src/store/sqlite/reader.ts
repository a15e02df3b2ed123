import { ChainReader } from "./chain-reader.ts";
import { checkpoint } from "./checkpoint.ts";
import { connect } from "./file.ts";
import { FollowedReader } from "./followed.ts";
import { LogReader } from "./log-reader.ts";
import { PostsReader } from "./posts-reader.ts";
import { SnapshotReader } from "./snapshot-reader.ts";
import { dueRooms, sweepLine } from "./swept.ts";
import type { FileData } from "./writer.ts";

export type Reader = ReturnType<typeof openReader>;

/** Answers questions about the file, and copies the write-ahead log into it in small steps. */
export function openReader({ file }: FileData) {
  const db = connect(file, "reader");
  const log = new LogReader(db);
  const chain = new ChainReader(db, log);
  const followed = new FollowedReader(db);
  const posts = new PostsReader(db);
  const snapshots = new SnapshotReader(db, log);
  return {
    head: (room: string) => log.room(room)?.head ?? 0,
    page: (...args: Parameters<LogReader["page"]>) => log.page(...args),
    auditStart: (...args: Parameters<ChainReader["start"]>) => chain.start(...args),
    auditPage: (...args: Parameters<ChainReader["page"]>) => chain.page(...args),
    rooms: (...args: Parameters<LogReader["rooms"]>) => log.rooms(...args),
    origin: (...args: Parameters<LogReader["origin"]>) => log.origin(...args),
    loadSnapshot: (...args: Parameters<SnapshotReader["load"]>) => snapshots.load(...args),
    loadPart: (...args: Parameters<SnapshotReader["loadPart"]>) => snapshots.loadPart(...args),
    changed: (...args: Parameters<FollowedReader["changed"]>) => followed.changed(...args),
    follower: (name: string) => followed.line(name),
    cursor: (...args: Parameters<FollowedReader["cursor"]>) => followed.cursor(...args),
    slowest: (room: string) => followed.slowest(room),
    kept: (...args: Parameters<FollowedReader["kept"]>) => followed.kept(...args),
    moments: (...args: Parameters<LogReader["moments"]>) => log.moments(...args),
    readPosts: (...args: Parameters<PostsReader["read"]>) => posts.read(...args),
    findPosts: (...args: Parameters<PostsReader["find"]>) => posts.find(...args),
    countPosts: (...args: Parameters<PostsReader["count"]>) => posts.count(...args),
    allPosts: (...args: Parameters<PostsReader["all"]>) => posts.all(...args),
    sweepLine: () => sweepLine(db),
    dueRooms: (at: number, limit?: number) => dueRooms(db, at, limit),
    newestSnapshot: (room: string) => snapshots.newest(room),
    erasures: () => log.erasures(),
    checkpoint: () => checkpoint(db),
    close: () => db.close(),
  };
}
