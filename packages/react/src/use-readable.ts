import { useRef, useSyncExternalStore } from "react";
import { given } from "./given.ts";

/** A value of the client's: the same object until it changes. */
interface Source<T> {
  readonly get: () => T;
  readonly subscribe: (callback: () => void) => () => void;
}

/** Whether two results are the same to who shows them. */
export type Equal<T> = (a: T, b: T) => boolean;

/** The value of `source`, now and after every change; `onServer` where there is no page yet. */
export function useReadable<T>(source: Source<T>, onServer: T): T {
  return useSyncExternalStore(source.subscribe, source.get, () => onServer);
}

/** What `select` makes of `source`. Renders only when that becomes something else. Throws `TypeError` when it is no function. */
export function useSelected<T, R>(
  source: Source<T>,
  onServer: T,
  select: (value: T) => R,
  equal: Equal<R> = Object.is,
): R {
  if (typeof select !== "function")
    throw new TypeError(`A hook's selector should be a function, got ${given(select)}`);
  const last = useRef<{ value: T; select: (value: T) => R; result: R } | undefined>(undefined);

  function read(value: T): R {
    const before = last.current;
    if (before && before.select === select && Object.is(before.value, value)) return before.result;
    const selected = select(value);
    // What is equal stays the same object, so that `memo` and effects of the app see no change either.
    const result = before && equal(before.result, selected) ? before.result : selected;
    last.current = { value, select, result };
    return result;
  }

  return useSyncExternalStore(
    source.subscribe,
    () => read(source.get()),
    () => read(onServer),
  );
}
