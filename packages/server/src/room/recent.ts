import type { UndoStep } from "@alongside/core/engine";

/** Notes that are kept of all rooms together; each is a few hundred bytes. */
const MAX_NOTES = 200_000;

/** What a change wrote over, while it is remembered. */
export interface Remembered {
  readonly client: string;
  readonly n: number;
  step: UndoStep | undefined;
}

/**
 * Remembers what the newest changes wrote over that may have to be taken back by name: those of mutations, and those that took
 * others back. Older ones are found in the log.
 */
export class Recent {
  #notes = 0;
  /** The oldest first. */
  readonly #all: { readonly of: Remembered; readonly size: number }[] = [];

  /** Remembers a change; what it wrote is about as much as its ops are many. */
  add(of: Remembered, ops: number): void {
    const size = ops + 1;
    this.#all.push({ of, size });
    this.#notes += size;
    while (this.#notes > MAX_NOTES) {
      const oldest = this.#all.shift();
      if (oldest === undefined) return;
      this.#notes -= oldest.size;
      oldest.of.step = undefined;
    }
  }
}
