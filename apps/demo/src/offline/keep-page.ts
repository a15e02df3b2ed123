import { Cell } from "../lib/cell.ts";
import { ASK } from "./kept-files.ts";
import type { KeptMessage } from "./kept-files.ts";

/** How long the page is left alone with the network before all pages are fetched for later, in ms. */
const CALM_MS = 1000;

/** How often a page that stays open asks for a newer one, in ms. */
const ASK_MS = 3_600_000;

/** Whether there is a newer page than this one. */
export const isOutdated = new Cell(false);

/**
 * Keeps all pages in this browser, so that they load without a network. `script` is the path of this page's own script. Does nothing
 * in development, and where browsers allow no such thing: without https, but for the own machine.
 */
export function keepPage(script: string): void {
  const workers = (navigator as Partial<Navigator>).serviceWorker;
  if (import.meta.env.DEV || workers === undefined) return;
  workers.addEventListener("message", ({ data }: MessageEvent<KeptMessage>) => {
    isOutdated.set(!data.kept.includes(script));
  });
  workers.startMessages();
  const start = (): void => void setTimeout(() => void register(workers), CALM_MS);
  if (document.readyState === "complete") start();
  else addEventListener("load", start);
}

async function register(workers: ServiceWorkerContainer): Promise<void> {
  try {
    const registration = await workers.register("/service-worker.js");
    watch(registration);
    const { active } = await workers.ready;
    // oxlint-disable-next-line require-post-message-target-origin -- a worker has the page's origin
    active?.postMessage(ASK);
  } catch (error) {
    // Offline, or not allowed: the page works as long as it is open.
    console.info("This page is not kept for later:", error);
  }
}

/** Asks for a newer page from time to time, and when this one is looked at again. */
function watch(registration: ServiceWorkerRegistration): void {
  const ask = (): void => {
    // Without a network there is none to be had.
    if (!document.hidden && navigator.onLine) registration.update().catch(() => {});
  };
  document.addEventListener("visibilitychange", ask);
  setInterval(ask, ASK_MS);
}
