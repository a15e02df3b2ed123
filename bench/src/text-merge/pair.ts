import type { Patch } from "../text/traces.ts";

/** Two people in one text. */
export interface Pair {
  /** Writes the text, and has both of them see it; then both are offline. */
  begin(text: string): Promise<void>;
  /** A key of one of them. */
  press(who: number, key: Patch): void;
  /** One of them comes back. Resolves once everybody who is there has everything. */
  comeBack(who: number): Promise<Return>;
  /** The text at both, and at the server. */
  texts(): Promise<readonly string[]>;
}

export interface Return {
  readonly serverMs: number;
  readonly clientMs: number;
  readonly upload: number;
}
