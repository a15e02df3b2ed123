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

/** A value as it is, or one that changes. */
export type Given<T> = T | Shown<T>;

/** What was given, as it is now. */
export function valueOf<T>(given: Given<T>): T {
  return isShown(given) ? given.get() : given;
}

/** Calls back when what was given changes. Returns what ends that. */
export function listenTo<T>(given: Given<T>, callback: () => void): () => void {
  return isShown(given) ? given.subscribe(callback) : () => {};
}

function isShown<T>(given: Given<T>): given is Shown<T> {
  return typeof given === "object" && given !== null && "subscribe" in given;
}
