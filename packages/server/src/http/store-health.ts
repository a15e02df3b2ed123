import type { Clock } from "@alongside/core/engine";
import { CheckFailed, type Store } from "../store/store.ts";
import type { Health } from "./handler.ts";

/** How long the store may take to say that it is well, in ms. */
const TIMEOUT_MS = 2000;

/** How long an answer is good for, in ms: however often somebody asks, the store writes no more often. */
const GOOD_FOR_MS = 1000;

interface StoreHealthOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Hears why the store cannot work, each time that becomes another reason. */
  readonly onError: (error: unknown) => void;
}

/** Knows whether the store can work. */
export class StoreHealth {
  readonly #options: StoreHealthOptions;
  /** What was asked last, and since when. */
  #asked: { readonly at: number; readonly answer: Promise<Health> } | undefined;
  /** The store has not answered yet. */
  #isWaiting = false;
  #last: Health["code"];

  constructor(options: StoreHealthOptions) {
    this.#options = options;
  }

  /** Resolves within two seconds; never rejects. */
  ask(): Promise<Health> {
    const now = this.#options.clock.now();
    const asked = this.#asked;
    if (asked !== undefined && (this.#isWaiting || Math.abs(now - asked.at) < GOOD_FOR_MS))
      return asked.answer;
    const answer = this.#bounded(this.#check());
    this.#asked = { at: now, answer };
    return answer;
  }

  async #check(): Promise<Health> {
    this.#isWaiting = true;
    try {
      await this.#options.store.check();
      return this.#note({ status: "ok" });
    } catch (error) {
      const code = error instanceof CheckFailed ? error.code : "store.failed";
      return this.#note({ status: "store-failed", code }, error);
    } finally {
      this.#isWaiting = false;
    }
  }

  async #bounded(check: Promise<Health>): Promise<Health> {
    let cancel: (() => void) | undefined;
    const late = new Promise<Health>((resolve) => {
      cancel = this.#options.clock.after(TIMEOUT_MS, () => {
        const error = new Error(`The store did not answer a check within ${TIMEOUT_MS} ms`);
        resolve(this.#note({ status: "store-failed", code: "store.slow" }, error));
      });
    });
    const health = await Promise.race([check, late]);
    cancel?.();
    return health;
  }

  #note(health: Health, error?: unknown): Health {
    if (health.code !== undefined && health.code !== this.#last) this.#options.onError(error);
    this.#last = health.code;
    return health;
  }
}
