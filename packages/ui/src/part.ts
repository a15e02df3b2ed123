/** A part of the kit, on the page. */
export interface Part<O> {
  /** Shows what changed; what is not named stays. */
  update(options: Partial<O>): void;
  /** Takes it off the page, with all its listeners. */
  destroy(): void;
}

/** A value that changes, as rooms have them. */
export interface Shown<T> {
  readonly get: () => T;
  readonly subscribe: (callback: () => void) => () => void;
}
