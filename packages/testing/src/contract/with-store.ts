import type { Store } from "@alongside/server";

/** Runs a test with a store that is empty, and closes it. */
export type WithStore = (name: string, run: (store: Store) => Promise<void>) => void;
