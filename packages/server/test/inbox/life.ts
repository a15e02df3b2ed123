import type { MemoryDisk } from "../../../testing/src/memory-disk.ts";
import type { InboxOptions } from "../../src/inbox/options.ts";
import { limitsWith } from "../../src/limits.ts";
import { Hub } from "../../src/session/hub.ts";
import { DyingStore, type When } from "../dying-store.ts";
import { TestClock } from "../room/test-clock.ts";
import { byName } from "../room/world.ts";
import { TALK } from "./inbox-rooms.ts";

export type { When };

/** A process over a disk. With `step` it dies at that request to the store, before anything of it is done or once all of it is. */
export class Life {
  readonly clock = new TestClock();
  readonly hub: Hub;
  readonly died: Promise<void>;
  readonly #dying: DyingStore;

  constructor(disk: MemoryDisk, step = Infinity, when: When = "before", inbox: InboxOptions = {}) {
    this.#dying = new DyingStore(disk, step, when);
    this.died = this.#dying.died;
    const { store } = this.#dying;
    let ids = 0;
    this.hub = new Hub({
      rooms: [TALK],
      inbox,
      store,
      clock: this.clock,
      random: { next: () => 0, id: (length) => `${step}${when}${++ids}`.padEnd(length, "x") },
      limits: limitsWith(),
      authenticate: byName,
      onError: () => {},
    });
  }

  get steps(): number {
    return this.#dying.steps;
  }
}
