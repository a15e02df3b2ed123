import { type Clock, type RoomId, roomId, type Seq } from "@alongside/core/engine";
import type { Store } from "@alongside/server";
import { sweepRoom } from "../../../packages/server/src/retention/sweep-room.ts";
import { Board } from "../app/board.ts";
import { SimRandom } from "../env/sim-random.ts";
import type { FaultCounts } from "../faults.ts";
import type { Surroundings } from "../surroundings.ts";

/** Lets go of what rooms do not keep, all the time, in every fourth world: what others do in hours. Of chance it has its own. */
export class Sweeps {
  /** Entries that are kept one by one. */
  readonly most: number;
  readonly isOn: boolean;
  readonly #random: SimRandom;
  readonly #floors = new Map<string, Seq>();
  /** Rooms that are being swept, each by a process, which may have died meanwhile. */
  readonly #under = new Map<string, Store>();

  constructor(seed: number) {
    this.#random = new SimRandom(seed + 0x5eed);
    this.isOn = seed % 4 === 1;
    this.most = this.#random.pick([1, 8, 40]);
  }

  /** How many ms pass before the next one. */
  get pauseMs(): number {
    return this.#random.between(100, 1500);
  }

  /** The last entry of a room that was gone when this was looked at last. */
  floor(id: string): Seq {
    return this.#floors.get(id) ?? 0;
  }

  /** Looks at what is gone. */
  async look(id: string, store: Store): Promise<void> {
    this.#floors.set(id, (await store.outside(roomId(Board.name, id), {})).floor);
  }

  /** Sweeps a room, which may never end, as the process dies. Rejects with what the store says. */
  async sweep(id: string, store: Store, clock: Clock, { faults }: Surroundings): Promise<void> {
    if (this.#under.get(id) === store) return;
    this.#under.set(id, store);
    try {
      await this.#sweep(id, store, clock, faults);
    } finally {
      if (this.#under.get(id) === store) this.#under.delete(id);
    }
  }

  async #sweep(id: string, store: Store, clock: Clock, faults: FaultCounts): Promise<void> {
    const room: RoomId = roomId(Board.name, id);
    const rest = (): Promise<void> =>
      new Promise((resolve) => void clock.after(this.#random.between(0, 50), resolve));
    const { entries } = await sweepRoom({ store, clock, rest }, room, { entries: this.most });
    if (entries > 0) faults.count("swept");
  }
}
