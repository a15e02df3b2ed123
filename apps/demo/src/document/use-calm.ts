import { useEffect, useRef, useState } from "react";

/** The value, as it was at most `ms` milliseconds ago: for what is made of it with some effort. A first change shows at once. */
export function useCalm<T>(value: T, ms: number): T {
  const [shown, setShown] = useState(value);
  const shownAt = useRef(0);
  useEffect(() => {
    const wait = shownAt.current + ms - performance.now();
    const timer = setTimeout(
      () => {
        shownAt.current = performance.now();
        setShown(() => value);
      },
      Math.max(0, wait),
    );
    return () => clearTimeout(timer);
  }, [value, ms]);
  return shown;
}
