import type { Seq } from "@alongside/core/engine";
import type { SealedRow } from "./chain/seals.ts";
import type { MemoryChain } from "./memory-chain.ts";
import { MemoryPosts } from "./memory-posts.ts";
import { decodeRow, type ReadRow } from "./row.ts";
import { obsolete } from "./snapshots.ts";
import type { Epoch, Moment, RoomSize } from "./store.ts";
import type { WholeSnapshot } from "./whole-snapshot.ts";

/** What one append wrote: what the caller does to its entries afterwards is not seen. */
export interface Row extends ReadRow {
  readonly last: Seq;
  readonly sealed?: SealedRow;
}

/** What the memory store has of a room. */
export interface Room {
  head: Seq;
  /** The log begins after this. */
  floor: Seq;
  rows: Row[];
  readonly snapshots: Map<Seq, WholeSnapshot>;
  readonly epochs: Epoch[];
  kept: readonly Moment[];
  chain?: MemoryChain;
  generation: number;
  readonly erased: Map<string, number>;
  readonly posts: MemoryPosts;
}

/** A room that nobody has written to. */
export function memoryRoom(): Room {
  return {
    head: 0,
    floor: 0,
    rows: [],
    snapshots: new Map(),
    epochs: [],
    kept: [],
    generation: 0,
    erased: new Map(),
    posts: new MemoryPosts(),
  };
}

/** What is read of a room that is not there. */
export const EMPTY: Pick<Room, "head" | "floor" | "rows" | "snapshots" | "posts"> = memoryRoom();

/** Lets the snapshots go that no rule keeps. */
export function thin({ snapshots, floor, kept }: Room): void {
  const stay = new Set(kept.map(({ seq }) => seq));
  for (const gone of obsolete([...snapshots.keys()], floor, stay)) snapshots.delete(gone);
}

/** What it takes. */
export function sizeIn({ head, floor, rows, snapshots, posts }: typeof EMPTY): RoomSize {
  let snapshotBytes = 0;
  for (const { snapshot, parts } of snapshots.values()) {
    snapshotBytes += snapshot.trash.length + snapshot.ledger.length;
    for (const text of snapshot.state.values()) snapshotBytes += text.length;
    for (const part of parts.values()) snapshotBytes += part.length;
  }
  const row = rows.at(-1);
  const last = row && decodeRow(row).at(-1)?.at;
  const at = last ?? Math.max(0, ...Array.from(snapshots.values(), (one) => one.snapshot.at));
  const entryBytes = rows.reduce((sum, { body }) => sum + body.length, 0);
  return { head, floor, at, entryBytes, snapshotBytes, ...posts.size };
}
