import { Broken } from "./broken.ts";

/** Follows events: who sent which, and who heard it. Nobody hears one twice, out of order, of their own, or that was never sent. */
export class Pings {
  #sent = 0;
  /** Who sent each, by its number, and in which room. */
  readonly #by = new Map<number, { readonly from: string; readonly room: string }>();
  /** The last number that each client heard of each other, by room. */
  readonly #last = new Map<string, number>();
  readonly #heard = new Map<number, Set<string>>();

  /** The number of an event that is about to be sent. */
  next(room: string, from: string): number {
    this.#sent += 1;
    this.#by.set(this.#sent, { room, from });
    return this.#sent;
  }

  /** A client hears an event. Throws `Broken` where it may not. */
  hear(room: string, by: string, from: string, n: number): void {
    const sent = this.#by.get(n);
    if (sent?.from !== from || sent.room !== room)
      throw new Broken(`${by} hears event ${n} of ${from} in ${room}, which was not sent so`);
    if (from === by) throw new Broken(`${by} hears its own event ${n}`);
    const pair = `${room} ${from} ${by}`;
    const last = this.#last.get(pair) ?? 0;
    if (n <= last) throw new Broken(`${by} hears event ${n} of ${from} after ${last}`);
    this.#last.set(pair, n);
    const heard = this.#heard.get(n) ?? new Set();
    this.#heard.set(n, heard.add(by));
  }

  /** The clients that heard an event. */
  whoHeard(n: number): ReadonlySet<string> {
    return this.#heard.get(n) ?? new Set();
  }
}
