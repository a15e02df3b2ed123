import type { Notification } from "../inbox/types.ts";

/**
 * Whether what comes while nobody sees the page is shown by the system. `none`: this browser cannot. `ask`: nobody said yes or no. `on`, `off`: as
 * somebody chose here. `blocked`: the browser was told to refuse.
 */
export type AlertState = "none" | "ask" | "on" | "off" | "blocked";

/** Options of `openAlerts`. All can be left out. */
export interface AlertOptions {
  /** Opens what an alert was about that was clicked. The page has the focus by then, and the item is read. */
  readonly onOpen?: ((item: Notification) => void) | undefined;
  /** What an alert says. @default The title of the item. */
  readonly titleOf?: ((item: Notification) => string) | undefined;
  /** What one says that stands for several. @default "5 new notifications" */
  readonly manyOf?: ((count: number) => string) | undefined;
  /** The address of a picture beside it. */
  readonly icon?: string | undefined;
  /**
   * The server's public key for Web Push: with it, and a service worker that calls `answerPushes`, the user hears also while no page is
   * open. In base64url.
   */
  readonly pushKey?: string | undefined;
}

/** Alerts of the system for what comes into an inbox. */
export interface Alerts {
  readonly get: () => AlertState;
  /** Calls back after each change. Returns a function that ends it. */
  readonly subscribe: (callback: () => void) => () => void;
  /** Asks the browser's person, where that was not done yet: call it in a click. Resolves with what came of it. */
  readonly turnOn: () => Promise<AlertState>;
  /** No alerts in this browser, which is remembered: nobody is asked again. */
  readonly turnOff: () => void;
  /** Takes other options. */
  readonly update: (options: AlertOptions) => void;
  readonly close: () => void;
}
