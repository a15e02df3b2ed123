/** The lists and maps whose records go to the trash and come back from it. */
export type Bin = "shapes" | "notes" | "branches" | "settings" | "flags" | "order" | "secret";

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

  in(bin: Bin): readonly string[] {
    return this.#bins.get(bin) ?? [];
  }
}
