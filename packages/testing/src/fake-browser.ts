import type { Clock } from "@alongside/core/engine";

/** Somebody who holds a lock, or waits for it. */
interface Request {
  readonly page: BrowserPage;
  readonly name: string;
  readonly callback: (lock: object | null) => void | Promise<void>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A channel that a page has open. */
interface Listener {
  readonly page: BrowserPage;
  readonly name: string;
  readonly onMessage: (message: unknown) => void;
}

/** What the pages of one browser share, for several of them in one process: locks and channels, as a client's `environment` has them. */
export class FakeBrowser {
  readonly #clock: Clock;
  /** By name: the first one holds it. */
  readonly #locks = new Map<string, Request[]>();
  readonly #listeners = new Set<Listener>();

  /** All that happens is done by timers of `clock`. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Opens a page. */
  open(): BrowserPage {
    return new BrowserPage(this);
  }

  /** Asks for a lock, as `LockManager.request` does. */
  request(request: Request, isWaiting: boolean, signal: AbortSignal | undefined): void {
    const { name } = request;
    const line = this.#locks.get(name) ?? [];
    if (line.length > 0 && !isWaiting) return this.#give(request, null);
    this.#locks.set(name, line);
    line.push(request);
    if (line.length === 1) return this.#give(request, { name });
    signal?.addEventListener("abort", () => {
      if (line[0] === request || !line.includes(request)) return;
      line.splice(line.indexOf(request), 1);
      request.reject(signal.reason);
    });
  }

  /** The names of the locks that are held, in the order of their first use. */
  held(): readonly string[] {
    return [...this.#locks].filter(([, line]) => line.length > 0).map(([name]) => name);
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Takes a message to all who listen to `name` but its sender. */
  post(sender: Listener, message: unknown): void {
    const text = JSON.stringify(message);
    for (const listener of this.#listeners)
      if (listener.name === sender.name && listener !== sender)
        this.#soon(() => {
          if (this.#listeners.has(listener)) listener.onMessage(JSON.parse(text));
        });
  }

  /** Takes away all that a page holds, waits for and listens to. */
  forget(page: BrowserPage): void {
    for (const listener of this.#listeners)
      if (listener.page === page) this.#listeners.delete(listener);
    for (const line of this.#locks.values())
      for (const request of line.filter((other) => other.page === page)) this.#end(request);
  }

  /** Calls back whoever asked for a lock, which is then held until that is done. */
  #give(request: Request, lock: object | null): void {
    this.#soon(() => {
      if (request.page.isGone) return;
      const end = (): void => {
        if (lock !== null) this.#end(request);
      };
      new Promise((resolve) => resolve(request.callback(lock))).then(
        (value) => {
          end();
          request.resolve(value);
        },
        (error: unknown) => {
          end();
          request.reject(error);
        },
      );
    });
  }

  #end(request: Request): void {
    const line = this.#locks.get(request.name) ?? [];
    const at = line.indexOf(request);
    if (at < 0) return;
    line.splice(at, 1);
    const next = line[0];
    if (at === 0 && next !== undefined) this.#give(next, { name: next.name });
  }

  #soon(fn: () => void): void {
    this.#clock.after(0, fn);
  }
}

/** One page of a browser. */
export class BrowserPage {
  isGone = false;
  readonly #browser: FakeBrowser;

  constructor(browser: FakeBrowser) {
    this.#browser = browser;
  }

  readonly locks = {
    request: (
      name: string,
      {
        ifAvailable = false,
        signal,
      }: { readonly ifAvailable?: boolean; readonly signal?: AbortSignal },
      callback: (lock: object | null) => void | Promise<void>,
    ): Promise<unknown> =>
      new Promise((resolve, reject) => {
        if (this.isGone) return;
        if (signal?.aborted === true) return reject(signal.reason);
        const request = { page: this, name, callback, resolve, reject };
        this.#browser.request(request, !ifAvailable, signal);
      }),
    query: async (): Promise<{ readonly held: readonly { readonly name: string }[] }> => ({
      held: this.#browser.held().map((name) => ({ name })),
    }),
  };

  readonly channel = (
    name: string,
    onMessage: (message: unknown) => void,
  ): { post(message: unknown): void; close(): void } => {
    const listener = { page: this, name, onMessage };
    const close = this.#browser.listen(listener);
    return {
      post: (message) => {
        if (!this.isGone) this.#browser.post(listener, message);
      },
      close,
    };
  };

  /** The page is gone, closed or killed: it hears nothing more, and others get its locks. */
  kill(): void {
    this.isGone = true;
    this.#browser.forget(this);
  }
}
