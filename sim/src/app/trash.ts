import type { SimRandom } from "../env/sim-random.ts";

/** The lists and maps whose records go to the trash and come back from it. */
export type Bin =
  | "shapes"
  | "notes"
  | "branches"
  | "settings"
  | "flags"
  | "order"
  | "secret"
  | "columns";

const KEPT = 12;

/** Ids of records that somebody has put into the trash, for whoever may bring them back. */
export class Trash {
  readonly #bins = new Map<Bin, string[]>();

  put(bin: Bin, id: string): void {
    const ids = this.#bins.get(bin) ?? [];
    this.#bins.set(bin, ids);
    ids.push(id);
    if (ids.length > KEPT) ids.shift();
  }

  /** Brings one of them back into `to`. Returns false where that does not have it, or it is not known there. */
  restore(bin: Bin, to: { restore(id: string): void }, random: SimRandom): boolean {
    const ids = this.#bins.get(bin) ?? [];
    if (ids.length === 0) return false;
    try {
      to.restore(random.pick(ids));
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }
}
