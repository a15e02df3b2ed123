/**
 * A value that changes. `get` answers the same object until something changes, and both functions work unbound, so every
 * framework's store hook takes it as it is: `useSyncExternalStore(status.subscribe, status.get)`.
 */
export interface Readable<T> {
  readonly get: () => T;
  /** Calls back after each change. Returns a function that ends it. */
  readonly subscribe: (callback: (value: T) => void) => () => void;
}

/** What a failure is about. */
export interface About {
  /** The room, as `board:roadmap`. */
  readonly room?: string;
  /** The `id` of the item of the room's `rejected`, where a change was refused. */
  readonly rejected?: string;
}

/** Takes what went wrong. */
export type Report = (error: unknown, about?: About) => void;
