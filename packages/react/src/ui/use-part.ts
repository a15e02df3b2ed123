import { type RefCallback, useCallback, useEffect, useRef } from "react";

/** A part of the kit that is shown. */
interface Part<O> {
  readonly update?: (options: O) => void;
  readonly destroy: () => void;
}

/**
 * Shows a part of `@alongside/ui` in an element while that is there: `<div ref={usePart(part, options)} />`. Options that change go to
 * its `update`. `make` is the same function every time.
 */
export function usePart<O>(
  make: (element: HTMLElement, options: O) => Part<O>,
  options: O,
): RefCallback<HTMLElement> {
  const latest = useRef(options);
  const shown = useRef<Part<O> | undefined>(undefined);
  useEffect(() => {
    latest.current = options;
    shown.current?.update?.(options);
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
    [make],
  );
}
