import { Refused } from "@alongside/core";
import type { Clock, Rights } from "@alongside/core/engine";
import { NO_RIGHTS, type Refusal } from "../refusals.ts";
import type { Registry } from "../registry/registry.ts";
import { NOTHING, type Seat } from "./seat.ts";

/** How long a seat that ends waits for what its client wrote to be on disk. */
const FLUSH_MS = 500;

/** Looks again at what seats may do, and ends those that may do something else now. */
export class RightsReview {
  readonly #registry: Registry;
  readonly #clock: Clock;

  constructor(registry: Registry, clock: Clock) {
    this.#registry = registry;
    this.#clock = clock;
  }

  /**
   * Looks at a seat's rights again: where they have changed, it is closed, and joins again with the new ones. `authorize` has
   * `ms` to answer: rights that cannot be had are none.
   */
  async review(seat: Seat, ms: number): Promise<void> {
    // Who is on the way in is asked about again there.
    seat.reviews += 1;
    if (!seat.isIn) return;
    let refusal: Refusal = {
      code: "auth.revoked",
      message: "What this user may do here has changed",
    };
    let isOut = false;
    let rights = NOTHING;
    try {
      rights = await this.#registry.rights(seat.user, seat.join.room, ms);
      if (JSON.stringify(rights) === JSON.stringify(seat.rights)) return;
    } catch (error) {
      isOut = true;
      // Who has no rights any more hears why when joining again.
      if (error instanceof Refused && error.code === NO_RIGHTS.code) refusal = error;
    }
    if (!seat.isHeld || !seat.isIn) return;
    await this.quieten(seat, rights);
    if (!seat.isHeld) return;
    seat.revoke(refusal.code, refusal.message, isOut);
  }

  /** Takes nothing more from a seat, and waits a little until its client knows how all that it wrote came out. */
  async quieten(seat: Seat, rights: Rights): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = this.#clock.after(FLUSH_MS, resolve);
    await Promise.race([seat.end(rights), late]);
    cancel();
  }
}
