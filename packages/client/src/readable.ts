/**
 * A value that changes. `get` answers the same object until something changes, and both functions work unbound, so every
 * framework's store hook takes it as it is: `useSyncExternalStore(status.subscribe, status.get)`.
 */
export interface Readable<T> {
  readonly get: () => T;
  /** Calls back after each change. Answers a function that ends it. */
  readonly subscribe: (callback: (value: T) => void) => () => void;
}

/** Takes what went wrong where nobody can catch it. */
export type Report = (error: unknown) => void;
