import { unwrap } from "idb";
import type { Durability, DeviceRow, DevicePlace, DeviceWrite } from "../device/device-store.ts";
import { withResolvers } from "../with-resolvers.ts";
import type { Database } from "./database.ts";
import type { DeviceError } from "./device-error.ts";
import type { Seal, SealedRow } from "./seal.ts";

type Op = { isStrict: boolean } & (
  | { readonly type: "put"; readonly row: SealedRow }
  | { readonly type: "delete" | "clear"; readonly place: DevicePlace }
  | { readonly type: "opened"; readonly room: string; readonly at: number }
);

interface Waiter {
  readonly isStrict: boolean;
  readonly resolve: () => void;
  readonly reject: (error: DeviceError) => void;
}

/**
 * Writes that go to the database together, in order. Of several to one row only the last is kept, so what is held for long is not
 * more than the rows are.
 */
export class HeldWrites {
  readonly #seal: Seal;
  #ops = new Map<string, Op>();
  #waiters: Waiter[] = [];

  constructor(seal: Seal) {
    this.#seal = seal;
  }

  get isEmpty(): boolean {
    return this.#waiters.length === 0;
  }

  /** Settles once the writes are on disk, or never will be. */
  add(writes: readonly DeviceWrite[], durability: Durability): Promise<void> {
    const isStrict = durability === "strict";
    for (const write of writes) this.#hold(opOf(write, isStrict, this.#seal));
    return this.#wait(isStrict);
  }

  /** Notes when a room was opened. */
  addOpened(room: string, at: number): Promise<void> {
    this.#hold({ type: "opened", room, at, isStrict: false });
    return this.#wait(false);
  }

  /** Takes over later writes. */
  absorb(later: HeldWrites): void {
    for (const op of later.#ops.values()) this.#hold(op);
    this.#waiters.push(...later.#waiters);
  }

  /** Writes them in one transaction. Rejects with the browser's error; `null` is that of an abort without any. */
  async commit(db: Database): Promise<void> {
    const ops = [...this.#ops.values()];
    const stores = ops.some(({ type }) => type === "opened") ? ["rows", "opened"] : ["rows"];
    // Raw: idb makes a promise of each request, and takes a request's error for an abort without one.
    const tx = unwrap(db).transaction(stores, "readwrite", {
      durability: this.#waiters.some(({ isStrict }) => isStrict) ? "strict" : "relaxed",
    });
    const finished = whenFinished(tx);
    try {
      for (const op of ops) perform(tx, op);
      // Without it the browser waits for the page to have nothing more to say.
      tx.commit();
    } catch (error) {
      finished.catch(() => undefined);
      tx.abort();
      throw error;
    }
    await finished;
  }

  resolve(): void {
    for (const { resolve } of this.#waiters) resolve();
  }

  /** Gives up all of them. */
  reject(error: DeviceError): void {
    this.#ops.clear();
    for (const { reject } of this.#waiters.splice(0)) reject(error);
  }

  /** Gives up those that are relaxed. */
  rejectRelaxed(error: DeviceError): void {
    for (const [id, { isStrict }] of this.#ops) if (!isStrict) this.#ops.delete(id);
    const all = this.#waiters;
    this.#waiters = all.filter(({ isStrict }) => isStrict);
    for (const { isStrict, reject } of all) if (!isStrict) reject(error);
  }

  /** Makes the writes to a room's rows, by their ids. */
  over(rows: Map<string, DeviceRow>, room: string): void {
    for (const op of this.#ops.values()) {
      if (op.type === "put" && op.row.room === room) {
        const row = this.#seal.open(op.row);
        if (row) rows.set(rowId(row), row);
      } else if (op.type === "delete" && op.place.room === room) rows.delete(rowId(op.place));
      else if (op.type === "clear" && op.place.room === room) deleteBegun(rows, op.place);
    }
  }

  #wait(isStrict: boolean): Promise<void> {
    const { promise, resolve, reject } = withResolvers<void>();
    this.#waiters.push({ isStrict, resolve, reject });
    return promise;
  }

  #hold(op: Op): void {
    if (op.type === "clear" && deleteBegun(this.#ops, op.place)) op.isStrict = true;
    const id = idOf(op);
    const before = this.#ops.get(id);
    if (before?.isStrict) op.isStrict = true;
    // Last in the order, where it has to be behind a prefix that was deleted.
    if (before) this.#ops.delete(id);
    this.#ops.set(id, op);
  }
}

/** A name for a row among others. */
export function rowId({ kind, room, key }: DevicePlace): string {
  return `r\n${kind}\n${room}\n${key}`;
}

/** Returns whether one of them was a strict write. */
function deleteBegun(map: Map<string, object>, place: DevicePlace): boolean {
  const begun = rowId(place);
  let hadStrict = false;
  for (const [id, value] of map) {
    if (!id.startsWith(begun)) continue;
    hadStrict ||= "isStrict" in value && value.isStrict === true;
    map.delete(id);
  }
  return hadStrict;
}

function idOf(op: Op): string {
  if (op.type === "put") return rowId(op.row);
  if (op.type === "opened") return `o\n${op.room}`;
  return op.type === "delete" ? rowId(op.place) : `c${rowId(op.place)}`;
}

function opOf(write: DeviceWrite, isStrict: boolean, seal: Seal): Op {
  if ("put" in write) return { type: "put", row: seal.close(write.put), isStrict };
  if ("delete" in write) return { type: "delete", place: write.delete, isStrict };
  return { type: "clear", place: write.clear, isStrict };
}

/** Failures of a flush, or of the quota, come with `abort` alone. */
export function whenFinished(tx: IDBTransaction): Promise<void> {
  const { promise, resolve, reject } = withResolvers<void>();
  tx.addEventListener("complete", () => resolve());
  tx.addEventListener("abort", () => reject(tx.error));
  return promise;
}

function perform(tx: IDBTransaction, op: Op): void {
  if (op.type === "opened") {
    tx.objectStore("opened").put({ room: op.room, at: op.at });
    return;
  }
  const rows = tx.objectStore("rows");
  if (op.type === "put") {
    rows.put(op.row);
    return;
  }
  const { kind, room, key } = op.place;
  rows.delete(op.type === "delete" ? [kind, room, key] : begunWith(kind, room, key));
}

/** The keys of a kind and room that begin with a prefix. */
function begunWith(kind: string, room: string, prefix: string): IDBKeyRange {
  // An array comes behind every text.
  if (prefix === "") return IDBKeyRange.bound([kind, room], [kind, room, []]);
  const last = prefix.length - 1;
  const next = prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1);
  return IDBKeyRange.bound([kind, room, prefix], [kind, room, next], false, true);
}
