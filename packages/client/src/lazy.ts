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
