import type { Store } from "./store.ts";

export interface SqliteOptions {
  /** Called with what goes wrong in the background, where no caller waits. */
  readonly onError?: (error: Error) => void;
}

/** The embedded store: one database file, written by a worker thread. */
export function sqlite(path: string, _options: SqliteOptions = {}): Store {
  throw new Error(`sqlite store at ${path}: not built yet`);
}
