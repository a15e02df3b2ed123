import { useCallback, useRef, useSyncExternalStore } from "react";

/** Something of the client's: the same value until it changes. */
export interface Readable<T> {
  get(): T;
  subscribe(listener: () => void): () => void;
}

type Equal = (a: never, b: never) => boolean;

/**
 * What `select` makes of a readable's value. Renders only when that becomes another one by `equal`. On a server, and while the
 * page takes over from it, it is what `select` makes of `onServer`.
 */
export function useReadable<T, R>(
  source: Readable<T>,
  onServer: T,
  select: (value: T) => R,
  equal: Equal = Object.is,
): R {
  const last = useRef<{ value: T; select: (value: T) => R; result: R } | undefined>(undefined);

  function read(value: T): R {
    const before = last.current;
    if (before && before.select === select && Object.is(before.value, value)) return before.result;
    const selected = select(value);
    // What is equal stays the same object, so that a render begun for something else keeps it too.
    const result =
      before && equal(before.result as never, selected as never) ? before.result : selected;
    last.current = { value, select, result };
    return result;
  }

  const subscribe = useCallback(
    (listener: () => void) => source.subscribe(() => listener()),
    [source],
  );
  return useSyncExternalStore(
    subscribe,
    () => read(source.get()),
    () => read(onServer),
  );
}
