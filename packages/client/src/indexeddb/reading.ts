import type { DeviceRow, DeviceKind } from "../device/device-store.ts";
import { type Database, handled } from "./database.ts";
import { rowId } from "./held-writes.ts";
import type { Seal, SealedRow } from "./seal.ts";

const KINDS: readonly DeviceKind[] = ["chunk", "posts", "queue", "refused", "room", "text", "undo"];

/** What lies of a room, by the rows' ids, and the rows that cannot be what was written. */
export interface Found {
  readonly rows: Map<string, DeviceRow>;
  readonly bad: readonly SealedRow[];
}

/** Reads a room's rows in one look, of some kinds or all. */
export async function readRoom(
  db: Database,
  room: string,
  seal: Seal,
  kinds: readonly DeviceKind[] = KINDS,
): Promise<Found> {
  const { store } = handled(db.transaction("rows"));
  const all = await Promise.all(kinds.map((kind) => store.getAll(rangeOf(kind, room))));
  const rows = new Map<string, DeviceRow>();
  const bad: SealedRow[] = [];
  for (const stored of all.flat()) {
    const row = seal.open(stored);
    if (row) rows.set(rowId(row), row);
    else bad.push(stored);
  }
  return { rows, bad };
}

/** Reads which rooms have rows of a kind. */
export async function readRooms(db: Database, kind: DeviceKind): Promise<string[]> {
  const { store } = handled(db.transaction("rows"));
  const keys = await store.getAllKeys(IDBKeyRange.bound([kind], [kind, []]));
  return [...new Set(keys.map(([, room]) => room))];
}

/** Moves rows out of the way, each unless it was written anew meanwhile. */
export async function putAside(db: Database, bad: readonly SealedRow[], at: number): Promise<void> {
  const tx = handled(db.transaction(["rows", "aside"], "readwrite"));
  const rows = tx.objectStore("rows");
  const move = async (row: SealedRow): Promise<void> => {
    const key = [row.kind, row.room, row.key] as const;
    const now = await rows.get([...key]);
    if (now?.json !== row.json || now.sum !== row.sum) return;
    await Promise.all([tx.objectStore("aside").add({ row, at }), rows.delete([...key])]);
  };
  await Promise.all([...bad.map(move), tx.done]);
}

/** Deletes the rooms that were last opened before a time and hold nothing that was not sent. What was put aside before it goes as well. */
export async function sweep(db: Database, before: number, now: number): Promise<void> {
  const tx = handled(db.transaction(["rows", "opened", "aside"], "readwrite"));
  const rows = tx.objectStore("rows");
  const opened = tx.objectStore("opened");
  const aside = tx.objectStore("aside");
  const known = new Map((await opened.getAll()).map(({ room, at }) => [room, at]));
  const kept = await rows.getAllKeys(IDBKeyRange.bound(["room"], ["room", []]));
  for (const [, room] of kept) {
    const at = known.get(room);
    // Never opened, or by a clock that was ahead: its time begins now.
    if (at === undefined || at > now) await opened.put({ room, at: now });
  }
  for (const [room, at] of known) {
    if (at >= before) continue;
    const unsent = await Promise.all(
      (["chunk", "queue", "refused"] as const).map((kind) => rows.count(rangeOf(kind, room))),
    );
    if (unsent.some((count) => count > 0)) continue;
    await Promise.all([
      ...KINDS.map((kind) => rows.delete(rangeOf(kind, room))),
      opened.delete(room),
    ]);
  }
  for (let cursor = await aside.openCursor(); cursor; cursor = await cursor.continue())
    if (cursor.value.at < before) await cursor.delete();
  await tx.done;
}

function rangeOf(kind: DeviceKind, room: string): IDBKeyRange {
  // An array comes behind every text.
  return IDBKeyRange.bound([kind, room], [kind, room, []]);
}
