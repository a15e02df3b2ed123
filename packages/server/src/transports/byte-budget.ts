import { networkOf } from "./address.ts";

/** Something that keeps bytes in the server's memory for somebody. */
export interface Holder {
  readonly address: string;
  /** Ends it and lets the bytes go: all hold too much together, and its network holds most. */
  overBudget(): void;
}

/** Bytes that are kept for others, counted for each network and in sum. */
export class ByteBudget {
  readonly #perAddress: number;
  readonly #total: number;
  readonly #held = new Map<Holder, number>();
  readonly #networks = new Map<string, number>();
  #sum = 0;

  /** Both in bytes. */
  constructor(perAddress: number, total: number) {
    this.#perAddress = perAddress;
    this.#total = total;
  }

  /** `holder` keeps so many bytes now. While all keep too much, the network that keeps most loses its oldest holder. */
  set(holder: Holder, bytes: number): void {
    const before = this.#held.get(holder) ?? 0;
    if (bytes === before) return;
    const network = networkOf(holder.address);
    const ofNetwork = (this.#networks.get(network) ?? 0) + bytes - before;
    this.#sum += bytes - before;
    if (ofNetwork > 0) this.#networks.set(network, ofNetwork);
    else this.#networks.delete(network);
    if (bytes > 0) this.#held.set(holder, bytes);
    else this.#held.delete(holder);
    if (bytes > before) while (this.#sum > this.#total) this.#endOne();
  }

  /** Whether the network of `address` keeps as much as it may. */
  isFullFor(address: string): boolean {
    return (this.#networks.get(networkOf(address)) ?? 0) > this.#perAddress;
  }

  /** Whether half of all there is is kept: time to be stricter. */
  get isScarce(): boolean {
    return this.#sum > this.#total / 2;
  }

  #endOne(): void {
    let [most, bytes] = ["", 0];
    for (const entry of this.#networks) if (entry[1] > bytes) [most, bytes] = entry;
    for (const holder of this.#held.keys()) {
      if (networkOf(holder.address) !== most) continue;
      // Before it is told, so that whatever it does with that cannot hold the loop.
      this.set(holder, 0);
      return holder.overBudget();
    }
  }
}
