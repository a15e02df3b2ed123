import type { Clock } from "@alongside/core/engine";
import type { Report } from "./readable.ts";
import { attempt } from "./room/attempt.ts";

/** Code that is loaded when it is first needed, as most pages never need it. */
export class Lazy<M> {
  readonly #import: () => Promise<M>;
  #loading: Promise<M> | undefined;
  #here: M | undefined;

  constructor(load: () => Promise<M>) {
    this.#import = load;
  }

  /** The code, once it is here. */
  get here(): M | undefined {
    return this.#here;
  }

  /** Loads it. Rejects where that fails: the page is offline, or a deploy has removed the file. The next call tries again. */
  load(): Promise<M> {
    this.#loading ??= this.#import().then(
      (code) => (this.#here = code),
      (error: unknown) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }
}

/** Between two tries to load code, in ms. */
const AGAIN_MS = 5000;

/** What is to be done with code, in turn, as soon as that is here. */
export class Later<M> {
  readonly #code: Lazy<M>;
  readonly #host: { readonly report: Report; readonly clock: Clock };
  #waiting: ((code: M) => void)[] = [];
  /** That the code could not be loaded is told once. */
  #hasFailed = false;
  #isOver = false;

  constructor(code: Lazy<M>, host: { readonly report: Report; readonly clock: Clock }) {
    this.#code = code;
    this.#host = host;
  }

  /** Calls `fn` at once, or once the code is here and it is its turn. */
  use(fn: (code: M) => void): void {
    const { here } = this.#code;
    if (here !== undefined && this.#waiting.length === 0) fn(here);
    else if (this.#waiting.push(fn) === 1) this.#load();
  }

  /** Nothing is done any more. */
  stop(): void {
    this.#isOver = true;
  }

  #load(): void {
    const { report, clock } = this.#host;
    this.#code.load().then(
      (code) => {
        for (const fn of this.#waiting.splice(0))
          if (!this.#isOver) attempt(report, () => fn(code));
      },
      (error: unknown) => {
        if (!this.#hasFailed) report(error);
        this.#hasFailed = true;
        clock.after(AGAIN_MS, () => {
          if (!this.#isOver) this.#load();
        });
      },
    );
  }
}
