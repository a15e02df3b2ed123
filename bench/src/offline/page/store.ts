import type { Json } from "@alongside/core";

/** A store under measurement, as a page uses it. */
export interface Store {
  /** Opens it, and reads all that it has. Resolves when the page could show it. */
  open(): Promise<void>;
  close(): Promise<void>;
  /** Keeps one more letter that was typed. Resolves when the browser says that it is kept. */
  type(at: number): Promise<void>;
  /** Fills it with a room of 2,000 records and 10,000 changes that were not sent. */
  fill(): Promise<void>;
}

export const RECORDS = 2_000;
export const CHANGES = 10_000;

/** A record of a board, as most are: some 150 characters of JSON. */
export function record(i: number): { readonly [field: string]: Json } {
  return {
    kind: "rectangle",
    at: { x: (i * 37) % 4_000, y: (i * 91) % 3_000 },
    size: { w: 120, h: 80 },
    color: "slate",
    text: `Note ${i} says something in a line`,
  };
}
