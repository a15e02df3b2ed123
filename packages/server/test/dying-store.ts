import type { Store } from "@alongside/server";
import { faulty } from "../../testing/src/faulty.ts";
import type { MemoryDisk } from "../../testing/src/memory-disk.ts";

export type When = "before" | "after";

/** The store of a process that dies at the request `step` to it, before anything of it is done or once all of it is. */
export class DyingStore {
  readonly store: Store;
  readonly died: Promise<void>;
  /** Requests until now. */
  steps = 0;

  constructor(disk: MemoryDisk, step: number, when: When) {
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
    this.store = store;
  }
}
