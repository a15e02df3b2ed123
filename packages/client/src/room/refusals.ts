import { Refused, type RoomDefinition } from "@alongside/core";
import {
  inWords,
  linked,
  type Op,
  type OpsByKey,
  type RefusedEntry,
  type Shelf,
} from "@alongside/core/engine";
import type { RoomCopy } from "./copy.ts";
import type { PendingChange } from "./pending.ts";
import type { Rejections } from "./rejections.ts";
import { joinOps, leaningOn, madeBy, notLeaningOn } from "./renew.ts";
import { countOps, editsOf } from "./written-ops.ts";

/** How the own changes of a room are refused. */
export class Refusals<D extends RoomDefinition> {
  readonly #copy: RoomCopy<D>;
  readonly #rejections: Rejections<D>;
  /** While what may be in the log is handed back: what later changes wrote to the records of the one that is, by their numbers. */
  #inDoubt: Map<number, OpsByKey> | undefined;

  constructor(copy: RoomCopy<D>, rejections: Rejections<D>) {
    this.#copy = copy;
    this.#rejections = rejections;
  }

  /** An own change was refused: it leaves the screen, and what leaned on it with it. */
  refuse({ refused, code, message }: Omit<RefusedEntry, "seq" | "at">): void {
    const { pending, replica, recorder, runs } = this.#copy;
    if (runs?.has(refused) === true) runs.clear();
    pending.skipTo(refused);
    const change = pending.take(refused);
    if (change === undefined) return;
    const ops = this.opsOf(change);
    // Asked for while the refused edits of texts are still under those that leaned on them: so they come back.
    const leaning = change.isOrphan ? {} : this.takeLeaning(refused, ops, message);
    const grounds = replica.pendingTexts?.grounds(refused, editsOf(leaning), (id) =>
      replica.node(id),
    );
    replica.dropPending(refused);
    const isTold = recorder?.refused(refused, code) === true;
    if (change.isOrphan) return;
    const shelves = this.#shelve(refused, ops);
    const { data } = change;
    const all = data.outdated === undefined ? ops : joinOps(ops, data.outdated);
    // Of one that had no place in this version all is listed already, and only its number is sent.
    const isNothing = countOps(all) === 0 && (data.mutation ?? data.undo) === undefined;
    if (!isTold && !isNothing) {
      const parts = this.#inDoubt && new Map([[refused, ops], ...this.#inDoubt]);
      this.#rejections.add({ ...data, ops: all, shelves, code, message, leaning, grounds, parts });
    }
    change.reject(linked(new Refused(code, message)));
  }

  /** Nothing may be written any more: what is pending is refused. `ended` is the last counter the server has heard of. */
  refuseAll(code: string, message: string, ended: number): void {
    const { pending } = this.#copy;
    for (const { data } of pending.all()) this.refuse({ refused: data.n, code, message });
    pending.takeAll(ended);
  }

  /** The same, where some of it may be in the log all the same: see `Rejections.decided`. */
  handBack(code: string, message: string): void {
    const { pending } = this.#copy;
    const { ended } = pending;
    for (const { data } of pending.all()) {
      this.#inDoubt = new Map();
      this.refuse({ refused: data.n, code, message });
    }
    this.#inDoubt = undefined;
    pending.takeAll(ended);
  }

  /** What a pending change writes, without what leaned on a refused one: that went with it, and comes back with it alone. */
  opsOf({ data, editsTexts, lost }: PendingChange): OpsByKey {
    const all = editsTexts ? this.#copy.replica.opsOf(data.n) : data.ops;
    return lost === undefined ? all : notLeaningOn(lost, all);
  }

  /** Returns what changes after `n` wrote to records that the refused `ops` would have made: from now on it goes with those. */
  takeLeaning(n: number, ops: OpsByKey, message: string): OpsByKey {
    const gone = new Set(madeBy(ops));
    let leaning: OpsByKey = {};
    for (const later of gone.size === 0 ? [] : this.#copy.pending.all()) {
      // A mutation is run by the server, which says itself what becomes of it.
      if (later.data.n <= n || later.isOrphan || later.data.mutation !== undefined) continue;
      const all = this.opsOf(later);
      const taken = leaningOn(gone, all);
      if (countOps(taken) === 0) continue;
      leaning = joinOps(leaning, taken);
      this.#inDoubt?.set(later.data.n, taken);
      later.lost = new Set([...(later.lost ?? []), ...gone]);
      if (countOps(taken) < countOps(all)) continue;
      later.isOrphan = true;
      const why = inWords(
        () => `It wrote only to what a refused change would have made: ${message}`,
      );
      later.reject(linked(new Refused("change.leaning", why)));
    }
    return leaning;
  }

  /** Keeps the edits of texts of a refused change as they would be made later. */
  #shelve(refused: number, ops: OpsByKey): ReadonlyMap<Op, Shelf> {
    const shelves = new Map<Op, Shelf>();
    const { pendingTexts } = this.#copy.replica;
    if (pendingTexts === undefined) return shelves;
    const made = new Set(madeBy(ops));
    for (const op of Object.values(ops).flat())
      if (op.op === "text" && !made.has(op.id)) shelves.set(op, pendingTexts.shelve(op, refused));
    return shelves;
  }
}
