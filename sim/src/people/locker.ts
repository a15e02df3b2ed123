import type { Room, RoomLock } from "@alongside/client";
import type { Board } from "../app/board.ts";
import { checkOdds } from "../checkers/lock-odds.ts";
import { SimRandom } from "../env/sim-random.ts";
import type { Surroundings } from "../surroundings.ts";

/** Locks that are kept while the world becomes quiet are held for so long, as who polls now and then is answered late. */
const LONG_MS = 60_000;

/** Somebody at a page who locks records and fields, takes some over, and gives some back. Chance of its own, so that nothing else in a world changes by it. */
export class Locker {
  readonly #room: Room<typeof Board>;
  readonly #around: Surroundings;
  readonly #random: SimRandom;
  readonly #held = new Map<RoomLock, number>();

  constructor(room: Room<typeof Board>, around: Surroundings, seed: number, name: string) {
    this.#room = room;
    this.#around = around;
    this.#random = new SimRandom(seed);
    room.locks.subscribe((locks) => {
      try {
        checkOdds(locks, name);
      } catch (error) {
        around.onBroken(error);
      }
    });
  }

  /** What it asked for and has not given back. */
  get held(): Iterable<RoomLock> {
    return this.#held.keys();
  }

  /** Works while `isThere` returns true and the world is not calm yet; what is held for long is kept from then on. */
  work(isThere: () => boolean): void {
    this.#around.time.after(this.#random.between(50, 900), () => {
      if (!isThere()) return;
      if (!this.#around.isCalm()) {
        this.#act();
        this.work(isThere);
        return;
      }
      for (const [lock, ttlMs] of this.#held) if (ttlMs < LONG_MS) this.#release(lock);
    });
  }

  #act(): void {
    const random = this.#random;
    for (const lock of this.#held.keys()) {
      const { name } = lock.get();
      if (name === "lost") this.#around.faults.count("lost-lock");
      if (name === "lost" || name === "refused") this.#held.delete(lock);
    }
    const [first] = this.#held.keys();
    if (first !== undefined && random.chance(0.4)) return this.#release(first);
    const ids = this.#room.get()?.shapes.map(({ id }) => id) ?? [];
    const id = ids.length === 0 || random.chance(0.4) ? "root" : random.pick(ids);
    const fields = id === "root" ? ["title", "page", "secret"] : ["color", "label", undefined];
    const field = random.pick(fields);
    const ttlMs = random.pick([1500, LONG_MS, LONG_MS]);
    const take = random.chance(0.3);
    const lock = this.#room.lock(field === undefined ? { id } : { id, field }, { ttlMs, take });
    this.#around.faults.count(take ? "taken-lock" : "lock");
    this.#held.set(lock, ttlMs);
  }

  #release(lock: RoomLock): void {
    this.#held.delete(lock);
    lock.release();
  }
}
