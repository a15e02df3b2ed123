import type { Table } from "./typists.ts";

/** What the bench asks of a server in a process of its own. */
export interface ServerTask extends Table {
  /** Changes that are taken in. */
  readonly changes: number;
}

/** A server with typists in one text. What they send is made before the clock runs. */
export interface Subject {
  /** Takes all changes in, as a server does, and makes what it sends for them. */
  take(): Promise<void>;
  text(): string | Promise<string>;
}
