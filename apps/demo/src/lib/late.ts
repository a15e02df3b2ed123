import { type ComponentType, lazy } from "react";

/** What could not be loaded is tried again after so many ms, or once there is a network. */
const AGAIN_MS = 5000;

/**
 * A part of a page that comes after the page. Where it cannot be loaded, as the network went in between, the page goes on without it, and has it once it
 * can be had.
 */
export function late<P>(
  load: () => Promise<{ readonly default: ComponentType<P> }>,
): ComponentType<P> {
  return lazy(() => loaded(load));
}

async function loaded<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      return await load();
    } catch {
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      await again();
    }
  }
}

function again(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, AGAIN_MS);
    window.addEventListener("online", () => resolve(), { once: true });
  });
}
