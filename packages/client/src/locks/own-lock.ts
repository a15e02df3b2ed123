import type { LockTarget } from "@alongside/core/engine";
import type { LockHandle } from "./lock-handle.ts";
import type { LockState } from "./types.ts";

/** A lock that this page asked for, whoever on it: they hold it together. */
export interface OwnLock {
  readonly key: string;
  readonly target: LockTarget;
  readonly handles: Set<LockHandle>;
  ms: number;
  /** It is to be taken over, until it is held. */
  isTaking: boolean;
  state: LockState;
  /** Until when the server holds it, by this page's clock; before it was held, 0. */
  until: number;
  /** The number of the last question that the server has not answered. */
  ask: number | undefined;
  /** Ends the wait for the next time that something is to be done for it. */
  cancel: (() => void) | undefined;
}
