import type { KeyboardEvent } from "react";

/**
 * Moves the focus among `all` by the arrow keys, Home and End: `inline` by those to the sides, else by those up and down. Returns what has the
 * focus now, where the key moved it.
 */
export function moveFocus<E extends HTMLElement>(
  list: Element,
  event: KeyboardEvent,
  all: readonly E[],
  way: "inline" | "block",
): E | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const isTurned = way === "inline" && getComputedStyle(list).direction === "rtl";
  const [back, on] =
    way === "block" ? (["ArrowUp", "ArrowDown"] as const) : (["ArrowLeft", "ArrowRight"] as const);
  const steps: Readonly<Record<string, number>> = {
    [back]: isTurned ? 1 : -1,
    [on]: isTurned ? -1 : 1,
    Home: -Infinity,
    End: Infinity,
  };
  const step = steps[event.key];
  if (step === undefined) return undefined;
  const at = all.findIndex((one) => one.contains(document.activeElement));
  const to =
    all[
      at === -1
        ? step > 0 && step !== Infinity
          ? 0
          : all.length - 1
        : Math.max(0, Math.min(at + step, all.length - 1))
    ];
  event.preventDefault();
  event.stopPropagation();
  to?.focus();
  return to;
}
