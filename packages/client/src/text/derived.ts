import type { Readable } from "../readable.ts";

/** A value made from others. Listens to them only while somebody listens to it; the same object until it is another value. */
export function derived<T>(
  make: () => T,
  sources: readonly ((callback: () => void) => () => void)[],
  equal: (a: T, b: T) => boolean,
): Readable<T> {
  let last: { readonly value: T } | undefined;
  function get(): T {
    const value = make();
    if (last === undefined || !equal(last.value, value)) last = { value };
    return last.value;
  }
  return {
    get,
    subscribe(callback) {
      let told = get();
      const update = (): void => {
        const now = get();
        if (Object.is(now, told)) return;
        told = now;
        callback(now);
      };
      const stops = sources.map((subscribe) => subscribe(update));
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
