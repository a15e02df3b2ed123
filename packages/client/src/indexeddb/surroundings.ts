/** What the store uses of the browser. Each may throw, as where cookies are blocked. Passed in, so that tests can break it. */
export interface Surroundings {
  /** Undefined where there is none. */
  readonly databases: () => IDBFactory | undefined;
  /** A value that lives apart from the database: undefined when there is none. */
  readonly hint: (key: string) => string | undefined;
  /** Keeps it, or with undefined removes it. */
  readonly setHint: (key: string, value: string | undefined) => void;
  /** Undefined where there is none. */
  readonly channel: (name: string) => BroadcastChannel | undefined;
}

export const browser: Surroundings = {
  databases: () => globalThis.indexedDB,
  hint: (key) => localStorage.getItem(key) ?? undefined,
  setHint(key, value) {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  },
  channel: (name) =>
    typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(name),
};
