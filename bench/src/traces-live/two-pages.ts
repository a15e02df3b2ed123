import type { Patch } from "../text/traces.ts";

/** Two pages of one process, each a whole client with a WebSocket of its own. */
export interface Pages {
  /** One update, at the writer. */
  edit(patches: readonly Patch[]): void;
  /** The lengths of the text, as an app reads them. */
  readonly written: number;
  readonly shown: number;
  /** Calls `fn` whenever the reader's text has changed. */
  onShown(fn: () => void): void;
  /** The text at the writer and at the reader. */
  texts(): readonly string[];
}

/** Opens a writer and a reader of one new text. */
export type OpenPages = (port: number, room: string) => Promise<Pages>;
