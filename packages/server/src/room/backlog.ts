import { Refused } from "@alongside/core";

/** What of a seat may wait behind a change that cannot be decided at once: messages, and their bytes. */
const MAX_LATER = 1000;
const MAX_LATER_BYTES = 4 << 20;

/** What came behind a change that is looked for, to take it back, or that waits for the disk. */
export class Backlog {
  #later: (() => void)[] | undefined;
  #bytes = 0;

  /** Whether what comes has to wait. */
  get isWaiting(): boolean {
    return this.#later !== undefined;
  }

  /** From now on what comes waits, behind `first` where there is one, of `bytes`. */
  begin(first?: () => void, bytes = 0): void {
    this.#later = first === undefined ? [] : [first];
    this.#bytes = bytes;
  }

  /** Throws `limit.rate` when too much waits already. */
  add(act: () => void, bytes: number): void {
    this.#bytes += bytes;
    if (this.#later !== undefined && this.#later.push(act) <= MAX_LATER)
      if (this.#bytes <= MAX_LATER_BYTES) return;
    throw new Refused("limit.rate", "More came behind a change that has to wait than may wait too");
  }

  /** Does what waited, in order, as long as it `isHeard`. One of them may have to wait again: the rest waits behind it. */
  goOn(isHeard: () => boolean): void {
    const later = this.#later ?? [];
    this.#later = undefined;
    for (const [i, act] of later.entries()) {
      if (!isHeard()) return;
      act();
      const rest = this.#later as (() => void)[] | undefined;
      if (rest === undefined) continue;
      rest.push(...later.slice(i + 1));
      return;
    }
  }
}
