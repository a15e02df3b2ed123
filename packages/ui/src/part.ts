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

/**
 * Puts a part on the page that shows one value, the option `key`: `show` is called at once, whenever that value changes, and after
 * each update. `cleanUp` is called before the part leaves the page.
 */
export function showing<K extends string, T, O extends { readonly [key in K]: Given<T> }>(
  parent: HTMLElement,
  root: HTMLElement,
  options: O,
  key: K,
  show: (value: T, options: O) => void,
  cleanUp?: () => void,
): Part<O> {
  let now = options;
  const again = (): void => show(valueOf<T>(now[key]), now);
  again();
  let stop = listenTo<T>(now[key], again);
  parent.append(root);
  return {
    update(patch) {
      now = { ...now, ...patch };
      stop();
      stop = listenTo<T>(now[key], again);
      again();
    },
    destroy() {
      stop();
      cleanUp?.();
      root.remove();
    },
  };
}

function isShown<T>(given: Given<T>): given is Shown<T> {
  return typeof given === "object" && given !== null && "subscribe" in given;
}
