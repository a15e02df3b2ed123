/** What happens around the client. `input`: somebody touched the page; `gone`: it is being closed or left for good. */
export type EnvironmentEvent =
  | "online"
  | "offline"
  | "visible"
  | "hidden"
  | "focus"
  | "input"
  | "gone";

/** What one page of a browser holds at a time: of its `LockManager`, what is used. A page that is gone, however it went, holds nothing. */
export interface Locks {
  /**
   * Calls `callback` once the lock is held, and holds it until what that returns has resolved. With `ifAvailable` nothing is waited for:
   * `callback` gets `null` where another page holds the lock. Rejects where the browser forbids locks, and when `signal` ends the waiting.
   */
  request(
    name: string,
    options: { readonly ifAvailable?: boolean; readonly signal?: AbortSignal },
    callback: (lock: object | null) => void | Promise<void>,
  ): Promise<unknown>;
  /** The locks that pages hold now. */
  query(): Promise<{ readonly held?: readonly { readonly name?: string }[] }>;
}

/** What all pages of a browser that opened it hear of each other, as long as it is open. */
export interface Channel {
  /** Sends `message`, which is plain data, to the others. */
  post(message: unknown): void;
  close(): void;
}

/** The page, as far as the client needs one. */
export interface Environment {
  /** False when there is surely no network. */
  readonly online: boolean;
  readonly visible: boolean;
  /** The page's address, against which a relative `url` is read. */
  readonly location: string | undefined;
  /** Calls back on each such event. Returns a function that ends it. */
  on(event: EnvironmentEvent, callback: () => void): () => void;
  /** Asks before the page is left. Returns a function that ends it. */
  holdUnload(): () => void;
  /** What the browser was asked to remember under `key`, by this page or an earlier one. */
  recall(key: string): string | undefined;
  /** Keeps `value` over page loads, where the page may keep anything. */
  remember(key: string, value: string): void;
  /** What this tab was asked to remember under `key`. A tab that was made as a copy of another one has what that had then. */
  recallInTab(key: string): string | undefined;
  /** Keeps `value` over the page loads of this tab, where the page may keep anything. */
  rememberInTab(key: string, value: string): void;
  /** Undefined where there are none: outside of browsers, and on pages without HTTPS that are not of this machine. */
  readonly locks: Locks | undefined;
  /** Opens the channel `name`: `onMessage` gets what other pages post there. Undefined where there are none. */
  readonly channel: ((name: string, onMessage: (message: unknown) => void) => Channel) | undefined;
}
