/** A connection that was not let in yet. */
export interface Greeting {
  /** Too much is kept for all of them together, and most for this one: it ends. */
  end(): void;
}

/** What is kept for connections until they are let in, counted over all of them. */
export class Greetings {
  readonly #limit: number;
  readonly #bytes = new Map<Greeting, number>();
  #sum = 0;

  /** `limit` is in bytes, for all together. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** So many bytes more are kept for `greeting`. Ends those with most while it is too much; that may be this one. */
  keep(greeting: Greeting, bytes: number): void {
    this.#bytes.set(greeting, (this.#bytes.get(greeting) ?? 0) + bytes);
    this.#sum += bytes;
    while (this.#sum > this.#limit) {
      let most: readonly [Greeting, number] | undefined;
      for (const entry of this.#bytes) if (most === undefined || entry[1] > most[1]) most = entry;
      if (most === undefined) return;
      this.release(most[0]);
      most[0].end();
    }
  }

  /** Nothing is kept for `greeting` any more. */
  release(greeting: Greeting): void {
    this.#sum -= this.#bytes.get(greeting) ?? 0;
    this.#bytes.delete(greeting);
  }
}
