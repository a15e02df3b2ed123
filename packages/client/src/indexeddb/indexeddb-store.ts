import { inWords, isFields, misused } from "@alongside/core/engine";
import type { DeviceStore, Persist } from "../device/device-store.ts";
import { IndexedDbStore } from "./store.ts";
import { browser } from "./surroundings.ts";

/** Options of {@link indexedDbStore}. */
export interface IndexedDbOptions {
  /** The id of the user who is signed in, or one for all guests of this browser. Another user never opens what this one keeps. */
  readonly user: string;
}

/** Opens a store for a client, and asks the browser to keep it. */
export interface IndexedDbPersist extends Persist {
  /**
   * Asks the browser not to remove what this site keeps when the disk runs low. Firefox asks the person; others decide by themselves.
   * Resolves to whether it is promised; false also where nothing can be asked.
   */
  readonly keep: () => Promise<boolean>;
}

/**
 * Keeps rooms and unsent work in the browser's IndexedDB: `createClient({ url, persist: indexedDbStore({ user }) })`. Throws
 * `TypeError` where `user` is not a text of 1–256 characters.
 */
export function indexedDbStore(options: IndexedDbOptions): IndexedDbPersist {
  const user: unknown = isFields(options) ? options["user"] : undefined;
  if (typeof user !== "string" || user === "" || user.length > 256)
    throw misused(
      "indexedDbStore",
      inWords(() => "`user` should be the id of the user, a text of 1–256 characters"),
      user,
    );
  return Object.assign(
    (given: Parameters<Persist>[0]): DeviceStore => new IndexedDbStore(user, given, browser),
    {
      keep: async () => (await globalThis.navigator?.storage?.persist?.()) ?? false,
    },
  );
}
