import type { Entry, Snapshot } from "@alongside/core/engine";
import type {
  AuditLine,
  DroppedPosts,
  Erased,
  Moment,
  Origin,
  Outside,
  PendingErasure,
  RoomSize,
  Store,
} from "@alongside/server";

/** A store for rooms that live as long as the bench, where nobody joins late: no time goes into storing, as none does in the peers. */
export class KeepsNothing implements Store {
  #head = 0;

  append(_room: string, _after: number, entries: readonly Entry[]): Promise<void> {
    this.#head += entries.length;
    return Promise.resolve();
  }

  async *read(): AsyncIterable<Entry> {}

  async *audited(): AsyncIterable<AuditLine> {}

  head(): Promise<number> {
    return Promise.resolve(this.#head);
  }

  loadSnapshot(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  loadPart(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  stateAt(_room: string, seq: number): Promise<Snapshot> {
    return this.saveSnapshot(_room, seq);
  }

  pastEntries(): Promise<{ readonly texts: readonly string[] }> {
    return Promise.resolve({ texts: [] });
  }

  lastUpTo(): Promise<number> {
    return Promise.resolve(0);
  }

  saveSnapshot(_room: string, seq: number): Promise<Snapshot> {
    return Promise.resolve({ seq, at: 0, version: 1, state: new Map(), trash: "[]", ledger: "[]" });
  }

  listRooms(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  origin(): Promise<Origin> {
    return Promise.resolve({ epochs: [] });
  }

  deleteRoom(): Promise<void> {
    return Promise.resolve();
  }

  dropBefore(): Promise<void> {
    return Promise.resolve();
  }

  changedSince(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  follower(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  cursor(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  slowestFollower(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  kept(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  saveFollower(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  importRoom(): Promise<void> {
    return Promise.reject(new Error("Nothing is kept here"));
  }

  outside(): Promise<Outside> {
    return Promise.resolve({ head: 0, floor: 0, upTo: 0 });
  }

  size(): Promise<RoomSize> {
    return Promise.resolve({
      head: 0,
      floor: 0,
      at: 0,
      entryBytes: 0,
      snapshotBytes: 0,
      posts: 0,
      postBytes: 0,
    });
  }

  readPosts(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  findPosts(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  countPosts(): Promise<number> {
    return Promise.resolve(0);
  }

  allPosts(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  dropPosts(): Promise<DroppedPosts> {
    return Promise.resolve({ dropped: 0, isDone: true });
  }

  keepMoments(): Promise<void> {
    return Promise.resolve();
  }

  moments(): Promise<readonly Moment[]> {
    return Promise.resolve([]);
  }

  sweepLine(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  dueRooms(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  saveSweep(): Promise<void> {
    return Promise.resolve();
  }

  saveMoment(): Promise<void> {
    return Promise.resolve();
  }

  newestSnapshot(): Promise<number> {
    return Promise.resolve(0);
  }

  hasUser(): Promise<boolean> {
    return Promise.resolve(false);
  }

  erase(): Promise<Erased> {
    return Promise.resolve({ entries: 0, letters: 0, snapshots: 0 });
  }

  erasures(): Promise<readonly PendingErasure[]> {
    return Promise.resolve([]);
  }

  beginErasure(): Promise<void> {
    return Promise.resolve();
  }

  endErasure(): Promise<void> {
    return Promise.resolve();
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
