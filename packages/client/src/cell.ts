import { freeze, inWords, misused } from "@alongside/core/engine";
import type { Readable, Report } from "./readable.ts";

/** Who listens to something. One listener that throws does not keep the others from hearing. */
export class Listeners<T> {
  readonly #listeners = new Set<{ readonly listener: (value: T) => void }>();
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  readonly add = (listener: (value: T) => void): (() => void) => {
    if (typeof listener !== "function")
      throw misused(
        "subscribe",
        inWords(() => "the listener should be a function"),
        listener,
      );
    // A wrapper, so that a function added twice is called twice and removed one at a time.
    const own = { listener };
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  };

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  call(value: T): void {
    if (this.#listeners.size === 0) return;
    // Who is added meanwhile hears the next one.
    for (const { listener } of Array.from(this.#listeners)) {
      try {
        listener(value);
      } catch (error) {
        this.#report(error);
      }
    }
  }
}

/** A value that its owner sets. In a development build it is frozen, as everybody who reads it gets the same one. */
export class Cell<T> implements Readable<T> {
  #value: T;
  readonly #listeners: Listeners<T>;

  constructor(value: T, report: Report) {
    this.#value = freeze(value);
    this.#listeners = new Listeners(report);
  }

  readonly get = (): T => this.#value;

  readonly subscribe = (listener: (value: T) => void): (() => void) =>
    this.#listeners.add(listener);

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = freeze(value);
    this.#listeners.call(value);
  }
}
