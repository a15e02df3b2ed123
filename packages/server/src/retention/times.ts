import type { RoomId, Seq } from "@alongside/core/engine";
import type { Store } from "../store/store.ts";

/** When the entries of a room were written, each asked for once. */
export class Times {
  readonly #store: Store;
  readonly #room: RoomId;
  readonly #known = new Map<Seq, number>();

  constructor(store: Store, room: RoomId) {
    this.#store = store;
    this.#room = room;
  }

  /** In ms. Rejects with `Dropped` for one that was forgotten. */
  async of(seq: Seq): Promise<number> {
    const known = this.#known.get(seq);
    if (known !== undefined) return known;
    for await (const { at } of this.#store.read(this.#room, seq - 1, 1)) {
      this.#known.set(seq, at);
      return at;
    }
    throw new Error(`${this.#room} has no entry ${seq}`);
  }

  /** The last entry up to the time `ms` of those after `floor` and up to `head`; `floor` for none. Times never go back within a log. */
  async lastUpTo(ms: number, floor: Seq, head: Seq): Promise<Seq> {
    let low = floor;
    let high = head;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((await this.of(middle)) <= ms) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
