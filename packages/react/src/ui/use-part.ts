import { type RefCallback, useCallback, useEffect, useInsertionEffect, useRef } from "react";

/** A part of the kit that is shown. */
interface Part<O> {
  readonly update?: (options: O) => void;
  readonly destroy: () => void;
}

/**
 * Shows a part of `@alongside/ui` in an element while that is there: `<div ref={usePart(part, options)} />`. Options that change go to
 * its `update`; it is made anew where `source` or `area` is another one. `make` is the same function every time.
 */
export function usePart<O>(
  make: (element: HTMLElement, options: O) => Part<O>,
  options: O,
  source?: unknown,
  area?: unknown,
): RefCallback<HTMLElement> {
  const latest = useRef(options);
  const shown = useRef<Part<O> | undefined>(undefined);
  // Before the element gets its ref, where that is another one.
  useInsertionEffect(() => {
    latest.current = options;
  });
  const told = useRef(options);
  useEffect(() => {
    const gone = Object.keys(told.current as object).map((name) => [name, undefined] as const);
    told.current = options;
    // A prop that is not given any more is as it was by default.
    shown.current?.update?.({ ...Object.fromEntries(gone), ...options });
  });
  return useCallback(
    (element) => {
      if (element === null) return undefined;
      const part = make(element, latest.current);
      shown.current = part;
      return () => {
        shown.current = undefined;
        part.destroy();
      };
    },
    // What a part cannot change makes another one of it.
    // oxlint-disable-next-line react/exhaustive-deps
    [make, source, area],
  );
}
