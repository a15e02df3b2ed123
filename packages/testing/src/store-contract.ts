import { mistake } from "@alongside/core/engine";
import type { Store } from "@alongside/server";
import assert from "node:assert/strict";
import { appending } from "./contract/appending.ts";
import { chaining } from "./contract/chaining.ts";
import { checking } from "./contract/checking.ts";
import { all, entries } from "./contract/contract-entries.ts";
import { erasing } from "./contract/erasing.ts";
import { following } from "./contract/following.ts";
import { forgetting } from "./contract/forgetting.ts";
import { importing } from "./contract/importing.ts";
import { posting } from "./contract/posting.ts";
import { lookingBack } from "./contract/looking-back.ts";
import { retaining } from "./contract/retaining.ts";
import { origins } from "./contract/origins.ts";
import { reading } from "./contract/reading.ts";
import { snapshots } from "./contract/snapshots.ts";
import { sweeping } from "./contract/sweeping.ts";
import type { WithStore } from "./contract/with-store.ts";

/** How a test runner takes a test: `test` of Vitest, of `node:test`, and most others. */
export type Test = (name: string, run: () => Promise<void>) => unknown;

/**
 * What holds for every store. Give it your runner's `test` and a function that opens an empty store:
 *
 * ```ts
 * storeContract(test, () => sqlite(join(mkdtempSync(join(tmpdir(), "store-")), "rooms.db")));
 * ```
 */
export function storeContract(test: Test, open: () => Store | Promise<Store>): void {
  if (typeof test !== "function")
    throw mistake("storeContract", "the first argument", "your runner's test", test);
  if (typeof open !== "function")
    throw mistake("storeContract", "the second argument", "a function that opens a store", open);
  const withStore = opening(test, open);
  appending(withStore);
  reading(withStore);
  snapshots(withStore);
  forgetting(withStore);
  lookingBack(withStore);
  retaining(withStore);
  sweeping(withStore);
  importing(withStore);
  posting(withStore);
  origins(withStore);
  following(withStore);
  erasing(withStore);
  checking(withStore);
  withStore(
    "[R79] close finishes what was begun; what is asked afterwards rejects",
    async (store) => {
      const appended = store.append("board:a", 0, entries(1, 3));
      await Promise.all([store.close(), store.close()]);
      await appended;
      await assert.rejects(store.append("board:a", 3, entries(4, 1)), /closed/);
      await assert.rejects(store.head("board:a"), /closed/);
      await assert.rejects(store.check(), /closed/);
      await assert.rejects(all(store, "board:a"), /closed/);
    },
  );
}

/** What holds besides for a store that seals what is appended to it: see `SqliteOptions.chain`. */
export function chainContract(test: Test, open: () => Store | Promise<Store>): void {
  chaining(opening(test, open));
}

function opening(test: Test, open: () => Store | Promise<Store>): WithStore {
  return (name, run) => {
    test(name, async () => {
      const store = await open();
      try {
        await run(store);
      } finally {
        await store.close();
      }
    });
  };
}
