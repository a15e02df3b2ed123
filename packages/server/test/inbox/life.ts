import type { Store } from "@alongside/server";
import { faulty } from "../../../testing/src/faulty.ts";
import type { MemoryDisk } from "../../../testing/src/memory-disk.ts";
import type { InboxOptions } from "../../src/inbox/options.ts";
import { limitsWith } from "../../src/limits.ts";
import { Hub } from "../../src/session/hub.ts";
import { TestClock } from "../room/test-clock.ts";
import { byName } from "../room/world.ts";
import { TALK } from "./inbox-rooms.ts";

export type When = "before" | "after";

/** A process over a disk. With `step` it dies at that request to the store, before anything of it is done or once all of it is. */
export class Life {
  readonly clock = new TestClock();
  readonly hub: Hub;
  readonly died: Promise<void>;
  steps = 0;

  constructor(disk: MemoryDisk, step = Infinity, when: When = "before", inbox: InboxOptions = {}) {
    const death = Promise.withResolvers<void>();
    this.died = death.promise;
    let done = 0;
    const die = (): void => {
      store.crash();
      death.resolve();
    };
    const opened = disk.open();
    const behind = new Proxy(opened, {
      get(_, name: keyof Store) {
        const ask = (opened[name] as (...args: readonly unknown[]) => unknown).bind(opened);
        if (name === "read" || name === "close") return ask;
        return async (...args: readonly unknown[]) => {
          const value = await ask(...args);
          if (when === "after" && ++done === step) die();
          return value;
        };
      },
    });
    const store = faulty(behind, () => {
      if (++this.steps === step && when === "before") die();
      return "ok";
    });
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
}
